using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.MLNet.Tests.Trees;

/// <summary>RuleFit from trees of one's own, across folds, and with categories.</summary>
[TestClass]
public sealed class RuleFitOptionsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Accurate_LessThanOneRule_IsRefused()
    {
        Assert.Contains("maximumRules is 0", Assert.Throws<ArgumentOutOfRangeException>(() => RuleFitRegressionTrainer.Options.Accurate(0)).Message);
        Assert.Contains("maximumRules is -1", Assert.Throws<ArgumentOutOfRangeException>(() => RuleFitBinaryTrainer.Options.Accurate(-1)).Message);
        Assert.Contains("maximumRules is 0", Assert.Throws<ArgumentOutOfRangeException>(() => RuleFitMulticlassTrainer.Options.Accurate(0)).Message);
    }

    [TestMethod]
    public void Accurate_WithoutLinearTerms_IsOfRulesAlone()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var options = RuleFitRegressionTrainer.Options.Accurate(4);
        (options.LinearTerms, options.NumberOfRules, options.NumberOfThreads, options.Lambda) = (false, 40, 1, LambdaSelection.CrossValidated(2));
        RuleFitSummary summary = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data).Summary;
        Assert.IsInRange(1, 4, summary.Rules.Rules.Count);
        Assert.IsEmpty(summary.Rules.LinearTerms);
        Assert.DoesNotContain("penalised by", summary.Fit.SelectedBy);
        options.RulePenaltyFactors = [double.PositiveInfinity];
        Assert.Contains("nothing is left to choose from", Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.RuleFit(options)).Message);
    }

    [TestMethod]
    public void Accurate_LambdaNotByFolds_SaysAllThatMustBeSet()
    {
        var options = RuleFitRegressionTrainer.Options.Accurate();
        options.Lambda = LambdaSelection.HeldOut(0.3);
        string message = Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.RuleFit(options)).Message;
        foreach (string part in (string[])["CrossFit", "RulePenaltyFactors = [1]", "Relaxations = [1]"])
        {
            Assert.Contains(part, message);
        }

        (options.CrossFit, options.RulePenaltyFactors, options.Relaxations) = (false, [1], [1]);
        _ml.Regression.Trainers.RuleFit(options);
    }

    [TestMethod]
    [DataRow("tree")]
    [DataRow("forest")]
    [DataRow("binary tree")]
    [DataRow("binary forest")]
    public void Trees_OfGivenOptions_AreThoseTheRulesAreOf(string kind)
    {
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        bool binary = kind.StartsWith("binary", StringComparison.Ordinal);
        TreeOptions trees = kind switch { "tree" => TreeData.Tree(), "forest" => TreeData.Forest(), "binary tree" => TreeData.BinaryTree(), _ => TreeData.BinaryForest() };
        string before = trees.LabelColumnName;
        DecisionTree[] grown = TreeModel.Of(TreeData.Fit(_ml, kind, data)).Trees;
        (ITransformer model, RuleFitSummary summary) = binary
            ? Pair(_ml.BinaryClassification.Trainers.RuleFit(new RuleFitBinaryTrainer.Options { LabelColumnName = "Class", Trees = trees, Lambda = LambdaSelection.Fixed(1e-3), NumberOfThreads = 1 }).FitWithSummary(data))
            : Pair(_ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { Trees = trees, Lambda = LambdaSelection.Fixed(1e-3), NumberOfThreads = 1 }).FitWithSummary(data));
        Assert.IsGreaterThan(5, summary.Rules.Rules.Count);
        Assert.AreEqual(before, trees.LabelColumnName);
        float[] scores = TestData.Scores(model.Transform(data));
        for (int i = 0; i < scores.Length; i++)
        {
            float[] row = examples[i].Features;
            Assert.AreEqual(summary.Rules.Score(row), scores[i], 2e-5);
            foreach (Rule rule in summary.Rules.Rules.Where(rule => rule.Node < 0))
            {
                Assert.AreEqual(grown[rule.Tree].LeafOf(row) == ~rule.Node, rule.Fires(row), rule.ToString());
            }
        }

        static (ITransformer, RuleFitSummary) Pair<T>((TransformerChain<T> Model, RuleFitSummary Summary) fit)
            where T : class, ITransformer => (fit.Model, fit.Summary);
    }

    [TestMethod]
    public void Trees_OfAnotherTask_AreRefused()
    {
        var options = new RuleFitRegressionTrainer.Options { Trees = TreeData.BinaryTree() };
        Assert.Contains("it must be FastTreeRegressionTrainer.Options or FastForestRegressionTrainer.Options", Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.RuleFit(options)).Message);
    }

    [TestMethod]
    public void CrossFit_NoiseAlone_ChoosesNoRulesWhereTheOtherFoldsDo()
    {
        // Deep trees know their rows by heart: what they say of these is no proof of what they say of others.
        var random = new Random(7);
        List<Example> noise = [.. TreeData.Examples(150).Select(e => new Example { Features = e.Features, Label = (float)random.NextDouble(), Class = random.Next(2) == 1 })];
        IDataView data = TestData.Load(_ml, noise);
        int plain = Fit(false, out CrossValidationResult same), across = Fit(true, out CrossValidationResult other);
        Assert.IsGreaterThan(10, plain);
        Assert.IsLessThan(plain / 2, across);
        Assert.IsGreaterThan(1.2 * same.Deviance.Mean.Min(), other.Deviance.Mean.Min());
        CollectionAssert.AreEqual(same.Lambdas.Take(5).ToArray(), other.Lambdas.Take(5).ToArray());

        var binary = new RuleFitBinaryTrainer.Options { LabelColumnName = "Class", NumberOfRules = 30, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, CrossFit = true, Lambda = LambdaSelection.CrossValidated(3) };
        Assert.IsTrue(_ml.BinaryClassification.Trainers.RuleFit(binary).FitWithSummary(data).Summary.Fit.CrossValidation!.Curves.ContainsKey("auc"));
        binary.Lambda = LambdaSelection.Fixed(1);
        Assert.Contains("cross-validation", Assert.Throws<ArgumentException>(() => _ml.BinaryClassification.Trainers.RuleFit(binary).Fit(data)).Message);

        int Fit(bool crossFit, out CrossValidationResult validation)
        {
            var options = new RuleFitRegressionTrainer.Options { Trees = new FastTreeRegressionTrainer.Options { NumberOfTrees = 15, NumberOfLeaves = 12, MinimumExampleCountPerLeaf = 2, NumberOfThreads = 1 }, CrossFit = crossFit, NumberOfThreads = 1, Lambda = LambdaSelection.CrossValidated(4) };
            RuleFitSummary summary = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data).Summary;
            validation = summary.Fit.CrossValidation!;
            return summary.Rules.Rules.Count;
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Accurate_StepsAndALine_ChoosesWithinTheLimitAndScoresAsItsTerms(bool classes)
    {
        const int Most = 4;
        var random = new Random(2);
        List<Example> examples = TreeData.Examples();
        foreach (Example e in examples)
        {
            e.Label = (8 * e.Features[0]) + (e.Features[1] > 5 ? 2 : 0) + (e.Features[2] > 30 ? 2 : 0) + (float)random.NextDouble();
            e.Class = e.Label > 7;
        }

        IDataView data = TestData.Load(_ml, examples);
        (float[] scores, RuleFitSummary summary) = classes ? Binary() : Regression();
        Assert.IsInRange(1, Most, summary.Rules.Rules.Count);
        Assert.AreEqual(0, summary.Rules.LinearTerms[0].Feature, summary.Rules.ToString());
        Assert.Contains("3-fold cross-validation of growing and choosing, smallest deviance, of those with at most 4 rules; rules penalised by", summary.Fit.SelectedBy);
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(summary.Rules.Score(examples[i].Features), scores[i], 1e-4);
        }

        (float[], RuleFitSummary) Regression()
        {
            var options = RuleFitRegressionTrainer.Options.Accurate(Most);
            Small(options);
            (var model, RuleFitSummary fitted) = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data);
            return (TestData.Scores(model.Transform(data)), fitted);
        }

        (float[], RuleFitSummary) Binary()
        {
            var options = RuleFitBinaryTrainer.Options.Accurate(Most);
            Small(options);
            options.LabelColumnName = "Class";
            (var model, RuleFitSummary fitted) = _ml.BinaryClassification.Trainers.RuleFit(options).FitWithSummary(data);
            return (TestData.Scores(model.Transform(data)), fitted);
        }

        static void Small(RuleFitOptions options) => (options.NumberOfRules, options.NumberOfThreads, options.Lambda) = (60, 1, LambdaSelection.CrossValidated(3));
    }

    [TestMethod]
    public void TreeSizes_Given_AreGrownInSequencesOfAsManyTrees()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var options = new RuleFitRegressionTrainer.Options { TreeSizes = [4, 2], NumberOfRules = 17, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, LearningRate = 0.3, LinearTerms = false, Lambda = LambdaSelection.Fixed(1e-6) };
        RuleSet rules = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data).Summary.Rules;
        foreach (Rule rule in rules.Rules)
        {
            // Three trees of two leaves, 2 rules each, and then three of four, 6 each.
            Assert.IsInRange(0, 5, rule.Tree);
            Assert.IsTrue(rule.Tree > 2 || rule.Node is -1 or -2, rule.ToString());
        }

        Assert.IsTrue(rules.Rules.Any(rule => rule.Node < -2 && rule.Tree > 2));
        Assert.IsTrue(rules.Rules.Select(rule => rule.Tree).Distinct().Count() > 3);
        foreach (int[] sizes in (int[][])[[1, 4], []])
        {
            options.TreeSizes = sizes;
            Assert.Contains("TreeSizes is", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit(options)).Message);
        }
    }

    [TestMethod]
    public void Choice_WithoutFolds_IsRefused()
    {
        void Refuses(Action trainer)
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(trainer);
            Assert.Contains("anew for each fold (CrossFit)", refusal.Message);
            Assert.DoesNotContain("FitAcross", refusal.Message);
            Assert.AreEqual("options", refusal.ParamName);
        }

        Refuses(() => _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { RulePenaltyFactors = [1, 2] }));
        Refuses(() => _ml.BinaryClassification.Trainers.RuleFit(new RuleFitBinaryTrainer.Options { Relaxations = [0.5] }));
        Refuses(() => _ml.MulticlassClassification.Trainers.RuleFit(new RuleFitMulticlassTrainer.Options { Relaxations = [0.5] }));
        Refuses(() => _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { CrossFit = true, Lambda = LambdaSelection.Fixed(1) }));
        Assert.Contains("RulePenaltyFactors has -1", Assert.Throws<ArgumentException>(() => _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { RulePenaltyFactors = [-1] })).Message);
        Assert.Contains("MaximumTerms is 0", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.RuleFit(new RuleFitMulticlassTrainer.Options { MaximumTerms = 0 })).Message);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void CategoricalSplit_Rules_SayTheCategories(bool crossFit)
    {
        List<Example> examples = TreeData.Examples();
        examples.ForEach(e => e.Label = (e.Weight is 1 or 3 ? 2 : 0) + (e.Features[0] > 0.5 ? 1 : 0));
        IDataView loaded = TestData.Load(_ml, examples);
        IDataView data = _ml.Transforms.Categorical.OneHotEncoding("Kind", "Weight").Append(_ml.Transforms.Concatenate("Both", "Kind", "Features")).Fit(loaded).Transform(loaded);
        var options = new RuleFitRegressionTrainer.Options { FeatureColumnName = "Both", CategoricalSplit = true, CrossFit = crossFit, NumberOfRules = 60, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, LearningRate = 0.2, Lambda = LambdaSelection.CrossValidated(3) };
        (var model, RuleFitSummary summary) = _ml.Regression.Trainers.RuleFit(options).FitWithSummary(data);
        RuleCondition[] categorical = [.. summary.Rules.Rules.SelectMany(rule => rule.Conditions).Where(condition => condition.IsCategorical)];
        Assert.IsGreaterThan(0, categorical.Length, summary.Rules.ToString());
        foreach (RuleCondition condition in categorical)
        {
            string names = string.Join(", ", condition.Names);
            Assert.AreEqual(condition.Names.Count == 1 ? (condition.IsNone ? "not " : string.Empty) + names : $"{(condition.IsNone ? "none" : "one")} of ({names})", condition.ToString());
            Assert.IsTrue(condition.Names.All(name => name.StartsWith("Kind.", StringComparison.Ordinal)), names);
        }

        float[][] rows = [.. data.GetColumn<float[]>("Both")];
        float[] scores = TestData.Scores(model.Transform(data));
        Assert.IsTrue(rows.Zip(scores).All(pair => Math.Abs(summary.Rules.Score(pair.First) - pair.Second) < 1e-5));
        Assert.IsTrue(summary.Interactions.All(pair => pair.Strength is >= 0 and < 1.5));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Transform_OtherSlots_IsRefused(bool linearTerms)
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        var model = _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { LinearTerms = linearTerms, NumberOfRules = 40, MinimumExampleCountPerLeaf = 8, NumberOfThreads = 1, LearningRate = 0.1, Lambda = LambdaSelection.CrossValidated(3) }).Fit(data);
        IDataView five = TestData.Load(_ml, TreeData.Examples().Select(e => new Example { Features = e.Features[..5] }), columns: 5);
        string message = Assert.Throws<ArgumentException>(() => TestData.Scores(model.Transform(five))).Message;
        Assert.IsTrue(message.Contains("'Features'", StringComparison.Ordinal) && message.Contains("Single, 5>", StringComparison.Ordinal), message);
    }
}
