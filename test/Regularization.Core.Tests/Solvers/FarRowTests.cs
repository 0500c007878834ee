namespace Regularization.Tests;

/// <summary>Single rows that are far from all others, in their features: quadratic models of losses whose curvature jumps hardly move where such a row lies beyond the jump.</summary>
[TestClass]
public sealed class FarRowTests
{
    private const int Rows = 200, Features = 30, Far = 11;

    /// <summary>Paths take about 2,500; three times as many would be slow, and it was a hundred times as many.</summary>
    private const int MostEpochs = 8000;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_OneFarRowUnderSquaredHinge_ConvergesInAsManyEpochsAsWithout(bool standardize)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            (double[] x, double[] y) = TestProblems.Random(Rows, Features, seed, classes: true, noise: 0);
            for (int j = 0; j < Features; j++)
            {
                x[(j * Rows) + Far] *= 1e4;
            }

            var solver = new PathSolver(Losses.SquaredHinge, Penalties.Lasso) { Options = FitOptions.Default with { Standardize = standardize, Threads = 1 } };
            RegularizationPath path = solver.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Features), y));
            Assert.AreEqual(FitStatus.Converged, path.Status, $"{seed}: {path.LargestGap}");
            Assert.IsLessThan(MostEpochs, path.Sum(s => s.Epochs), $"{seed}");
        }
    }

    /// <summary>Rows far away have weights that are nothing beside the others, and count for much: a Gram matrix is out of date when theirs have moved.</summary>
    [TestMethod]
    public void Fit_CauchyFeaturesUnderPoisson_Converges()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            double[] x = [.. Enumerable.Range(0, 300 * Features).Select(_ => Math.Tan(Math.PI * (random.NextDouble() - 0.5)))];
            double[] y = [.. Enumerable.Range(0, 300).Select(i => Math.Floor(-2 * Math.Log(1 - random.NextDouble()) * Math.Exp(Math.Clamp(0.05 * (x[i] - x[300 + i]), -2, 2))))];
            RegularizationPath path = new PathSolver(Losses.Poisson, Penalties.Lasso) { Options = FitOptions.Default with { Threads = 1 } }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 300, Features), y));
            Assert.AreEqual(FitStatus.Converged, path.Status, $"{seed}: {path.LargestGap}");
        }
    }
}
