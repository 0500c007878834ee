namespace Regularization.Tests;

[TestClass]
public sealed class SeparationTests
{
    private const int Rows = 80;

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void Fit_ClassesThatFeaturesTellApart_WarnsAtLambdaZeroAlone(int classes)
    {
        foreach (bool sparse in (bool[])[false, true])
        {
            (double[] x, _) = TestProblems.Random(Rows, 4, seed: 12);
            double[] apart = [.. Enumerable.Range(0, Rows).Select(i => classes == 2 ? (Score(i) > 0.3 ? 1.0 : 0) : Score(i) > 1 ? 2.0 : Score(i) > -0.3 ? 1 : 0)];
            double[] mixed = [.. apart.Select((y, i) => i % 9 == 0 ? classes - 1 - y : y)];
            double Score(int i) => x[i] - (0.5 * x[Rows + i]);
            DesignMatrix design = sparse ? TestProblems.Sparse(x, Rows, 4) : DesignMatrix.FromColumns(x, Rows, 4);
            foreach ((double[] y, double lambda, bool warns) in (ReadOnlySpan<(double[], double, bool)>)[(apart, 0, true), (apart, 1e-3, false), (mixed, 0, false)])
            {
                var problem = new TrainingProblem(design, y);
                var selection = LambdaSelection.Fixed(lambda);
                (IReadOnlyList<string> warnings, double largest) = classes == 2 ? Of(new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = selection }.Fit(problem)) : OfMany(new MultinomialModelFitter(Penalties.Lasso) { Lambda = selection }.Fit(problem));
                Assert.AreEqual(warns, warnings.Any(w => w.StartsWith("At lambda 0 the features tell the classes apart", StringComparison.Ordinal)), string.Join(" | ", warnings));
                Assert.IsTrue(double.IsFinite(largest) && largest > 0);
                Assert.IsFalse(warnings.Any(w => w.Contains("Infinity", StringComparison.OrdinalIgnoreCase)), string.Join(" | ", warnings));
            }
        }

        static (IReadOnlyList<string>, double) Of(FitSummary fit) => (fit.Warnings, fit.Selected.Coefficients.Max(Math.Abs));
        static (IReadOnlyList<string>, double) OfMany(MultinomialFitSummary fit) => (fit.Warnings, fit.Selected.Coefficients.Max(of => of.Max(Math.Abs)));
    }

    [TestMethod]
    public void FitAt_SeveralClassesApartAtLambdaZero_HasAFiniteGap()
    {
        for (int seed = 1; seed <= 8; seed++)
        {
            const int N = 60, P = 3;
            var random = new Random(seed);
            double[] y = [.. Enumerable.Range(0, N).Select(i => (double)(i % P))];
            var x = new double[N, P];
            for (int at = 0; at < x.Length; at++)
            {
                x[at / P, at % P] = random.NextDouble() + (y[at / P] == at % P ? 3 : 0);
            }

            MultinomialSolution solution = new MultinomialPathSolver(Penalties.Lasso).FitAt(new TrainingProblem(DesignMatrix.FromRows(x), y), 0);
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
            Assert.IsInRange(0, FitOptions.Default.Tolerance, solution.DualityGap);
        }
    }

    [TestMethod]
    public void Fit_ApartWithinBoundsOrByAnotherLoss_HasAnEnd()
    {
        (double[] x, _) = TestProblems.Random(Rows, 1, seed: 12);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, 1), [.. x.Select(v => v > 0.4 ? 1.0 : 0)]);
        foreach ((Loss loss, Penalty penalty, bool warns) in (ReadOnlySpan<(Loss, Penalty, bool)>)[(Losses.Logistic, Penalties.Lasso, true), (Losses.Logistic, Penalties.Lasso with { UpperBounds = [5] }, false), (Losses.SquaredHinge, Penalties.Lasso, false)])
        {
            FitSummary fit = new LinearModelFitter(loss, penalty) { Lambda = LambdaSelection.Fixed(0) }.Fit(problem);
            Assert.AreEqual(warns, fit.Warnings.Any(w => w.Contains("apart", StringComparison.Ordinal)), $"{loss} {penalty}");
        }
    }

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Fit_ClassesApartButForTies_WarnsAtLambdaZero(bool hasTies, bool intercept)
    {
        TrainingProblem problem = ApartButForTies(hasTies);
        FitSummary Fit(double lambda) => new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(lambda), Options = FitOptions.Default with { Intercept = intercept } }.Fit(problem);
        Assert.AreEqual(hasTies, Fit(0).Warnings.Any(w => w.StartsWith("At lambda 0 the features tell some rows", StringComparison.Ordinal)));
        Assert.IsFalse(Fit(1e-3).Warnings.Any(w => w.Contains("apart", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Of_InterceptThatIsZero_IsStillThere(bool intercept)
    {
        // 0.01 in rows of mixed classes and 1 in those of class 1: only with an intercept larger coefficients leave the others where they are.
        double[] x = [.. Enumerable.Range(0, Rows).Select(i => i % 8 == 0 ? 1 : 0.01)], y = [.. Enumerable.Range(0, Rows).Select(i => i % 8 == 0 || i % 3 == 0 ? 1.0 : 0)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, 1), y);
        RegularizationPath path = new PathSolver(Losses.Logistic, Penalties.Lasso) { Grid = new LambdaGrid { Values = [0] }, Options = FitOptions.Default with { Intercept = intercept } }.Fit(problem);
        Solution solution = path[0] with { Intercept = 0, Coefficients = SparseCoefficients.FromDense([20]) };
        Assert.AreEqual(intercept ? Separation.TiedWarning : null, Separation.Of(problem, Losses.Logistic, Penalties.Lasso, path, solution));
    }

    [TestMethod]
    [DataRow(1e6)]
    [DataRow(5e7)]
    public void Fit_OneLargeValueAmongClassesThatMix_DoesNotWarn(double large)
    {
        foreach (bool intercept in new[] { true, false })
        {
            (double[] x, double[] y) = TestProblems.Random(Rows, 2, seed: 13, classes: true);
            x[7] = large;
            y[7] = 1;
            FitSummary fit = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0), Options = FitOptions.Default with { Intercept = intercept } }
                .Fit(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, 2), y));
            Assert.IsFalse(fit.Warnings.Any(w => w.Contains("apart", StringComparison.Ordinal)), $"{intercept}: {fit.Selected}");
        }
    }

    [TestMethod]
    public void Fit_ManyFeaturesThatTellTheClassesApart_EndsSoonAndWarns()
    {
        (double[] x, _) = TestProblems.Random(200, 5, seed: 3);
        double[] y = [.. Enumerable.Range(0, 200).Select(i => x[i] + x[200 + i] - x[400 + i] > 0.5 ? 1.0 : 0)];
        FitSummary fit = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0) }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 200, 5), y));
        Assert.Contains(Separation.Warning, fit.Warnings);
        Assert.AreEqual(FitStatus.Converged, fit.Selected.Status);
        Assert.IsLessThan(1000, fit.Selected.Epochs);
    }

    [TestMethod]
    public void Fit_WithoutAnEndToATightTolerance_WarnsOfThatAlone()
    {
        var options = FitOptions.Default with { Tolerance = 1e-10, MaxEpochs = 60 };
        FitSummary fit = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0), Options = options }.Fit(ApartButForTies(hasTies: true));
        Assert.AreNotEqual(FitStatus.Converged, fit.Selected.Status);
        CollectionAssert.AreEqual(new[] { Separation.TiedWarning }, fit.Warnings.ToArray());

        FitSummary open = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0), Options = options with { MaxEpochs = 1, Solver = Solvers.ProximalGradient } }.Fit(ApartButForTies(hasTies: false));
        Assert.AreEqual(FitStatus.EpochLimit, open.Selected.Status);
        Assert.Contains("Allow more epochs", open.Warnings.Single());
    }

    /// <summary>Where the last feature is not 0 the class is 1, the other rows are mixed; without ties one of them has class 0.</summary>
    private static TrainingProblem ApartButForTies(bool hasTies)
    {
        const int Features = 4;
        (double[] x, double[] y) = TestProblems.Random(Rows, Features, seed: 12, classes: true);
        for (int i = 0; i < Rows; i++)
        {
            x[((Features - 1) * Rows) + i] = i % 8 == 0 ? 1 + (i / 100.0) : 0;
            y[i] = i % 8 == 0 ? (i == 40 && !hasTies ? 0 : 1) : y[i];
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Features), y);
    }
}
