namespace Regularization.Tests;

/// <summary>Features, responses, offsets and starts of extreme size: the fit is right, or what is of extreme size is named.</summary>
[TestClass]
public class StreamingSizeTests
{
    private static readonly StreamRow[] Rows = Make(2000, classes: false), Classes = Make(2000, classes: true);

    [TestMethod]
    [DataRow("ftrl", 1e-20f, 1.0)]
    [DataRow("sgd", 1e-20f, 1.0)]
    [DataRow("ftrl", 1e-20f, 0.0)]
    [DataRow("sgd", 1e25f, 0.5)]
    [DataRow("ftrl", 1e25f, 1.0)]
    [DataRow("ftrl", 1e25f, 0.0)]
    [DataRow("sgd", 1e-30f, 0.0)]
    [DataRow("ftrl", 1e-36f, 1.0)]
    [DataRow("sgd", 1e-36f, 0.0)]
    [DataRow("ftrl", 1e36f, 0.0)]
    [DataRow("sgd", 1e36f, 1.0)]
    public void Fit_TinyOrHugeFeaturesNotStandardized_IsTheFitOfUsualOnes(string method, float size, double ratio)
    {
        // λ1 goes with the size and λ2 with its square.
        double one = size, l1 = 0.05 * ratio, l2 = 0.05 * (1 - ratio), lambda = (l1 * one) + (l2 * one * one), share = l1 * one / lambda;
        StreamRow[] scaled = [.. Rows.Select(r => r with { Values = new float[] { r.Values.Span[0] * size, r.Values.Span[1] * size } })];
        StreamingFit usual = Trainer(method, ratio).Fit(RowSource.FromEnumerable(2, Rows), 0.05), fit = Trainer(method, share).Fit(RowSource.FromEnumerable(2, scaled), lambda);
        Assert.AreEqual(FitStatus.Converged, fit.Solution.Status);
        Assert.AreEqual(usual.Solution.Objective, fit.Solution.Objective, 1e-3 * usual.Solution.Objective);
        Assert.AreEqual(usual.Solution.Coefficients[0], fit.Solution.Coefficients[0] * size, 0.02);
        Assert.IsLessThan(0.01, fit.Solution.DualityGap);
        Assert.IsEmpty(fit.Warnings);
    }

    [TestMethod]
    [DataRow("ftrl", 1e-20f)]
    [DataRow("sgd", 1e20f)]
    public void Fit_NoPenaltyAndExtremeFeatures_KktResidualIsThatOfUsualOnes(string method, float size)
    {
        StreamRow[] scaled = [.. Rows.Select(r => r with { Values = new float[] { r.Values.Span[0] * size, r.Values.Span[1] * size } })];
        StreamingFit fit = Trainer(method, 1).Fit(RowSource.FromEnumerable(2, scaled), 0);
        Assert.AreEqual(2, fit.Solution.Coefficients[0] * size, 0.1);
        Assert.IsGreaterThan(0, fit.Solution.KktResidual);
        Assert.IsLessThan(0.01, fit.Solution.KktResidual);
    }

    [TestMethod]
    [DataRow("ftrl", 1e100)]
    [DataRow("sgd", 1e100)]
    [DataRow("ftrl", 1e-100)]
    [DataRow("sgd", 1e-130)]
    [DataRow("sgd", 1e130)]
    [DataRow("ftrl", 1e-139)]
    [DataRow("ftrl", 1e138)]
    public void Fit_LargeOrSmallResponses_IsTheFitOfUsualOnes(string method, double size)
    {
        StreamingFit usual = Trainer(method, 1).Fit(RowSource.FromEnumerable(2, Rows), 0.05);
        StreamingFit fit = Trainer(method, 1).Fit(RowSource.FromEnumerable(2, [.. Rows.Select(r => r with { Label = r.Label * size })]), 0.05 * size);
        Assert.AreEqual(FitStatus.Converged, fit.Solution.Status);
        Assert.AreEqual(usual.Solution.Coefficients[0], fit.Solution.Coefficients[0] / size, 1e-3);
        Assert.AreEqual(usual.Solution.DualityGap, fit.Solution.DualityGap, 1e-3);
    }

    [TestMethod]
    [DataRow(1e154)]
    [DataRow(1e300)]
    [DataRow(1e-150)]
    [DataRow(1e-160)]
    public void Fit_ResponsesWhoseSquaresOverflowOrVanish_AreRefused(double size)
    {
        RowSource rows = RowSource.FromEnumerable(2, [.. Rows.Select(r => r with { Label = r.Label * size })]);
        foreach (bool standardize in new[] { true, false })
        {
            StreamingTrainer trainer = new(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Standardize = standardize } };
            string message = Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(rows, 0.05 * size)).Message;
            StringAssert.Contains(message, "their squares must neither overflow nor vanish. Rescale the response.");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_OffsetsOfExtremeSize_AreNamed(bool classes)
    {
        RowSource rows = RowSource.FromEnumerable(2, [.. (classes ? Classes : Rows).Select(r => r with { Offset = 1e20 })]);
        string message = Assert.ThrowsExactly<ArgumentException>(() => new StreamingTrainer(classes ? Losses.Logistic : Losses.Squared, Penalties.Lasso).Fit(rows, 0.05)).Message;
        StringAssert.StartsWith(message, "The offsets are of size 1e+20");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_StartOfExtremeSize_IsNamed(bool classes)
    {
        RowSource rows = RowSource.FromEnumerable(2, classes ? Classes : Rows);
        StreamingTrainer trainer = new(classes ? Losses.Logistic : Losses.Squared, Penalties.Lasso);
        string intercept = Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(rows, 0.05, new StreamingStart(new SparseCoefficients(2, [], []), 1e300))).Message;
        StringAssert.StartsWith(intercept, "The intercept to start from is 1e+300");
        string coefficient = Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(rows, 0.05, new StreamingStart(new SparseCoefficients(2, [1], [1e200]), 0))).Message;
        StringAssert.StartsWith(coefficient, "The coefficient of feature 1 to start from is 1e+200");
    }

    [TestMethod]
    [DataRow(1e6, 1)]
    [DataRow(1e6, 5)]
    [DataRow(0.5, 5)]
    [DataRow(0.5, 1)]
    public void Fit_NotEvaluated_WarnsOfAModelWorseThanNone(double learningRate, int passes)
    {
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso)
        {
            Method = new AveragedSgd { LearningRate = learningRate },
            Options = new StreamingOptions { Evaluate = false, Passes = passes, Tolerance = 0 },
        };
        StreamingFit fit = trainer.Fit(RowSource.FromEnumerable(2, Classes), 1e-4);
        Assert.AreEqual(learningRate > 1, fit.Warnings.Any(w => w.Contains("may be no better than none. LearningRate is 1E+06;", StringComparison.OrdinalIgnoreCase)), string.Join(" ", fit.Warnings));
    }

    private static StreamingTrainer Trainer(string method, double ratio) => new(Losses.Squared, ratio == 0 ? Penalties.Ridge : ratio == 1 ? Penalties.Lasso : Penalties.ElasticNet(ratio))
    {
        Method = StreamCase.Method(method),
        Options = new StreamingOptions { Standardize = false, Passes = 30 },
    };

    private static StreamRow[] Make(int rows, bool classes)
    {
        var random = new Random(5);
        var result = new StreamRow[rows];
        for (int i = 0; i < rows; i++)
        {
            double a = (2 * random.NextDouble()) - 1, b = (2 * random.NextDouble()) - 1, eta = (2 * a) - b + (random.NextDouble() - 0.5);
            result[i] = new StreamRow(new float[] { (float)a, (float)b }, classes ? (random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0) : eta);
        }

        return result;
    }
}
