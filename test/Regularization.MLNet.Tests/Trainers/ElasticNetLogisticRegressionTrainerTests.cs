using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Trainers;

[TestClass]
public sealed class ElasticNetLogisticRegressionTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_GivenLambda_HasTheCoefficientsOfCore()
    {
        List<Example> examples = TestData.Examples();
        Solution expected = new PathSolver(Losses.Logistic, Penalties.ElasticNet(0.7))
            .FitAt(TestData.Problem(examples, e => e.Class ? 1 : 0, weighted: true), 0.02);
        var model = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class", "Features", "Weight", lambda: 0.02, l1Ratio: 0.7)
            .Fit(TestData.Load(_ml, examples)).Model.SubModel;
        double largest = expected.Coefficients.Max(Math.Abs);
        for (int j = 0; j < TestData.Columns; j++)
        {
            Assert.AreEqual(expected.Coefficients[j], model.Weights[j], 1e-6 * largest);
        }

        Assert.AreEqual(expected.Intercept, model.Bias, 1e-6 * Math.Abs(expected.Intercept));
    }

    [TestMethod]
    public void Fit_McpChosenByFolds_IsThatOfCoresCrossValidation()
    {
        List<Example> examples = TestData.Examples();
        CrossValidationResult expected = new CrossValidator(Losses.Logistic, Penalties.Mcp(12)) { Folds = 4, Seed = 1 }.Fit(TestData.Problem(examples, e => e.Class ? 1 : 0));
        var options = new ElasticNetLogisticRegressionTrainer.Options { LabelColumnName = "Class", Penalty = Penalties.Mcp(12), Lambda = LambdaSelection.CrossValidated(folds: 4) };
        FitSummary summary = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(options).FitWithSummary(TestData.Load(_ml, examples)).Summary;
        Assert.AreEqual(expected.LambdaMin, summary.Selected.Lambda);
        CollectionAssert.AreEqual(expected.Select(SelectionRule.LambdaMin).Coefficients.ToDense(), summary.Selected.Coefficients.ToDense());
    }

    [TestMethod]
    public void Fit_Probability_IsTheLogisticOfTheScore()
    {
        IDataView data = TestData.Load(_ml);
        IDataView scored = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class", lambda: 0.01).Fit(data).Transform(data);
        float[] scores = TestData.Scores(scored), probabilities = [.. scored.GetColumn<float>("Probability")];
        bool[] predicted = [.. scored.GetColumn<bool>("PredictedLabel")];
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1 / (1 + Math.Exp(-scores[i])), probabilities[i], 1e-6);
            Assert.AreEqual(scores[i] > 0, predicted[i]);
        }
    }

    [TestMethod]
    public void Fit_NoLambda_ChoosesOneThatBeatsTheNullModel()
    {
        (_, FitSummary summary) = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class", l1Ratio: 0.9).FitWithSummary(TestData.Load(_ml));
        CrossValidationResult cv = summary.CrossValidation!;
        Assert.AreEqual(cv.LambdaMin, summary.Selected.Lambda);
        Assert.IsTrue(cv.Deviance.Mean[cv.IndexMin] < 0.9 * cv.Deviance.Mean[0]);
        CollectionAssert.IsSubsetOf(new[] { "deviance", "misclassification", "auc" }, cv.Curves.Keys.ToArray());
    }

    [TestMethod]
    public void Fit_SeparableClasses_Solve()
    {
        List<Example> examples = TestData.Examples();
        examples.ForEach(e => e.Class = (8 * e.Features[0]) - (1.5 * e.Features[1]) > 0);
        var model = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class").Fit(TestData.Load(_ml, examples));
        Assert.IsTrue(model.Model.SubModel.Weights.All(float.IsFinite));
        Assert.IsTrue(_ml.BinaryClassification.Evaluate(model.Transform(TestData.Load(_ml, examples)), "Class").AreaUnderRocCurve > 0.98);
    }

    [TestMethod]
    public void Fit_BoundsAndFactorsBySlotName_AreKept()
    {
        var options = new ElasticNetLogisticRegressionTrainer.Options
        {
            LabelColumnName = "Class",
            Lambda = LambdaSelection.Fixed(1e-3),
            L1Ratio = 1,
            LowerBoundsBySlotName = new Dictionary<string, double> { ["income"] = -0.25 },
            PenaltyFactorsBySlotName = new Dictionary<string, double> { ["age"] = 1e6 },
        };
        IReadOnlyList<float> weights = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(options).Fit(TestData.Load(_ml)).Model.SubModel.Weights;
        Assert.AreEqual(0f, weights[0]);
        Assert.AreEqual(-0.25f, weights[1]);
    }
}
