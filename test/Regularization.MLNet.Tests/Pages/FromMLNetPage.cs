using Microsoft.ML;
using Microsoft.ML.Trainers;
using Regularization.Tests;

namespace Regularization.MLNet.Tests.Pages;

/// <summary>What docs/from-mlnet.md shows is what is compiled and run here, and its table of strengths is true.</summary>
[TestClass]
public class FromMLNetPage
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Snippet_LbfgsWithTheSameStrength_HasTheSameWeights()
    {
        MLContext ml = _ml;
        const int rows = 120;
        IDataView data = Classes(rows);

        var lbfgs = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: (float)(0.02 * rows), l2Regularization: 0);
        var ours = ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(new ElasticNetLogisticRegressionTrainer.Options
        {
            Lambda = LambdaSelection.Fixed(0.02),
            Penalty = Penalties.Lasso,
            Standardize = false,                                                  // as Lbfgs, which takes the features as they are
        });

        RequireSame(WeightsOf(lbfgs.Fit(data).Model.SubModel), WeightsOf(ours.Fit(data).Model.SubModel), 0.02);
    }

    [TestMethod]
    public void Table_LbfgsWithBoth_IsTrue()
    {
        const int rows = 120;
        const float a = 3, c = 5;
        IDataView data = Classes(rows);
        var lbfgs = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options { L1Regularization = a, L2Regularization = c, OptimizationTolerance = 1e-8f });
        RequireSame(WeightsOf(lbfgs.Fit(data).Model.SubModel), WeightsOf(Ours((a + c) / rows, a / (a + c)).Fit(data).Model.SubModel), 0.02);
    }

    [TestMethod]
    public void Table_SdcaLogistic_IsTrue()
    {
        const float a = 0.5f, c = 0.04f;
        IDataView data = Classes(120);
        var sdca = _ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { L1Regularization = a, L2Regularization = c, ConvergenceTolerance = 1e-5f, MaximumNumberOfIterations = 5000, NumberOfThreads = 1 });

        // Its intercept is not quite that of the objective, and so its weights are not.
        RequireSame(WeightsOf(sdca.Fit(data).Model.SubModel), WeightsOf(Ours(c * (1 + a), a / (1 + a)).Fit(data).Model.SubModel), 0.1);
    }

    [TestMethod]
    public void Table_SdcaRegression_IsTrue()
    {
        const float a = 0.5f, c = 0.04f;
        IDataView data = TestData.Load(_ml, Scaled(120));
        var sdca = _ml.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { L1Regularization = a, L2Regularization = c, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 5000, NumberOfThreads = 1 });
        var ours = _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(c * (1 + a) / 2), Penalty = Penalties.ElasticNet(a / (1 + a)), Standardize = false });
        RequireSame([.. sdca.Fit(data).Model.Weights], [.. ours.Fit(data).Model.Weights], 0.05);
    }

    [TestMethod]
    public void Page_EveryLineOfItsSnippets_StandsInTheTest() => PageSnippets.RequireLines("from-mlnet.md", "FromMLNetPage.cs");

    private ElasticNetLogisticRegressionTrainer Ours(double lambda, double l1Ratio) => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(
        new ElasticNetLogisticRegressionTrainer.Options { Lambda = LambdaSelection.Fixed(lambda), Penalty = Penalties.ElasticNet(l1Ratio), Standardize = false });

    /// <summary>Features of one size, so that ML.NET's trainers converge without a normaliser.</summary>
    private static Example[] Scaled(int rows) => [.. TestData.Examples(rows).Select(e => new Example
    {
        Features = [.. e.Features.Select((v, j) => (float)(v * Math.Pow(10, 1 - (j % 4))))],
        Label = e.Label,
        Class = e.Class,
    })];

    private IDataView Classes(int rows) => _ml.Transforms.CopyColumns("Label", "Class").Fit(Unlabelled(rows)).Transform(Unlabelled(rows));

    private IDataView Unlabelled(int rows) => _ml.Transforms.DropColumns("Label").Fit(TestData.Load(_ml, Scaled(rows))).Transform(TestData.Load(_ml, Scaled(rows)));

    private static float[] WeightsOf(LinearBinaryModelParameters model) => [.. model.Weights];

    /// <summary>Zeros at about the same places, and weights as near as ML.NET's tolerances come.</summary>
    private static void RequireSame(float[] theirs, float[] ours, double tolerance)
    {
        double largest = ours.Max(Math.Abs);
        Assert.IsGreaterThan(0, largest);
        for (int j = 0; j < ours.Length; j++)
        {
            Assert.AreEqual(ours[j], theirs[j], tolerance * largest, $"weight {j}");
        }
    }
}
