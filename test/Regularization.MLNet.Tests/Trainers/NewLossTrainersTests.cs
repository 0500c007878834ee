using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Trainers of log links, robust losses, quantiles and squared hinge: Core's coefficients, ML.NET's models, clear refusals.</summary>
[TestClass]
public sealed class NewLossTrainersTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<Counted> _rows = Counted.Rows();

    [TestMethod]
    public void Fit_LogLinks_HaveTheCoefficientsOfCoreAndScoreTheExponential()
    {
        IDataView data = Counted.Load(_ml, _rows);
        RegressionCatalog.RegressionTrainers trainers = _ml.Regression.Trainers;
        Check(trainers.ElasticNetPoissonRegression(lambda: 0.02).Fit(data), Losses.Poisson, r => r.Label);
        Check(trainers.ElasticNetGammaRegression("Amount", lambda: 0.02).Fit(data), Losses.Gamma, r => r.Amount);
        Check(trainers.ElasticNetTweedieRegression(lambda: 0.02, power: 1.3).Fit(data), Losses.Tweedie(1.3), r => r.Label);

        void Check(RegressionPredictionTransformer<PoissonRegressionModelParameters> transformer, Loss loss, Func<Counted, double> label)
        {
            Solution core = new PathSolver(loss, Penalties.ElasticNet(0.5)).FitAt(Counted.Problem(_rows, label), 0.02);
            AssertModel(core, transformer.Model);
            Assert.IsTrue(core.NonzeroCount > 0);
            float[] scores = TestData.Scores(transformer.Transform(data));
            double[] eta = core.LinearPredictor(Counted.Problem(_rows, label).X);
            for (int i = 0; i < scores.Length; i++)
            {
                Assert.AreEqual(Math.Exp(eta[i]), scores[i], 1e-4 * Math.Exp(eta[i]));
            }
        }
    }

    [TestMethod]
    public void Fit_HuberQuantileAndSvm_HaveTheCoefficientsOfCore()
    {
        List<Example> examples = TestData.Examples();
        IDataView data = TestData.Load(_ml, examples);
        TrainingProblem numbers = TestData.Problem(examples, e => e.Label), classes = TestData.Problem(examples, e => e.Class ? 1 : 0);
        AssertModel(Core(Losses.Huber(0.1), numbers), _ml.Regression.Trainers.HuberRegression(lambda: 0.01, delta: 0.1).Fit(data).Model);
        Loss quantile = Losses.Quantile(0.8, Losses.QuantileSmoothing(numbers.Y));
        AssertModel(Core(quantile, numbers), _ml.Regression.Trainers.QuantileRegression(lambda: 0.01, quantile: 0.8).Fit(data).Model);
        AssertModel(Core(Losses.SquaredHinge, classes), _ml.BinaryClassification.Trainers.ElasticNetLinearSvm("Class", lambda: 0.01).Fit(data).Model);

        static Solution Core(Loss loss, TrainingProblem problem) => new PathSolver(loss, Penalties.ElasticNet(0.5)).FitAt(problem, 0.01);
    }

    [TestMethod]
    public void Fit_Quantile_HasItsShareOfLabelsBelow()
    {
        IDataView data = TestData.Load(_ml);
        float[] labels = [.. data.GetColumn<float>("Label")];
        float[] scores = TestData.Scores(_ml.Regression.Trainers.QuantileRegression(lambda: 0, quantile: 0.8).Fit(data).Transform(data));
        Assert.AreEqual(0.8, labels.Where((y, i) => y <= scores[i]).Count() / (double)labels.Length, 0.05);
    }

    [TestMethod]
    public void Fit_ExposureAndOffset_AreTheOffsetsOfCore()
    {
        IDataView data = Counted.Load(_ml, _rows);
        Solution core = new PathSolver(Losses.Poisson, Penalties.ElasticNet(0.5)).FitAt(Counted.Problem(_rows, r => r.Label, exposed: true), 0.01);
        LinearModelParameters exposed = _ml.Regression.Trainers.ElasticNetPoissonRegression(lambda: 0.01, exposureColumnName: "Exposure").Fit(data).Model;
        AssertModel(core, exposed);
        var options = new ElasticNetPoissonRegressionTrainer.Options { Lambda = LambdaSelection.Fixed(0.01), OffsetColumnName = "LogExposure" };
        AssertModel(core, _ml.Regression.Trainers.ElasticNetPoissonRegression(options).Fit(data).Model, 1e-4);
        Assert.AreNotEqual(_ml.Regression.Trainers.ElasticNetPoissonRegression(lambda: 0.01).Fit(data).Model.Bias, exposed.Bias, 0.1);
    }

    [TestMethod]
    public void Fit_OffsetOfLeastSquares_IsTakenFromTheLabel()
    {
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.01), OffsetColumnName = "LogExposure" };
        IReadOnlyList<float> weights = _ml.Regression.Trainers.ElasticNet(options).Fit(Counted.Load(_ml, _rows)).Model.Weights;
        Solution core = new PathSolver(Losses.Squared, Penalties.ElasticNet(0.5)).FitAt(Counted.Problem(_rows, r => r.Label - r.LogExposure), 0.01);
        Assert.AreEqual(core.Coefficients[0], weights[0], 1e-3);
    }

    [TestMethod]
    public void Fit_BadOffsets_AreSkippedOrRefused()
    {
        _rows[0].LogExposure = float.NaN;
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.01), OffsetColumnName = "LogExposure" };
        Assert.AreEqual(1, _ml.Regression.Trainers.ElasticNet(options).FitWithSummary(Counted.Load(_ml, _rows)).Summary.RowsSkipped);
        _rows[2].Exposure = 0;
        Refused<InvalidOperationException>(
            () => _ml.Regression.Trainers.ElasticNetPoissonRegression(exposureColumnName: "Exposure").Fit(Counted.Load(_ml, _rows)), "The exposure 'Exposure' is 0 in row 2; it must be positive.");
        Refused<ArgumentOutOfRangeException>(
            () => _ml.Regression.Trainers.ElasticNetPoissonRegression(exposureColumnName: "Nope").Fit(Counted.Load(_ml, _rows)), "Could not find exposure column 'Nope'");
        Refused<ArgumentOutOfRangeException>(
            () => _ml.Regression.Trainers.ElasticNetPoissonRegression(exposureColumnName: "Features").Fit(Counted.Load(_ml, _rows)), "Schema mismatch for exposure column 'Features': expected Single");
        Assert.Contains(
            "There is to be one number a row: name a column of single numbers",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { LabelColumnName = "Label", OffsetColumnName = "Features" }).Fit(Counted.Load(_ml, _rows))).Message);
    }

    [TestMethod]
    public void Fit_BadLabels_AreRefused()
    {
        _rows[5].Label = -1;
        _rows[5].Amount = 0;
        IDataView data = Counted.Load(_ml, _rows);
        Refused<InvalidOperationException>(() => _ml.Regression.Trainers.ElasticNetPoissonRegression().Fit(data), "The label 'Label' is -1 in a row of the training data; the poisson loss needs");
        Refused<InvalidOperationException>(() => _ml.Regression.Trainers.ElasticNetTweedieRegression().Fit(data), "The label 'Label' is -1 in a row");
        Refused<InvalidOperationException>(() => _ml.Regression.Trainers.ElasticNetGammaRegression("Amount").Fit(data), "The label 'Amount' is 0 in a row of the training data; the gamma loss needs");
        _rows.ForEach(r => r.Label = 0);
        Refused<InvalidOperationException>(() => _ml.Regression.Trainers.ElasticNetPoissonRegression().Fit(data), "The label 'Label' is 0 in each of the 200 rows");
        List<Example> examples = TestData.Examples(30);
        examples.ForEach(e => e.Class = true);
        Refused<InvalidOperationException>(
            () => _ml.BinaryClassification.Trainers.ElasticNetLinearSvm("Class").Fit(TestData.Load(_ml, examples)), "The label 'Class' is true in each of the 30 rows");
        Refused<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Trainers.ElasticNetLinearSvm().Fit(TestData.Load(_ml)), "Schema mismatch for label column 'Label': expected Boolean");
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.QuantileRegression("Class").Fit(TestData.Load(_ml)), "Schema mismatch for label column 'Class': expected Single");
    }

    [TestMethod]
    public void Make_BadParameters_AreRefused()
    {
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.QuantileRegression(quantile: 1), "The quantile is 1; it must be in (0, 1).");
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.HuberRegression(delta: 0), "The Huber delta is 0; it must be positive");
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNetTweedieRegression(power: 3), "The Tweedie power is 3; it must be in [1, 2]");
    }

    [TestMethod]
    public void PenaltyFromSlotNames_GetsTheNamesAndIsUsed()
    {
        IReadOnlyList<string>? seen = null;
        IDataView data = TestData.Load(_ml);
        float[] Weights(ElasticNetTrainer.Options options)
        {
            options.Lambda = LambdaSelection.Fixed(0.05);
            return [.. _ml.Regression.Trainers.ElasticNet(options).Fit(data).Model.Weights];
        }

        float[] weights = Weights(new() { PenaltyFromSlotNames = names => Penalties.Lasso with { Factors = [.. (seen = names).Select(n => n == "income" ? 3.0 : 1)] } });
        CollectionAssert.AreEqual(TestData.Names, seen!.ToArray());
        CollectionAssert.AreEqual(Weights(new() { Penalty = Penalties.Lasso with { Factors = [1, 3, 1, 1, 1, 1] } }), weights);
        Refused<ArgumentException>(() => Weights(new() { L1Ratio = 1, PenaltyFromSlotNames = _ => Penalties.Lasso }), "PenaltyFromSlotNames is set, and so is Penalty or L1Ratio");
        Refused<InvalidOperationException>(() => Weights(new() { PenaltyFromSlotNames = _ => null! }), "PenaltyFromSlotNames returned null");
    }

    private static void AssertModel(Solution expected, LinearModelParameters model, double tolerance = 1e-6)
    {
        for (int j = 0; j < model.Weights.Count; j++)
        {
            Assert.AreEqual(expected.Coefficients[j], model.Weights[j], tolerance * Math.Max(1, Math.Abs(expected.Coefficients[j])), $"weight {j}");
        }

        Assert.AreEqual(expected.Intercept, model.Bias, tolerance * Math.Max(1, Math.Abs(expected.Intercept)));
    }

    private static void Refused<T>(Action action, string message)
        where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(action);
        Assert.IsTrue(e.Message.StartsWith(message, StringComparison.Ordinal), e.Message);
    }
}
