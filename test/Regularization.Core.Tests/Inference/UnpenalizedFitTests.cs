namespace Regularization.Tests;

/// <summary>Fits without penalty by losses whose second derivative vanishes in places.</summary>
[TestClass]
public class UnpenalizedFitTests
{
    private const int Rows = 300, Columns = 6;

    public static IEnumerable<object[]> Cases =>
        from loss in new[] { Losses.Huber(0.05), Losses.Huber(1), Losses.Quantile(0.5, 0.05), Losses.Quantile(0.9, 0.3), Losses.SquaredHinge }
        from intercept in new[] { true, false }
        select new object[] { loss, intercept };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Of_SecondDerivativeThatVanishes_LeavesNoGradient(object lossCase, bool intercept)
    {
        var loss = (Loss)lossCase;
        TrainingProblem problem = Problem(loss);
        int[] features = [4, 0, 2];
        UnpenalizedFit fit = UnpenalizedFit.Of(problem, loss, features, intercept);
        Assert.AreEqual(RefitStatus.Converged, fit.Status);
        double[] eta = [.. Enumerable.Range(0, Rows).Select(i => fit.Intercept + problem.Offsets![i])];
        problem.X.AddLinearPredictor(new SparseCoefficients(Columns, [0, 2, 4], [fit.Coefficients[1], fit.Coefficients[2], fit.Coefficients[0]]), eta);
        double[] residual = new double[Rows], products = new double[3], w = problem.NormalizedWeights();
        loss.Derivatives(eta, [.. problem.Y], residual, []);
        double[] u = [.. residual.Zip(w, (r, weight) => r * weight)];
        problem.X.Dot(features, u, products);
        double largest = residual.Max(Math.Abs);
        foreach (double gradient in intercept ? [.. products, u.Sum()] : products)
        {
            Assert.AreEqual(0, gradient, 2e-4 * largest);
        }
    }

    [TestMethod]
    public void Of_NoFeatures_IsTheNullModel()
    {
        TrainingProblem problem = Problem(Losses.Huber(1));
        double expected = NullModel.Fit(Losses.Huber(1), [.. problem.Y], problem.NormalizedWeights(), [.. problem.Offsets!], out _);
        Assert.AreEqual(expected, UnpenalizedFit.Of(problem, Losses.Huber(1), [], true).Intercept);
    }

    [TestMethod]
    public void Relaxed_Huber_ExplainsNoLessThanThePenalizedFit()
    {
        TrainingProblem problem = Problem(Losses.Huber(0.05));
        Solution At(double gamma) => new LinearModelFitter(Losses.Huber(0.05), Penalties.Lasso) { RelaxedGammas = [gamma], Lambda = LambdaSelection.Fixed(0.004) }.Fit(problem).Selected;
        Assert.IsGreaterThan(At(1).DevianceExplained, At(0).DevianceExplained);
    }

    private static TrainingProblem Problem(Loss loss)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 12, classes: loss.IsClassification);
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y)
        {
            Weights = [.. y.Select((_, i) => 0.5 + (i % 3))],
            Offsets = [.. y.Select((_, i) => 0.2 * Math.Sin(i))],
        };
    }
}
