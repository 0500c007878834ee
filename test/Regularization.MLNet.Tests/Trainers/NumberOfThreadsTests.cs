using Microsoft.ML;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>0 threads are all processors, as null is, and as in <see cref="FitOptions.Threads"/>.</summary>
[TestClass]
public sealed class NumberOfThreadsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_Zero_IsAllProcessors()
    {
        IDataView data = TestData.Load(_ml);
        float[] Weights(int? threads) => [.. _ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.01), NumberOfThreads = threads }).Fit(data).Model.Weights];
        CollectionAssert.AreEqual(Weights(null), Weights(0));
        _ = _ml.Regression.Trainers.MultilayerPerceptron(new MultilayerPerceptronRegressionTrainer.Options { Epochs = 2, NumberOfThreads = 0 }).Fit(data);
        _ = _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { NumberOfRules = 20, NumberOfThreads = 0, Lambda = LambdaSelection.Fixed(0.01) }).Fit(data);
    }

    [TestMethod]
    public void RuleFit_Negative_IsRefused()
    {
        var options = new RuleFitRegressionTrainer.Options { NumberOfThreads = -2 };
        Assert.Contains("NumberOfThreads is -2; it must be at least 1, or 0 or null for all processors.", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.RuleFit(options)).Message);
    }
}
