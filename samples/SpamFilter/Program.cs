// Learns to tell spam from other text messages: a handful of the tens of thousands of words and letter groups is enough.
using System.Diagnostics;
using Microsoft.ML;
using Regularization;
using SpamFilter;

var ml = new MLContext(seed: 1);
IDataView messages = SpamTrainer.Load(ml, Path.Combine(AppContext.BaseDirectory, "sms_spam.tsv"));
var split = ml.Data.TrainTestSplit(messages, testFraction: 0.2);

var clock = Stopwatch.StartNew();
(ITransformer model, FitSummary fit) = SpamTrainer.Train(ml, split.TrainSet);
Console.WriteLine($"{fit.Rows:n0} messages, {fit.Features:n0} features; lambda {fit.Selected.Lambda:g3} by {fit.SelectedBy}; {clock.Elapsed.TotalSeconds:0.0} s in all, {fit.Seconds:0.0} s fitting");
Console.WriteLine($"kept {fit.Selected.NonzeroCount:n0} features, {(double)fit.Selected.NonzeroCount / fit.Features:p1}");

var metrics = ml.BinaryClassification.Evaluate(model.Transform(split.TestSet));
Console.WriteLine($"held out: AUC {metrics.AreaUnderRocCurve:0.0000}, F1 {metrics.F1Score:0.000}");
foreach (var r in fit.CoefficientTable().Take(12)) Console.WriteLine($"{r.Standardized,8:0.000} {r.Value,8:0.000} {r.Name}");
Console.WriteLine(fit);
