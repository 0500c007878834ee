using Microsoft.ML;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Relaxed and adaptive fits as options of the linear trainers: Core's numbers, and what they cannot be had with.</summary>
[TestClass]
public sealed class RelaxedAndAdaptiveTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_RelaxedGammas_GiveCoresBlend()
    {
        List<string> log = [];
        _ml.Log += (_, e) => log.Add(e.RawMessage);
        List<Example> examples = TestData.Examples();
        var options = new ElasticNetTrainer.Options { L1Ratio = 1, RelaxedGammas = [0, 0.5, 1], Lambda = LambdaSelection.CrossValidated(5, SelectionRule.OneStandardError), Tolerance = 1e-10 };
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.ElasticNet(options).FitWithSummary(TestData.Load(_ml, examples));
        RelaxedCrossValidationResult core = new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { Gammas = [0, 0.5, 1], Folds = 5, Options = new FitOptions { Tolerance = 1e-10 } }
            .Fit(TestData.Problem(examples, e => e.Label));
        Solution expected = core.Select(SelectionRule.OneStandardError);
        Assert.AreEqual(core.GammaOneStandardError, summary.Gamma);
        for (int j = 0; j < TestData.Columns; j++)
        {
            Assert.AreEqual(expected.Coefficients[j], transformer.Model.Weights[j], 1e-5 * Math.Max(1, Math.Abs(expected.Coefficients[j])));
        }

        Assert.IsTrue(log.Any(line => line.Contains(" of a relaxed fit", StringComparison.Ordinal)), string.Join("\n", log));
    }

    [TestMethod]
    public void Fit_AdaptiveGamma_GivesCoresFit()
    {
        List<Example> examples = TestData.Examples(), others = TestData.Examples(60, seed: 8);
        var options = new ElasticNetLogisticRegressionTrainer.Options { LabelColumnName = "Class", L1Ratio = 1, AdaptiveGamma = 1, Lambda = LambdaSelection.CrossValidated(5), Tolerance = 1e-9 };
        ElasticNetLogisticRegressionTrainer trainer = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(options);
        var core = new AdaptiveFitter(Losses.Logistic) { Lambda = LambdaSelection.CrossValidated(5), Options = new FitOptions { Tolerance = 1e-9 } };
        AreEqual(core.Fit(TestData.Problem(examples, e => e.Class ? 1 : 0)).Selected, trainer.Fit(TestData.Load(_ml, examples)).Model.SubModel.Weights);
        FitSummary byOthers = core.Fit(TestData.Problem(examples, e => e.Class ? 1 : 0), TestData.Problem(others, e => e.Class ? 1 : 0));
        AreEqual(byOthers.Selected, trainer.Fit(TestData.Load(_ml, examples), TestData.Load(_ml, others)).Model.SubModel.Weights);

        static void AreEqual(Solution expected, IReadOnlyList<float> weights)
        {
            for (int j = 0; j < weights.Count; j++)
            {
                Assert.AreEqual(expected.Coefficients[j], weights[j], 1e-4 * Math.Max(1, Math.Abs(expected.Coefficients[j])), $"weight {j}");
            }
        }
    }

    [TestMethod]
    public void Make_WhatDoesNotGoTogether_IsRefused()
    {
        Refused<ArgumentOutOfRangeException>(new() { AdaptiveGamma = 0 }, "AdaptiveGamma is 0; it must be positive and finite, such as 1, or null for no adaptive fit.");
        Refused<ArgumentOutOfRangeException>(new() { RelaxedGammas = [-0.5] }, "Gamma is -0.5; it must be in [0, 1]");
        Refused<ArgumentException>(new() { RelaxedGammas = [] }, "RelaxedGammas is empty; give at least one blend");
        Refused<ArgumentException>(new() { AdaptiveGamma = 1, RelaxedGammas = [0] }, "AdaptiveGamma and RelaxedGammas are both set; each takes back shrinkage in its own way.");
        Refused<ArgumentException>(new() { AdaptiveGamma = 1, Penalty = Penalties.GroupLasso([0, 0, 1, 1, 2, 2]) }, "The penalty is group lasso, which has no factors of single features; adaptive factors need one that has.");
        Refused<ArgumentException>(new() { RelaxedGammas = [0], Penalty = Penalties.GroupLasso([0, 0, 1, 1, 2, 2]) }, "The penalty is group lasso; relaxed fits and stability selection are for penalties of single coefficients.");
        Refused<ArgumentException>(new() { RelaxedGammas = [0, 1], Lambda = LambdaSelection.Fixed(0.1) }, "RelaxedGammas has 2 blends and lambda is given, 0.1");
        Refused<ArgumentException>(new() { RelaxedGammas = [0], Lambda = LambdaSelection.HeldOut(0.2) }, "RelaxedGammas is set, and lambda is chosen by rows held out or a criterion");
        Func<IReadOnlyList<string>, Penalty> late = _ => Penalties.GroupLasso([0, 0, 1, 1, 2, 2]);
        Refused<ArgumentException>(new() { AdaptiveGamma = 1, PenaltyFromSlotNames = late }, "The penalty is group lasso, which has no factors");
        IDataView data = TestData.Load(_ml);
        var e = Assert.ThrowsExactly<ArgumentException>(() => _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { RelaxedGammas = [0] }).Fit(data, data));
        StringAssert.StartsWith(e.Message, "RelaxedGammas is set, and rows to judge by are given");
    }

    private void Refused<T>(ElasticNetTrainer.Options options, string message)
        where T : Exception => StringAssert.StartsWith(Assert.ThrowsExactly<T>(() => _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml))).Message, message);
}
