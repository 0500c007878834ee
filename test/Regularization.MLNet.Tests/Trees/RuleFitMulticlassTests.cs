using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

[TestClass]
public sealed class RuleFitMulticlassTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, true)]
    public void Fit_Classes_ScoreAsTheSoftmaxOfTheirTermsAndLoadElsewhere(bool grouped, bool forest)
    {
        IDataView data = Keyed(TreeData.Examples());
        var options = Options();
        options.Grouped = grouped;
        options.Trees = forest ? new FastForestBinaryTrainer.Options { NumberOfTrees = 6, NumberOfLeaves = 6, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1 } : null;
        (var model, MulticlassRuleFitSummary summary) = _ml.MulticlassClassification.Trainers.RuleFit(options).FitWithSummary(data);
        MulticlassRuleSet rules = summary.Rules;
        CollectionAssert.AreEqual(new[] { "1", "2", "3" }, rules.ClassNames.Order().ToArray());
        Assert.IsTrue(rules.RuleCount > 2 && (forest || rules.Classes.Any(set => set.LinearTerms.Count > 0)), rules.ToString());

        List<Example> other = TreeData.Examples(seed: 2, missing: true);
        IDataView scored = model.Transform(Keyed(other));
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        uint[] predicted = [.. scored.GetColumn<uint>("PredictedLabel")];
        for (int i = 0; i < scores.Length; i++)
        {
            double[] expected = rules.Probabilities(other[i].Features);
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.AreEqual(expected[k], scores[i][k], 1e-5);
            }

            Assert.AreEqual(Array.IndexOf(expected, expected.Max()) + 1u, predicted[i]);
        }

        float[] elsewhere = ScorerProcess.Scores(_ml, model, data);
        float[] here = [.. model.Transform(data).GetColumn<float[]>("Score").SelectMany(row => row)];
        Assert.HasCount(here.Length, elsewhere);
        Assert.IsTrue(here.Zip(elsewhere).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6));
        Assert.IsGreaterThan(0.75, _ml.MulticlassClassification.Evaluate(model.Transform(data), "Kind").MacroAccuracy);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Accurate_Classes_ChoosesWithinTheLimitAndScoresAsItsTerms(bool limitsTerms)
    {
        const int Most = 5;
        List<Example> examples = TreeData.Examples();
        var options = RuleFitMulticlassTrainer.Options.Accurate(Most);
        Assert.IsTrue(options.CrossFit && options.MaximumRules == Most && options.Relaxations.Count == 3 && options.RulePenaltyFactors.Count == 4 && options.TreeSizes is [2, 4, 8]);
        (options.LabelColumnName, options.NumberOfRules, options.NumberOfThreads, options.Lambda, options.LambdaGrid) = ("Kind", 66, 1, LambdaSelection.CrossValidated(3), new LambdaGrid { Count = 12, Ratio = 1e-2 });
        if (limitsTerms)
        {
            (options.MaximumRules, options.MaximumTerms) = (null, Most);
        }

        IDataView data = Keyed(examples);
        (var model, MulticlassRuleFitSummary summary) = _ml.MulticlassClassification.Trainers.RuleFit(options).FitWithSummary(data);
        MulticlassRuleSet rules = summary.Rules;
        Assert.IsInRange(1, Most, rules.RuleCount);
        Assert.Contains($"3-fold cross-validation of growing and choosing, smallest deviance, of those with at most {(limitsTerms ? "5 rules and terms" : "5 rules")}", summary.Fit.SelectedBy);
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Score")];
        for (int i = 0; i < scores.Length; i++)
        {
            double[] expected = rules.Probabilities(examples[i].Features);
            Assert.IsTrue(expected.Zip(scores[i]).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4), $"row {i}");
        }

        Assert.IsGreaterThan(0.75, _ml.MulticlassClassification.Evaluate(model.Transform(data), "Kind").MacroAccuracy);
        string page = summary.ToHtml();
        foreach (Rule rule in rules.Classes.SelectMany(set => set.Rules))
        {
            Assert.Contains(System.Net.WebUtility.HtmlEncode(rule.ToString()), page);
        }

        Assert.Contains("multinomial loss", page);
        Assert.Contains("<button type=\"button\">class</button>", page);
    }

    [TestMethod]
    public void CrossFit_NoiseAlone_SaysSoWhereFoldsOfTheLassoDoNot()
    {
        // Deep trees know their rows by heart: folds that grow anew find that nothing of it holds.
        var random = new Random(7);
        List<Example> noise = TreeData.Examples(120);
        noise.ForEach(e => e.Label = random.Next(6));
        IDataView data = Keyed(noise);
        MulticlassRuleFitSummary plain = Fit(false), across = Fit(true);
        Assert.IsGreaterThan(10, plain.Rules.RuleCount);
        Assert.IsLessThan(plain.Rules.RuleCount / 2, across.Rules.RuleCount);
        Assert.IsGreaterThan(1.2 * plain.Fit.CrossValidation!.Deviance.Mean.Min(), across.Fit.CrossValidation!.Deviance.Mean.Min());

        MulticlassRuleFitSummary Fit(bool crossFit)
        {
            var options = Options();
            options.LambdaGrid = new LambdaGrid { Count = 8, Ratio = 0.1 };
            (options.CrossFit, options.Trees) = (crossFit, new FastTreeBinaryTrainer.Options { NumberOfTrees = 4, NumberOfLeaves = 12, MinimumExampleCountPerLeaf = 2, NumberOfThreads = 1 });
            return _ml.MulticlassClassification.Trainers.RuleFit(options).FitWithSummary(data).Summary;
        }
    }

    [TestMethod]
    public void Fit_Columns_AreThoseOfAStockTrainer()
    {
        IDataView data = Keyed(TreeData.Examples());
        var stock = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Kind", maximumNumberOfIterations: 1).Fit(data);
        Assert.AreEqual(Columns(stock), Columns(_ml.MulticlassClassification.Trainers.RuleFit(Options()).Fit(data)));

        string Columns(ITransformer model) => string.Join(", ", model.Transform(data).Schema.Where(c => !c.IsHidden).OrderBy(c => c.Name).Select(c => $"{c.Name} {c.Type}"));
    }

    [TestMethod]
    public void Fit_ClassWithoutRows_HasProbabilityZero()
    {
        List<Example> examples = TreeData.Examples();
        Microsoft.ML.Transforms.ValueToKeyMappingTransformer keys = _ml.Transforms.Conversion.MapValueToKey("Kind", "Weight").Fit(TestData.Load(_ml, Kinds(examples)));
        IDataView two = keys.Transform(TestData.Load(_ml, Kinds(examples).Where(e => e.Weight != 2)));
        (var model, MulticlassRuleFitSummary summary) = _ml.MulticlassClassification.Trainers.RuleFit(Options()).FitWithSummary(two);
        Assert.HasCount(2, summary.Rules.Classes);
        float[][] scores = [.. model.Transform(two).GetColumn<float[]>("Score")];
        Assert.IsTrue(scores.All(row => row.Length == 3 && row.Count(p => p == 0) == 1 && Math.Abs(row.Sum() - 1) < 1e-5));
    }

    [TestMethod]
    public void Fit_BadInput_IsRefused()
    {
        List<Example> examples = TreeData.Examples(60);
        IDataView one = _ml.Transforms.Conversion.MapValueToKey("Kind", "Weight").Fit(TestData.Load(_ml, examples)).Transform(TestData.Load(_ml, examples.Select(e => new Example { Features = e.Features, Weight = examples[0].Weight })));
        Assert.Contains("at least two classes", Assert.Throws<InvalidOperationException>(() => _ml.MulticlassClassification.Trainers.RuleFit(Options()).Fit(one)).Message);
        var options = Options();
        options.Trees = new FastTreeRegressionTrainer.Options();
        Assert.Contains("Trees is FastTreeRegressionTrainer.Options; for this task it must be FastTreeBinaryTrainer.Options or FastForestBinaryTrainer.Options", Assert.Throws<ArgumentException>(() => _ml.MulticlassClassification.Trainers.RuleFit(options)).Message);
        Assert.Contains("NumberOfRules is 1", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.RuleFit(numberOfRules: 1)).Message);
    }

    private static RuleFitMulticlassTrainer.Options Options() =>
        new() { LabelColumnName = "Kind", NumberOfRules = 60, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, LearningRate = 0.1, Lambda = LambdaSelection.CrossValidated(3), LambdaGrid = new LambdaGrid { Count = 20, Ratio = 0.02 } };

    private static IEnumerable<Example> Kinds(IEnumerable<Example> examples) =>
        examples.Select(e => new Example { Features = e.Features, Label = e.Label, Class = e.Class, Weight = e.Label < 1.5 ? 1 : e.Label < 3.5 ? 2 : 3 });

    private IDataView Keyed(List<Example> examples)
    {
        IDataView data = TestData.Load(_ml, Kinds(examples));
        return _ml.Transforms.Conversion.MapValueToKey("Kind", "Weight", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
    }
}
