using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Trees;

[TestClass]
public sealed class RuleFitTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(false, null)]
    [DataRow(true, null)]
    [DataRow(false, "Weight")]
    public void Fit_Regression_ScoresAsTheSumOfItsTerms(bool missing, string? weight)
    {
        List<Example> examples = TreeData.Examples(missing: missing), other = TreeData.Examples(seed: 2, missing: true);
        IDataView data = TestData.Load(_ml, examples), judge = TestData.Load(_ml, other);
        var options = Options();
        options.ExampleWeightColumnName = weight;
        (var model, RuleFitSummary summary) = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data);
        RuleSet rules = summary.Rules;
        Assert.IsTrue(rules.Rules.Count > 0 && rules.LinearTerms.Count > 0, rules.ToString());
        float[] scores = TestData.Scores(model.Transform(judge));
        for (int i = 0; i < other.Count; i++)
        {
            float[] x = other[i].Features;
            double sum = rules.Intercept + rules.Rules.Where(rule => Plain(rule, x)).Sum(rule => rule.Coefficient)
                + rules.LinearTerms.Sum(term => term.Coefficient * (float.IsNaN(x[term.Feature]) ? term.Missing : Math.Min(Math.Max(x[term.Feature], term.Lower), term.Upper)));
            Assert.AreEqual(sum, scores[i], 1e-5);
            Assert.AreEqual(sum, rules.Score(x), 1e-9);
        }

        double total = examples.Sum(e => weight is null ? 1.0 : e.Weight);
        foreach (Rule rule in rules.Rules)
        {
            Assert.AreEqual(examples.Where(e => Plain(rule, e.Features)).Sum(e => weight is null ? 1.0 : e.Weight) / total, rule.Support, 1e-9, rule.ToString());
        }

        Assert.IsGreaterThan(0.85, _ml.Regression.Evaluate(_ml.Regression.Trainers.RuleFit(options).Fit(data).Transform(TestData.Load(_ml, TreeData.Examples(seed: 3)))).RSquared);
        CollectionAssert.AreEquivalent(new[] { "age", "income", "noise", "width" }, rules.InputImportance.Take(4).Select(pair => pair.Key).ToArray());     // what the labels are made of
    }

    [TestMethod]
    public void Fit_Binary_IsCalibratedAndLoadsElsewhere()
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        (var model, RuleFitSummary summary) = _ml.BinaryClassification.Trainers.RuleFit(BinaryOptions()).FitWithSummary(data);
        IDataView scored = model.Transform(data);
        float[] scores = TestData.Scores(scored), probabilities = [.. scored.GetColumn<float>("Probability")];
        bool[] predicted = [.. scored.GetColumn<bool>("PredictedLabel")];
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(summary.Rules.Score(examples[i].Features), scores[i], 1e-5);
            Assert.AreEqual(1 / (1 + Math.Exp(-scores[i])), probabilities[i], 1e-6);
            Assert.AreEqual(scores[i] > 0, predicted[i]);
        }

        CollectionAssert.AreEqual(scores, ScorerProcess.Scores(_ml, model, data));
        Assert.IsGreaterThan(0.8, _ml.BinaryClassification.Evaluate(scored, "Class").AreaUnderRocCurve);
    }

    [TestMethod]
    public void Fit_Columns_AreThoseOfAStockTrainer()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var stock = _ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 1).Fit(data);
        Assert.AreEqual(Columns(stock), Columns(_ml.Regression.Trainers.RuleFit(Options()).Fit(data)));
        var stockBinary = _ml.BinaryClassification.Trainers.SdcaLogisticRegression("Class", maximumNumberOfIterations: 1).Fit(data);
        Assert.AreEqual(Columns(stockBinary), Columns(_ml.BinaryClassification.Trainers.RuleFit(BinaryOptions()).Fit(data)));

        string Columns(ITransformer model) => string.Join(", ", model.Transform(data).Schema.Where(c => !c.IsHidden).OrderBy(c => c.Name).Select(c => $"{c.Name} {c.Type}"));
    }

    [TestMethod]
    public void Fit_LargeLambda_IsAConstant()
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        var options = Options();
        options.Lambda = LambdaSelection.Fixed(1e6);
        (var model, RuleFitSummary summary) = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data);
        Assert.AreEqual(0, summary.Rules.Rules.Count + summary.Rules.LinearTerms.Count);
        Assert.IsTrue(TestData.Scores(model.Transform(data)).All(score => Math.Abs(score - examples.Average(e => (double)e.Label)) < 1e-5));
    }

    [TestMethod]
    public void Fit_RulesOnlyOrOneCondition_AreWhatWasAskedFor()
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        var options = Options();
        (options.LinearTerms, options.MeanLeaves) = (false, 2);
        (var model, RuleFitSummary summary) = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data);
        Assert.HasCount(0, summary.Rules.LinearTerms);
        Assert.IsTrue(summary.Rules.Rules.All(rule => rule.Conditions.Count == 1), summary.Rules.ToString());
        float[] scores = TestData.Scores(model.Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(summary.Rules.Score(examples[i].Features), scores[i], 1e-5);
        }
    }

    [TestMethod]
    public void Fit_CategoricalSplits_ScoreAsTheSumOfTheTerms()
    {
        List<Example> examples = TreeData.Examples();
        IDataView loaded = TestData.Load(_ml, examples);
        IDataView data = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Weight").Append(_ml.Transforms.Concatenate("Both", "Hot", "Features")).Append(_ml.Transforms.CopyColumns("Target", "Weight")).Fit(loaded).Transform(loaded);
        var options = Options();
        (options.LabelColumnName, options.FeatureColumnName, options.CategoricalSplit, options.LinearTerms) = ("Target", "Both", true, false);
        (var model, RuleFitSummary summary) = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data);
        float[][] rows = [.. data.GetColumn<float[]>("Both")];
        float[] scores = TestData.Scores(model.Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(summary.Rules.Intercept + summary.Rules.Rules.Where(rule => Plain(rule, rows[i])).Sum(rule => rule.Coefficient), scores[i], 1e-5);
        }
    }

    [TestMethod]
    public void Fit_SameSeed_GivesTheSameRules()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples(120));
        RuleFitSummary Fit(int seed)
        {
            var options = Options();
            options.Seed = seed;
            return _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data).Summary;
        }

        Assert.AreEqual(Fit(3).ToString(), Fit(3).ToString());
        Assert.AreNotEqual(Fit(3).ToString(), Fit(4).ToString());
    }

    [TestMethod]
    public void Fit_InAPipelineAndCrossValidation_IsATrainerLikeAnother()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var options = Options();
        options.FeatureColumnName = "X";
        var pipeline = _ml.Transforms.CopyColumns("X", "Features").Append(_ml.Regression.Trainers.RuleFit(options));
        Assert.IsTrue(_ml.Regression.CrossValidate(data, pipeline, numberOfFolds: 2).All(fold => fold.Metrics.RSquared > 0.7));
    }

    [TestMethod]
    public void Fit_BadInput_IsRefused()
    {
        IDataView constant = TestData.Load(_ml, TreeData.Examples(60).Select(e => new Example { Features = e.Features, Label = 3, Class = true }));
        Assert.Contains("'Label' is 3 in each of the 60 rows", Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.RuleFit(Options()).Fit(constant)).Message);
        Assert.Contains("'Class' is 1 in each of the 60 rows", Assert.Throws<InvalidOperationException>(() => _ml.BinaryClassification.Trainers.RuleFit(BinaryOptions()).Fit(constant)).Message);
        IDataView few = TestData.Load(_ml, TreeData.Examples(12));
        Assert.Contains("no tree with a split", Assert.Throws<InvalidOperationException>(() => _ml.Regression.Trainers.RuleFit(Options()).Fit(few)).Message);
        Assert.Contains("NumberOfRules is 1", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit(numberOfRules: 1)).Message);
        Assert.Contains("MeanLeaves is 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { MeanLeaves = 1.5 })).Message);
        Assert.Contains("LearningRate is 0", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { LearningRate = 0 })).Message);
        Assert.Contains("SubsampleFraction is 2", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { SubsampleFraction = 2 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit("Labl").Fit(few));
    }

    private static RuleFitRegressionTrainer.Options Options() => new() { NumberOfRules = 60, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, LearningRate = 0.1, Lambda = LambdaSelection.CrossValidated(4) };

    private static RuleFitBinaryTrainer.Options BinaryOptions() => new() { LabelColumnName = "Class", NumberOfRules = 60, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, LearningRate = 0.1, Lambda = LambdaSelection.CrossValidated(4) };

    /// <summary>Whether the conditions of a rule hold, as one reads them.</summary>
    private static bool Plain(Rule rule, float[] row) => rule.Conditions.All(condition =>
    {
        float[] values = [.. condition.Features.Select(j => row[j])];
        return condition.IsCategorical
            ? values.Any(value => value > 0) != condition.IsNone
            : float.IsNaN(values[0]) ? condition.IncludesMissing : condition.Above < values[0] && values[0] <= condition.AtMost;
    });

    [TestMethod]
    public void Fit_RowsThatLackAFeature_AreWarnedOfOnce()
    {
        List<string> warnings = [];
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
            {
                lock (warnings)
                {
                    warnings.Add(e.RawMessage);
                }
            }
        };
        List<Example> examples = TreeData.Examples(missing: true);
        int incomplete = examples.Count(e => e.Features.Any(float.IsNaN));
        _ml.Regression.Trainers.RuleFit(Options()).Fit(TestData.Load(_ml, examples));
        string[] skipped = [.. warnings.Where(w => w.Contains("missing features", StringComparison.Ordinal))];
        Assert.HasCount(1, skipped, string.Join('\n', warnings));
        Assert.Contains($"without {incomplete} instances", skipped[0]);
    }

    [TestMethod]
    public void Fit_RowsWithoutALabelOrAWeight_AreWarnedOfOnce()
    {
        List<string> warnings = [];
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
            {
                lock (warnings)
                {
                    warnings.Add(e.RawMessage);
                }
            }
        };
        List<Example> examples = TreeData.Examples();
        examples[3].Label = float.NaN;
        examples[5].Label = float.PositiveInfinity;
        examples[8].Weight = float.NaN;
        RuleFitRegressionTrainer.Options options = Options();
        options.ExampleWeightColumnName = "Weight";
        _ml.Regression.Trainers.RuleFit(options).Fit(TestData.Load(_ml, examples));
        string[] skipped = [.. warnings.Where(w => w.Contains("kipped", StringComparison.Ordinal))];
        Assert.HasCount(1, skipped, string.Join('\n', warnings));
        Assert.Contains("Skipped 3 instances", skipped[0]);
    }

    [TestMethod]
    public void Fit_FeatureThatIsMissingEverywhere_IsNamedByEachTreeTrainer()
    {
        List<Example> all = TreeData.Examples(rows: 60), some = TreeData.Examples(rows: 60);
        all.ForEach(e => e.Features[1] = float.NaN);
        some.ForEach(e => e.Features[some.IndexOf(e) % 2] = float.NaN);
        foreach (Action<IDataView> train in new Action<IDataView>[]
        {
            data => _ml.Regression.Trainers.RuleFit(Options()).Fit(data),
            data => _ml.Regression.Trainers.PrunedFastTree(TreeData.Tree()).Fit(data),
            data => _ml.Regression.Trainers.HierarchicalShrinkage(_ml.Regression.Trainers.FastForest(TreeData.Forest()), lambda: 1).Fit(data),
            data => _ml.Transforms.Conversion.MapValueToKey("Key", "Class").Append(_ml.MulticlassClassification.Trainers.RuleFit("Key", numberOfRules: 20)).Fit(data),
        })
        {
            IDataView data = TestData.Load(_ml, all);
            string name = SlotNames.Read(data.Schema["Features"]).Unique[1];
            string message = Assert.ThrowsExactly<InvalidOperationException>(() => train(data)).Message;
            Assert.Contains($"Feature '{name}' is missing (NaN) in each of the", message);
            Assert.Contains("ReplaceMissingValues", message);
            Assert.Contains("A feature is missing (NaN) in each of the ", Assert.ThrowsExactly<InvalidOperationException>(() => train(TestData.Load(_ml, some))).Message);
        }
    }
}
