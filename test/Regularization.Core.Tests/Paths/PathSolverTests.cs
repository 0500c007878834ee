namespace Regularization.Tests;

[TestClass]
public class PathSolverTests
{
    public static IEnumerable<object[]> Cases => SolverCase.NamesSparsityAndLosses;

    [TestMethod]
    public void Varies_ManyFeatures_AreNotLookedAt()
    {
        const int Columns = 1_000_000;
        DesignMatrix x = DesignMatrix.FromCompressedColumns(3, new long[Columns + 1], [], []);
        var solver = new PathSolver(Losses.Squared, Penalties.Lasso);
        var offsets = new TrainingProblem(x, [1, 2, 3]) { Offsets = [0, 1, 2] };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsTrue(solver.Varies(new TrainingProblem(x, [1, 2, 2])));
        Assert.IsFalse(solver.Varies(new TrainingProblem(x, [1, 2, 2]) { Weights = [0, 1, 1] }), "the rows that count");
        Assert.IsFalse(solver.Varies(offsets), "beside the offsets");
        Assert.IsTrue(new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Intercept = false } }.Varies(new TrainingProblem(x, [1, 1, 1])));
        Assert.IsLessThan(Columns, GC.GetAllocatedBytesForCurrentThread() - before, "bytes, of which a number for each feature takes 8");
    }

    [TestMethod]
    public void Fit_LambdaAfterOnesBeyondPrecision_ComesToItsGap()
    {
        // The part of the gap that is looked at far from the optimum was next to nothing where the lambda before ended: nothing after it looked like progress.
        const int Rows = 20_000, Columns = 300;
        const double Lambda = 0.002;
        Random random = new(5);
        var x = new float[Rows * Columns];
        var eta = new double[Rows];
        for (int j = 0; j < Columns; j++)
        {
            for (int k = 0; k < (j < 20 ? 400 : 100); k++)
            {
                int i = random.Next(Rows);
                x[(j * Rows) + i] = (float)((random.NextDouble() * 3) - 0.5);
                eta[i] += j < 60 ? (j % 2 == 0 ? 1 : -1) * (0.4 + (0.05 * j)) * x[(j * Rows) + i] : 0;
            }
        }

        double[] y = [.. eta.Select(e => random.NextDouble() < 1 / (1 + Math.Exp(-e)) ? 1.0 : 0)];
        RegularizationPath path = new PathSolver(Losses.Logistic, Penalties.Lasso)
        {
            Options = new FitOptions { Threads = 1, Tolerance = 1e-12 },
            Grid = new LambdaGrid { Values = [Lambda, Lambda, Lambda, 0.7 * Lambda] },
        }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y));
        Assert.IsLessThan(1e-7, path.LargestGap, string.Join(", ", path.Select(s => $"{s.DualityGap:e1}")));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(0.001)]
    public void Fit_StrongRidge_PathGoesOnToItsEnd(double l1Ratio)
    {
        // At its beginning one solution is good enough for several lambdas: no gain there says nothing of what is to come.
        (double[] x, double[] y) = TestProblems.Random(80, 10, 3);
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.ElasticNet(l1Ratio)).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 80, 10), y));
        Assert.IsGreaterThan(50, path.Count);
        Assert.IsGreaterThan(0.5, path[^1].DevianceExplained);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_BlockPenaltiesOfARoundedLoss_Converge(bool repeated)
    {
        (double[] x, double[] y) = TestProblems.Random(120, 6, 3);
        double[] columns = repeated ? [.. x, .. x] : x;
        int p = columns.Length / 120;
        int[] groups = [.. Enumerable.Range(0, p).Select(j => j / 2)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(columns, 120, p), y);
        foreach (Penalty penalty in (Penalty[])[Penalties.GroupLasso(groups), Penalties.SparseGroupLasso(groups, 0.5), Penalties.Slope(SlopeSequences.BenjaminiHochberg(p, 0.1))])
        {
            var solver = new PathSolver(Losses.Quantile(0.8, Losses.QuantileSmoothing(y)), penalty) { Options = new FitOptions { MaxEpochs = 20_000 }, Grid = new LambdaGrid { Count = 20, Ratio = 0.02 } };
            RegularizationPath path = solver.Fit(problem);
            Assert.AreEqual(FitStatus.Converged, path.Status, $"{penalty}: {path}");
            Assert.IsGreaterThan(0, path[^1].NonzeroCount);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_AtLambdaMaxAndJustBelow_TheFirstFeatureEnters(string solver, bool sparse, string loss)
    {
        foreach (Penalty penalty in new Penalty[]
        {
            Penalties.Lasso,
            Penalties.ElasticNet(0.2),
            new ReverseHuberPenalty(0.1),
            new ProxOnlyPenalty(Penalties.Lasso),
            Penalties.Lasso with { Factors = [1, 3, 0.5, 1, 2, 1, 1, 1] },
            Penalties.Lasso with { Factors = [1, 0, 0.5, 1, 2, 0, 1, 1] },
            Penalties.Lasso with { LowerBounds = [0], UpperBounds = [0, 1, 1, 1, 1, 1, 1, 1] },
        })
        {
            TrainingProblem problem = Problem(loss, sparse);
            PathSolver Path(double lambda) => new(LossCase.Of(loss).Loss, penalty)
            {
                Options = Options(solver) with { Tolerance = 1e-13 },
                Grid = new LambdaGrid { Values = [lambda] },
            };
            int always = penalty.Factors?.Count(f => f == 0) ?? 0;
            RegularizationPath path = new PathSolver(LossCase.Of(loss).Loss, penalty) { Options = Options(solver) with { Tolerance = 1e-13 }, Grid = new LambdaGrid { Count = 2, Ratio = 0.9999 } }.Fit(problem);
            double most = path.LambdaMax;
            Assert.AreEqual(most, path[0].Lambda);
            int penalised = path[0].Coefficients.Where((b, j) => (penalty.Factors?[j] ?? 1) > 0).Count(b => Math.Abs(b) > 1e-7);
            Assert.AreEqual(0, penalised, $"{penalty} at lambda max: {path[0]}");
            Assert.AreEqual(always + 1, path[1].NonzeroCount, $"{penalty} just below lambda max: {path[1]}");
            Assert.AreEqual(always, Path(most * 1.0001).Fit(problem)[0].NonzeroCount, $"{penalty} just above lambda max");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_AtLambdaMaxOfTheLasso_EverythingIsExactlyZero(string solver, bool sparse, string loss)
    {
        RegularizationPath path = new PathSolver(LossCase.Of(loss).Loss, Penalties.Lasso) { Options = Options(solver) }.Fit(Problem(loss, sparse));
        Assert.AreEqual(0, path[0].NonzeroCount);
        Assert.AreEqual(0.0, path[0].DevianceExplained, 1e-12);
        Assert.AreEqual(FitStatus.Converged, path[0].Status);
    }

    [TestMethod]
    public void LambdaMax_KnownCases_AreTheLargestCorrelationOverTheL1Share()
    {
        // Standardised columns ±1; y = 3 + 2 x0 − x1: correlations 2 and −1.
        double[] x = [1, 1, -1, -1, 1, -1, 1, -1];
        double[] y = [4, 6, 0, 2];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 4, 2), y);
        double Most(Penalty penalty) => new PathSolver(Losses.Squared, penalty).Fit(problem).LambdaMax;
        Assert.AreEqual(2, Most(Penalties.Lasso), 1e-12);
        Assert.AreEqual(4, Most(Penalties.ElasticNet(0.5)), 1e-12);
        Assert.AreEqual(2000, Most(Penalties.Ridge), 1e-9, "ridge, as if L1Ratio were 0.001");
        Assert.AreEqual(2000, Most(Penalties.ElasticNet(1e-5)), 1e-9, "and so any smaller share");
        Assert.AreEqual(2, Most(Penalties.Lasso with { Factors = [10, 0.5] }), 1e-12);
        Assert.AreEqual(1, Most(Penalties.Lasso with { Factors = [0, 1] }), 1e-9);
        Assert.AreEqual(1, Most(Penalties.Lasso with { UpperBounds = [0] }), 1e-12);
        Assert.AreEqual(2, Most(Penalties.Lasso with { LowerBounds = [0] }), 1e-12);
        Assert.AreEqual(0, Most(Penalties.Lasso with { LowerBounds = [0, 0], UpperBounds = [0, 9] }), 1e-12, "nothing may enter");
        Assert.AreEqual(0.5, new PathSolver(Losses.Logistic, Penalties.Lasso).Fit(new TrainingProblem(problem.X, [1, 1, 0, 0])).LambdaMax, 1e-12);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FitAt_ALambdaOfThePath_IsThePathsSolution(string solver, bool sparse, string loss)
    {
        TrainingProblem problem = Problem(loss, sparse);
        foreach (Penalty penalty in new Penalty[] { Penalties.Lasso, Penalties.Ridge, Penalties.ElasticNet(0.5) with { Factors = [0, 1, 1, 1, 2, 1, 1, 0] } })
        {
            var fitter = new PathSolver(LossCase.Of(loss).Loss, penalty) { Options = Options(solver) with { Tolerance = 1e-13 }, Grid = new LambdaGrid { Count = 20, EarlyStop = false } };
            RegularizationPath path = fitter.Fit(problem);
            foreach (int k in new[] { 0, 3, 11, 19 })
            {
                Solution alone = fitter.FitAt(problem, path[k].Lambda);
                Assert.AreEqual(path[k].Lambda, alone.Lambda);
                for (int j = 0; j < 8; j++)
                {
                    Assert.AreEqual(path[k].Coefficients[j], alone.Coefficients[j], 1e-6, $"{penalty}, lambda {k}: {alone}");
                }
            }
        }
    }

    [TestMethod]
    public void Fit_EarlyStop_EndsWhenTheDevianceNoLongerGrows()
    {
        (double[] x, double[] y) = TestProblems.Random(100, 8, seed: 61);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 100, 8), y);
        RegularizationPath early = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem);
        RegularizationPath whole = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { EarlyStop = false } }.Fit(problem);
        Assert.HasCount(100, whole);
        Assert.IsTrue(early.Count is > 20 and < 100, $"{early.Count}");
        double last = early[^1].DevianceExplained, before = early[^2].DevianceExplained;
        Assert.IsTrue(last - before < 1e-5 * last && before - early[^3].DevianceExplained >= 1e-5 * before, "it ends at the first such step");
        Assert.AreEqual(whole[early.Count - 1].Lambda, early[^1].Lambda);

        // Given values are all fitted.
        var given = new LambdaGrid { Values = [.. whole.Select(s => s.Lambda)] };
        Assert.HasCount(100, new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = given }.Fit(problem));
    }

    [TestMethod]
    public void Fit_EarlyStop_EndsWhenNearlyAllIsExplainedButNotBeforeFive()
    {
        double[] x = [.. Enumerable.Range(0, 30).Select(i => (double)i)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 30, 1), x);
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Count = 50 } }.Fit(problem);
        Assert.IsTrue(path[^1].DevianceExplained > 0.999 && path[^2].DevianceExplained <= 0.999, path.ToString());
        RegularizationPath steep = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Count = 50, Ratio = 1e-40 } }.Fit(problem);
        Assert.HasCount(5, steep);
    }

    [TestMethod]
    public void Fit_Progress_ReportsEachLambda()
    {
        var progress = new Recorder();
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Count = 12, Ratio = 0.1, EarlyStop = false } }.Fit(Problem("squared", false), progress);
        Assert.HasCount(12, progress.Reports);
        for (int k = 0; k < 12; k++)
        {
            Assert.AreEqual(new FitProgress("path", k + 1, 12, path[k].Lambda, path[k].NonzeroCount, path[k].DevianceExplained), progress.Reports[k]);
        }
    }

    [TestMethod]
    public void At_AnyLambda_IsTheNearestOnTheLogScale()
    {
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Values = [1, 0.1, 0.01] } }.Fit(Problem("squared", false));
        Assert.AreEqual(0.1, path.At(0.3).Lambda);
        Assert.AreEqual(1.0, path.At(0.35).Lambda);
        Assert.AreEqual(1.0, path.At(1e9).Lambda);
        Assert.AreEqual(0.01, path.At(0).Lambda);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => path.At(-1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => path.At(double.NaN));
        Assert.Contains("3 lambdas from 1 to 0.01, up to 8 features", path.ToString());
    }

    [TestMethod]
    public void Scale_OfThePath_TurnsCoefficientsIntoStandardisedOnes()
    {
        double[] x = [0, 2, 4, 6, 5, 5, 5, 5];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 4, 2), [1, 2, 2, 4]);
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem), raw = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Standardize = false } }.Fit(problem);
        Assert.AreEqual(Math.Sqrt(5), path.Scale[0], 1e-12);
        Assert.AreEqual(0, path.Scale[1]);
        Assert.AreEqual(1, raw.Scale[0]);
        Assert.AreEqual(1.1875, path.NullDeviance, 1e-12);
    }

    [TestMethod]
    public void Constructor_Nulls_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new PathSolver(null!, Penalties.Lasso));
        Assert.ThrowsExactly<ArgumentNullException>(() => new PathSolver(Losses.Squared, null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => new PathSolver(Losses.Squared, Penalties.Lasso).Fit(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(null!, 1));
    }

    [TestMethod]
    public void Fit_ResponsesThatAreNotClasses_AreRefused()
    {
        var problem = new TrainingProblem(DesignMatrix.FromColumns([1f, 2f, 3f], 3, 1), [1, 2, 1]);
        Assert.Contains("The response of row 1 is 2", Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Logistic, Penalties.Lasso).Fit(problem)).Message);
        var oneClass = new TrainingProblem(problem.X, [1, 1, 0]) { Weights = [1, 1, 0] };
        Assert.Contains("All responses of positive weight are 1", Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(oneClass, 0.1)).Message);
    }

    private static FitOptions Options(string solver) => FitOptions.Default with { Solver = SolverCase.Of(solver), Threads = 1 };

    private static TrainingProblem Problem(string loss, bool sparse)
    {
        (double[] x, double[] y) = TestProblems.Random(50, 8, seed: 62, density: 0.8, classes: LossCase.Of(loss).IsClassification);
        return new TrainingProblem(sparse ? TestProblems.Sparse(x, 50, 8) : DesignMatrix.FromColumns(x, 50, 8), y);
    }

    [TestMethod]
    public void Path_PositionThatItHasNot_IsNamed()
    {
        var problem = new TrainingProblem(DesignMatrix.FromColumns(new float[] { 1, 2, 3, 4 }, 4, 1), [0, 1, 1, 0]);
        var grid = new LambdaGrid { Values = [0.2, 0.1] };
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = grid }.Fit(problem);
        MultinomialPath classes = new MultinomialPathSolver(Penalties.Lasso) { Grid = grid }.Fit(problem);
        foreach (int position in new[] { 2, 500, -1 })
        {
            foreach (Action act in new Action[] { () => _ = path[position], () => _ = classes[position] })
            {
                string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(act).Message;
                Assert.Contains($"Position {position} is not on the path, which has 2 lambdas", message);
            }
        }
    }

    [TestMethod]
    public void CoefficientTable_SolutionOfOtherFeatures_IsRefused()
    {
        RegularizationPath Path(int columns)
        {
            (double[] x, double[] y) = TestProblems.Random(30, columns, seed: 3);
            return new PathSolver(Losses.Squared, Penalties.Lasso).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 30, columns), y));
        }

        RegularizationPath path = Path(4);
        Assert.HasCount(path[^1].NonzeroCount, path.CoefficientTable(path[^1]));
        Assert.Contains("The solution has 1 coefficient, but the path was fitted to 4 features.", Assert.ThrowsExactly<ArgumentException>(() => path.CoefficientTable(Path(1)[^1])).Message);
    }

    [TestMethod]
    public void Fit_LossWhoseFitsRest_DoesNotEndThere()
    {
        // With few rows and a narrow window the coefficients stay where they are for several lambdas.
        (double[] x, double[] y) = TestProblems.Random(40, 4, seed: 61);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 40, 4), y);
        foreach (Loss loss in new[] { Losses.Quantile(0.5, 1e-6), Losses.Huber(1e-6) })
        {
            RegularizationPath path = new PathSolver(loss, Penalties.Lasso).Fit(problem), whole = new PathSolver(loss, Penalties.Lasso) { Grid = new LambdaGrid { EarlyStop = false } }.Fit(problem);
            Assert.AreEqual(whole[^1].DevianceExplained, path[^1].DevianceExplained, 1e-3, $"{loss}: {path.Count} lambdas");
        }
    }
}
