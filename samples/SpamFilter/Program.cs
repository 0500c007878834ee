// Learns to tell spam from other text messages. Of the tens of thousands of words and letter groups in them, few are kept.
using System.Diagnostics;
using Microsoft.ML;
using Regularization;
using SpamFilter;

var ml = new MLContext(seed: 1);
IDataView messages = ml.Data.LoadFromTextFile<Message>(Path.Combine(AppContext.BaseDirectory, "sms_spam.tsv"), hasHeader: true);
var split = ml.Data.TrainTestSplit(messages, testFraction: 0.2);

var clock = Stopwatch.StartNew();
(ITransformer model, FitSummary fit) = SpamTrainer.Train(ml, split.TrainSet);
Solution chosen = fit.Selected;
Console.WriteLine($"Trained on {fit.Rows:n0} messages in {clock.Elapsed.TotalSeconds:0.0} s; {fit.Kernels}.");
Console.WriteLine($"Lambda {chosen.Lambda:g3} ({fit.SelectedBy}), duality gap {chosen.DualityGap:0.0e0}.");
Console.WriteLine($"Kept {chosen.NonzeroCount:n0} of {fit.Features:n0} features ({(double)chosen.NonzeroCount / fit.Features:0.0%}).");

var metrics = ml.BinaryClassification.Evaluate(model.Transform(split.TestSet));
Console.WriteLine($"On held-out messages: AUC {metrics.AreaUnderRocCurve:0.000}, F1 {metrics.F1Score:0.000}.");

// FeaturizeText calls its slots Word.free, Word.to|win (two words) or Char.f|r|e (three letters). Standardised weights can be compared.
var words = fit.CoefficientTable()
    .Where(row => row.Name.StartsWith("Word.", StringComparison.Ordinal))
    .Take(12)
    .Select(row => $"{row.Name["Word.".Length..].Replace('|', ' ')} {row.Standardized:0.00}");
Console.WriteLine($"Words of the largest weights: {string.Join(", ", words)}.");

// The model is a stock ML.NET model: a program without Regularization.MLNet loads it just so.
string path = Path.Combine(AppContext.BaseDirectory, "spam.zip");
ml.Model.Save(model, messages.Schema, path);
ITransformer loaded = new MLContext().Model.Load(path, out _);
using var engine = ml.Model.CreatePredictionEngine<Message, Prediction>(loaded);
const string Text = "You have won a prize! Call 08001234567 now to claim it.";
Prediction prediction = engine.Predict(new Message { Text = Text });
string verdict = prediction.IsSpam ? "spam" : "not spam";
Console.WriteLine($"Saved ({new FileInfo(path).Length / 1024:n0} KB), loaded: \"{Text}\" is {verdict} (probability of spam {prediction.Probability:0.000}).");
