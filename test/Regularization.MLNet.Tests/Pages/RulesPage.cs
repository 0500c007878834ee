using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Regularization.MLNet.Tests.Trees;
using Regularization.Tests;

namespace Regularization.MLNet.Tests.Pages;

/// <summary>What docs/rules.md shows is what is compiled and run here.</summary>
[TestClass]
public class RulesPage
{
    [TestMethod]
    public void Page_EveryLineOfItsSnippets_StandsInTheTest() => PageSnippets.RequireLines("rules.md", "RulesPage.cs");

    [TestMethod]
    public void Rules_OfSteps_Fire()
    {
        var ml = new MLContext(seed: 1);
        List<Example> examples = TreeData.Examples();
        IDataView data = TestData.Load(ml, examples);
        float[] row = examples[0].Features;

        var trainer = ml.Regression.Trainers.RuleFit();                                   // or of BinaryClassification, or of MulticlassClassification
        (var model, RuleFitSummary summary) = trainer.FitWithSummary(data);
        Console.WriteLine(summary.Rules);                                                 // coefficient, support, importance: "income > 52,300 and age <= 41"
        IReadOnlyList<Rule> why = summary.Rules.Fired(row);                               // the rules that fire for one row
        Console.WriteLine(string.Join('\n', summary.Interactions));                       // inputs that act together, the strongest first

        Assert.IsGreaterThan(0.8, ml.Regression.Evaluate(model.Transform(data)).RSquared);
        Assert.IsTrue(why.All(rule => rule.Conditions.All(condition => condition.Holds(row))));
        Assert.IsGreaterThan(0, summary.Rules.Rules.Count);
    }

    [TestMethod]
    public void Accurate_WithinALimit_HoldsIt()
    {
        var ml = new MLContext(seed: 1);
        IDataView loaded = TestData.Load(ml, TreeData.Examples()), data = ml.Transforms.CopyColumns("income", "Class").Fit(loaded).Transform(loaded);

        var options = RuleFitBinaryTrainer.Options.Accurate(maximumRules: 30);
        options.LabelColumnName = "income";
        (options.NumberOfRules, options.NumberOfThreads) = (100, 1);
        (var model, RuleFitSummary summary) = ml.BinaryClassification.Trainers.RuleFit(options).FitWithSummary(data);

        Assert.IsInRange(1, 30, summary.Rules.Rules.Count + summary.Rules.LinearTerms.Count);
        Assert.IsGreaterThan(0.8, ml.BinaryClassification.Evaluate(model.Transform(data), "income").AreaUnderRocCurve);
    }

    [TestMethod]
    public void PrunedTrees_OfSteps_AreFewer()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = TestData.Load(ml, TreeData.Examples());

        (var model, TreePruningSummary summary) = ml.Regression.Trainers.PrunedFastTree(numberOfTrees: 200).FitWithSummary(data);
        Console.WriteLine($"{summary.TreesKept} of {summary.TreesGrown} trees");

        Assert.AreEqual(200, summary.TreesGrown);
        Assert.IsLessThanOrEqualTo(60, summary.TreesKept);
        Assert.IsGreaterThan(0.8, ml.Regression.Evaluate(model.Transform(data)).RSquared);
    }

    [TestMethod]
    public void Shrinkage_OfAForest_IsChosen()
    {
        var ml = new MLContext(seed: 1);
        IDataView trainData = TestData.Load(ml, TreeData.Examples()), validationData = TestData.Load(ml, TreeData.Examples(seed: 2));
        RegressionPredictionTransformer<FastForestRegressionModelParameters> forest = ml.Regression.Trainers.FastForest(TreeData.Forest()).Fit(trainData);

        var milder = ml.Model.HierarchicalShrinkage(forest, trainData, lambda: 10);                         // forest: trained or loaded
        (var best, var summary) = ml.Model.HierarchicalShrinkage(forest, trainData, validationData);        // lambda by other rows
        var trainer = ml.Regression.Trainers.HierarchicalShrinkage(ml.Regression.Trainers.FastForest());    // lambda by 5-fold cross-validation

        Assert.IsNotNull(trainer);
        Assert.IsGreaterThanOrEqualTo(0.0, summary.Lambda);
        double error = ml.Regression.Evaluate(best.Transform(validationData)).MeanSquaredError;
        Assert.IsLessThanOrEqualTo(ml.Regression.Evaluate(forest.Transform(validationData)).MeanSquaredError + 1e-6, error);
        Assert.AreNotEqual(error, ml.Regression.Evaluate(milder.Transform(trainData)).MeanSquaredError);
    }
}
