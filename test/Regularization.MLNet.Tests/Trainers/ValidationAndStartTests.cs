using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Lambda chosen by held-out rows or validation data, and fits that start from a previous model.</summary>
[TestClass]
public sealed class ValidationAndStartTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_ValidationData_ChoosesTheLambdaThatIsBestOnThem()
    {
        List<Example> train = TestData.Examples(), other = TestData.Examples(80, seed: 9);
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.Lasso().FitWithSummary(TestData.Load(_ml, train), TestData.Load(_ml, other));

        // The oracle: the path on the training rows, and the plain mean squared error of each of its solutions on the others.
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(TestData.Problem(train, e => e.Label));
        double[] errors = [.. path.Select(s => other.Average(e => Math.Pow(e.Label - s.Intercept - e.Features.Select((x, j) => x * s.Coefficients[j]).Sum(), 2)))];
        Solution best = path[Array.IndexOf(errors, errors.Min())];
        Assert.AreEqual(best.Lambda, summary.Selected.Lambda, 1e-12 * best.Lambda);
        Assert.AreEqual(best.Coefficients[0], transformer.Model.Weights[0], 1e-5);
        Assert.AreEqual(80, summary.HeldOut!.Rows);
        for (int k = 0; k < errors.Length; k++)
        {
            Assert.AreEqual(errors[k], summary.HeldOut.Curves["squared error"].Mean[k], 1e-6 * errors[0]);
        }
    }

    [TestMethod]
    public void Fit_HeldOutOption_FitsAllRowsAtTheChosenLambda()
    {
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.HeldOut(0.25), Tolerance = 1e-10 };
        List<Example> examples = TestData.Examples();
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.ElasticNet(options).FitWithSummary(TestData.Load(_ml, examples));
        Assert.AreEqual(30, summary.HeldOut!.Rows);
        Solution core = new PathSolver(Losses.Squared, Penalties.ElasticNet(0.5)) { Options = new FitOptions { Tolerance = 1e-10 } }.FitAt(TestData.Problem(examples, e => e.Label), summary.HeldOut.LambdaMin);
        Assert.AreEqual(core.Coefficients[0], transformer.Model.Weights[0], 1e-4);
    }

    [TestMethod]
    public void Fit_ValidationDataWithOtherSlots_IsRefused()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => _ml.Regression.Trainers.Lasso().Fit(TestData.Load(_ml), Narrow()));
        Assert.IsTrue(e.Message.StartsWith("The validation data has 2 slots, but column 'Features' has 6", StringComparison.Ordinal), e.Message);
    }

    [TestMethod]
    public void Fit_PreviousModel_GivesTheSameInFewerEpochs()
    {
        IDataView data = TestData.Load(_ml), newer = TestData.Load(_ml, [.. TestData.Examples(), .. TestData.Examples(10, seed: 4)]);
        ElasticNetLogisticRegressionTrainer trainer = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(
            new ElasticNetLogisticRegressionTrainer.Options { LabelColumnName = "Class", Lambda = LambdaSelection.Fixed(0.005), Tolerance = 1e-9, Solver = Solvers.ProximalGradient });
        var previous = trainer.Fit(data);
        (var cold, FitSummary ofCold) = trainer.FitWithSummary(newer);
        (var warm, FitSummary ofWarm) = trainer.FitWithSummary(newer, Reloaded(previous));
        int again = trainer.FitWithSummary(newer, cold).Summary.Selected.Epochs;
        Assert.IsTrue(again < ofCold.Selected.Epochs && ofWarm.Selected.Epochs <= ofCold.Selected.Epochs, $"{again} and {ofWarm.Selected.Epochs} epochs from a model, {ofCold.Selected.Epochs} without");
        IReadOnlyList<float> fromModel = trainer.Fit(newer, previous.Model).Model.SubModel.Weights;
        for (int j = 0; j < TestData.Columns; j++)
        {
            Assert.AreEqual(cold.Model.SubModel.Weights[j], warm.Model.SubModel.Weights[j], 1e-3 * Math.Max(1, Math.Abs(cold.Model.SubModel.Weights[j])));
            Assert.AreEqual(warm.Model.SubModel.Weights[j], fromModel[j]);
        }
    }

    [TestMethod]
    public void Fit_PreviousModelOfOtherFeatures_IsRefused()
    {
        ElasticNetTrainer trainer = _ml.Regression.Trainers.Lasso(lambda: 0.01);
        var narrow = trainer.Fit(Narrow());
        Refused(() => trainer.Fit(TestData.Load(_ml), narrow), "The previous model has 2 weights, but column 'Features' has 6 slots");
        Refused(() => trainer.Fit(TestData.Load(_ml), narrow.Model), "The previous model has 2 weights, but column 'Features' has 6 slots");
        IDataView renamed = _ml.Transforms.Concatenate("Features", "Weight", "Label").Fit(TestData.Load(_ml)).Transform(TestData.Load(_ml));
        IDataView swapped = _ml.Transforms.Concatenate("Features", "Label", "Weight").Fit(TestData.Load(_ml)).Transform(TestData.Load(_ml));
        var other = trainer.Fit(renamed);
        Refused(() => trainer.Fit(swapped, Reloaded(other)), "Slot 0 of the previous model is 'Weight', but that of column 'Features' is 'Label'");
        Assert.HasCount(2, trainer.Fit(swapped, other.Model).Model.Weights);

        static void Refused(Action action, string message)
        {
            var e = Assert.ThrowsExactly<ArgumentException>(action);
            Assert.IsTrue(e.Message.StartsWith(message, StringComparison.Ordinal), e.Message);
        }
    }

    private IDataView Narrow() => TestData.Load(_ml, TestData.Examples(40).Select(e => new Example { Features = e.Features[..2], Label = e.Label }), 2);

    private T Reloaded<T>(T transformer)
        where T : ITransformer
    {
        using var file = new MemoryStream();
        _ml.Model.Save(transformer, inputSchema: null, file);
        file.Position = 0;
        ITransformer loaded = _ml.Model.Load(file, out _);
        return (T)(loaded is TransformerChain<ITransformer> chain ? chain.LastTransformer : loaded);
    }
}
