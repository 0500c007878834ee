namespace Regularization.Tests;

/// <summary>Multinomial paths against a slow solver, and what they refuse.</summary>
[TestClass]
public class MultinomialPathTests
{
    [TestMethod]
    [DataRow(3, 1.0, false, true, false)]
    [DataRow(5, 0.5, false, false, false)]
    [DataRow(2, 1.0, false, true, true)]
    [DataRow(3, 0.0, false, true, false)]
    [DataRow(3, 1.0, true, true, false)]
    [DataRow(5, 0.7, true, true, true)]
    public void Fit_SmallProblem_GapBoundsTheDistanceToTheSlowMinimum(int classes, double ratio, bool grouped, bool intercept, bool sparse)
    {
        (DesignMatrix x, double[][] rows, double[] y, double[] w) = Problem(classes, sparse);
        double[] factors = [1, 0.5, 2, 1, 1.5, 1];
        var solver = new MultinomialPathSolver(Penalties.ElasticNet(ratio) with { Factors = factors })
        {
            Grouped = grouped,
            Options = new FitOptions { Standardize = false, Intercept = intercept, Tolerance = 1e-9 },
            Grid = new LambdaGrid { Values = [0.1, 0.03] },
        };
        var slow = new SlowMultinomial(rows, [.. y.Select(v => (int)v)], w, classes) { L1Ratio = ratio, Factors = factors, Grouped = grouped, Intercept = intercept };

        var free = new MultinomialPathSolver(solver.Penalty) { Grouped = grouped, Options = solver.Options, Grid = solver.Grid, LargestMatrix = 0 };
        var problem = new TrainingProblem(x, y) { Weights = w };
        foreach (MultinomialSolution solution in (MultinomialSolution[])[.. solver.Fit(problem), .. free.Fit(problem)])
        {
            double minimum = slow.Minimum(solution.Lambda, 6000), objective = slow.Objective(solution.Lambda, [.. solution.Intercepts], [.. solution.Coefficients.Select(c => c.ToDense())]);
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
            Assert.AreEqual(minimum, objective, 1e-7, solution.ToString());
            Assert.AreEqual(objective, solution.Objective, 1e-9, solution.ToString());
            Assert.AreEqual(0, solution.Intercepts.Sum(), 1e-10);
        }
    }

    [TestMethod]
    [DataRow(3, 1.0, false, true, false)]
    [DataRow(4, 0.5, true, true, true)]
    [DataRow(3, 0.0, true, false, false)]
    [DataRow(3, 1.0, true, true, true)]
    public void Fit_FeaturesWithoutPenalty_SlowMinimumIsFound(int classes, double ratio, bool grouped, bool intercept, bool sparse)
    {
        (DesignMatrix x, double[][] rows, double[] y, double[] w) = Problem(classes, sparse);
        double[] factors = [0, 1, 2, 0, 1.5, 1];
        var solver = new MultinomialPathSolver(Penalties.ElasticNet(ratio) with { Factors = factors })
        {
            Grouped = grouped,
            Options = new FitOptions { Standardize = false, Intercept = intercept, Tolerance = 1e-9 },
            Grid = new LambdaGrid { Count = 2, Ratio = 0.3 },
        };
        var slow = new SlowMultinomial(rows, [.. y.Select(v => (int)v)], w, classes) { L1Ratio = ratio, Factors = factors, Grouped = grouped, Intercept = intercept };

        var free = new MultinomialPathSolver(solver.Penalty) { Grouped = grouped, Options = solver.Options, Grid = solver.Grid, LargestMatrix = 0 };
        var problem = new TrainingProblem(x, y) { Weights = w };
        MultinomialPath path = solver.Fit(problem);

        Assert.AreEqual(ratio > 0 ? 2 * classes : 6 * classes, path[0].NonzeroCount, path[0].ToString());
        foreach (MultinomialSolution solution in (MultinomialSolution[])[.. path, .. free.Fit(problem)])
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
            Assert.AreEqual(slow.Minimum(solution.Lambda, 5000), solution.Objective, 1e-6, solution.ToString());
        }
    }

    [TestMethod]
    public void FitAt_LambdaZero_GradientVanishes()
    {
        (DesignMatrix x, double[][] rows, double[] y, double[] w) = Problem(3, sparse: false);
        MultinomialSolution solution = new MultinomialPathSolver(Penalties.Lasso).FitAt(new TrainingProblem(x, y) { Weights = w }, 0);
        double[][] gradient = new SlowMultinomial(rows, [.. y.Select(v => (int)v)], w, 3).Gradient([.. solution.Intercepts], [.. solution.Coefficients.Select(c => c.ToDense())]);
        Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
        Assert.AreEqual(0, gradient.Max(ofClass => ofClass.Max(Math.Abs)), 1e-6);
    }

    [TestMethod]
    public void Fit_LooseTolerance_ObjectiveIsWithinTheGapOfTheMinimum()
    {
        (DesignMatrix x, double[][] rows, double[] y, double[] w) = Problem(3, sparse: false);
        var slow = new SlowMultinomial(rows, [.. y.Select(v => (int)v)], w, 3);
        foreach (double tolerance in new[] { 0.3, 0.03, 0.003 })
        {
            var options = new FitOptions { Standardize = false, Tolerance = tolerance };
            MultinomialPath path = new MultinomialPathSolver(Penalties.Lasso) { Options = options, Grid = new LambdaGrid { Values = [0.02] } }.Fit(new TrainingProblem(x, y) { Weights = w });
            Assert.IsLessThanOrEqualTo((path[0].DualityGap * path.NullDeviance / 2) + 1e-9, path[0].Objective - slow.Minimum(0.02, 6000), path[0].ToString());
        }
    }

    [TestMethod]
    [DataRow(1.0, false, false)]
    [DataRow(0.0, true, false)]
    [DataRow(1.0, true, true)]
    [DataRow(1.0, false, true)]
    public void Fit_SeparableClasses_ObjectiveIsWithinTheGapOfTheMinimum(double ratio, bool grouped, bool free)
    {
        // The first feature tells the classes apart; without a penalty its coefficients have no largest value, and only an infinite gap may stand for that.
        double[][] rows = [.. Enumerable.Range(0, 30).Select(i => (double[])[(i / 10) - 1 + (0.01 * (i % 10)), Math.Sin(i)])];
        double[] y = [.. Enumerable.Range(0, 30).Select(i => (double)(i / 10))], w = [.. y.Select(_ => 1.0)], factors = [free ? 0 : 1, 1];
        var slow = new SlowMultinomial(rows, [.. y.Select(v => (int)v)], w, 3) { L1Ratio = ratio, Grouped = grouped, Factors = factors };
        DesignMatrix x = DesignMatrix.FromColumns([.. rows.Select(r => (double)(float)r[0]), .. rows.Select(r => (double)(float)r[1])], 30, 2);
        foreach (int epochs in new[] { 1, 3, 10, 100 })
        {
            var options = new FitOptions { Standardize = false, MaxEpochs = epochs };
            MultinomialPath path = new MultinomialPathSolver(Penalties.ElasticNet(ratio) with { Factors = factors }) { Grouped = grouped, Options = options, Grid = new LambdaGrid { Values = [0.02] } }.Fit(new TrainingProblem(x, y));
            Assert.IsFalse(double.IsNaN(path[0].DualityGap), path[0].ToString());
            Assert.IsLessThanOrEqualTo((path[0].DualityGap * path.NullDeviance / 2) + 1e-9, path[0].Objective - slow.Minimum(0.02, 4000), path[0].ToString());
        }
    }

    [TestMethod]
    public void Fit_OutlierOfNoWeight_ChangesNothing()
    {
        (DesignMatrix x, double[][] rows, double[] y, double[] w) = Problem(3, sparse: false);
        var options = new FitOptions { Standardize = false };
        MultinomialSolution without = new MultinomialPathSolver(Penalties.Lasso) { Options = options }.FitAt(new TrainingProblem(x, y) { Weights = w }, 0.02);
        double[][] more = [.. rows, [.. rows[0].Select((_, j) => j % 2 == 0 ? 1e5 : -1e5)]];
        DesignMatrix wide = DesignMatrix.FromColumns([.. Enumerable.Range(0, rows[0].Length).SelectMany(j => more.Select(r => r[j]))], more.Length, rows[0].Length);
        MultinomialSolution with = new MultinomialPathSolver(Penalties.Lasso) { Options = options }.FitAt(new TrainingProblem(wide, [.. y, 0]) { Weights = [.. w, 0] }, 0.02);
        Assert.AreEqual(FitStatus.Converged, with.Status, with.ToString());
        Assert.AreEqual(without.Objective, with.Objective, 1e-6);
    }

    [TestMethod]
    public void Fit_LowerBounds_SlowMinimumIsFound()
    {
        (DesignMatrix x, double[][] rows, double[] y, double[] w) = Problem(3, sparse: false);
        var solver = new MultinomialPathSolver(Penalties.Lasso with { LowerBounds = [0] }) { Options = new FitOptions { Standardize = false, Tolerance = 1e-9 }, Grid = new LambdaGrid { Values = [0.03] } };
        MultinomialSolution solution = solver.Fit(new TrainingProblem(x, y) { Weights = w })[0];
        Assert.AreEqual(new SlowMultinomial(rows, [.. y.Select(v => (int)v)], w, 3) { Lower = 0 }.Minimum(0.03, 6000), solution.Objective, 1e-7, solution.ToString());
        Assert.IsTrue(solution.Coefficients.All(c => c.Values.ToArray().All(v => v > 0)));
    }

    [TestMethod]
    public void Fit_MoreFeaturesThanAMatrixHolds_ConvergesWithinTheTolerance()
    {
        (double[] values, double[] eta) = TestProblems.Random(120, 900, 4, density: 0.1);
        double[] y = [.. eta.Select(e => e < 0 ? 0.0 : e < 1 ? 1 : 2)];
        var problem = new TrainingProblem(TestProblems.Sparse(values, 120, 900), y);
        foreach (bool grouped in new[] { false, true })
        {
            MultinomialPath path = new MultinomialPathSolver(Penalties.Lasso) { Grouped = grouped, Grid = new LambdaGrid { Count = 8, Ratio = 0.2 } }.Fit(problem);
            Assert.AreEqual(FitStatus.Converged, path.Status, path.ToString());
            Assert.IsLessThanOrEqualTo(1e-6, path.LargestGap);
            Assert.AreEqual(0, path[0].NonzeroCount);
            Assert.IsGreaterThan(0, path[^1].NonzeroCount);
        }
    }

    [TestMethod]
    public void Fit_TwoClassesRidge_IsTheLogisticModelOfHalfTheStrength()
    {
        // With b_0 = −b_1 the two penalties λ/2 (b_0² + b_1²) = λ b_1², and the log-odds have 2 b_1: λ/4 of their square, the logistic one at λ/2.
        (DesignMatrix x, _, double[] y, double[] w) = Problem(2, sparse: false);
        var problem = new TrainingProblem(x, y) { Weights = w };
        MultinomialSolution both = new MultinomialPathSolver(Penalties.Ridge) { Options = new FitOptions { Tolerance = 1e-13 } }.FitAt(problem, 0.1);
        Solution one = new PathSolver(Losses.Logistic, Penalties.Ridge) { Options = new FitOptions { Tolerance = 1e-13 } }.FitAt(problem, 0.05);
        for (int j = 0; j < x.Columns; j++)
        {
            Assert.AreEqual(one.Coefficients[j], both.Coefficients[1][j] - both.Coefficients[0][j], 1e-5);
        }

        Assert.AreEqual(one.Objective, both.Objective, 1e-10);
    }

    [TestMethod]
    public void Fit_ClassOffsetsOfTwoClasses_IsTheLogisticModelWithTheirDifference()
    {
        (DesignMatrix x, _, double[] y, double[] w) = Problem(2, sparse: false);
        int n = y.Length;
        double[] offsets = [.. Enumerable.Range(0, 2 * n).Select(i => Math.Sin(i))], differences = [.. Enumerable.Range(0, n).Select(i => offsets[n + i] - offsets[i])];
        var options = new FitOptions { Tolerance = 1e-13 };
        MultinomialPath both = new MultinomialPathSolver(Penalties.Ridge) { Options = options, Grid = new LambdaGrid { Values = [0.1] } }.Fit(new TrainingProblem(x, y) { Weights = w, ClassOffsets = offsets });
        RegularizationPath one = new PathSolver(Losses.Logistic, Penalties.Ridge) { Options = options, Grid = new LambdaGrid { Values = [0.05] } }.Fit(new TrainingProblem(x, y) { Weights = w, Offsets = differences });
        Assert.AreEqual(one[0].Objective, both[0].Objective, 1e-10);
        Assert.AreEqual(one.NullDeviance, both.NullDeviance, 1e-9);
        Assert.AreEqual(one[0].Intercept, both[0].Intercepts[1] - both[0].Intercepts[0], 1e-5);
        double[] probabilities = both[0].Probabilities(x, offsets), eta = one[0].LinearPredictor(x, differences);
        for (int i = 0; i < n; i++)
        {
            Assert.AreEqual(1 / (1 + Math.Exp(-eta[i])), probabilities[n + i], 1e-6);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Fit_ClassOffsetsThatLeaveNoRowBetweenClasses_Ends(int threads)
    {
        const int Rows = 60, Columns = 4, Classes = 4;
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 5);
        double[] offsets = [.. Enumerable.Range(0, Rows * Classes).Select(i => i == 7 ? 1e6 : 0.0)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), [.. y.Select((_, i) => (double)(i % Classes))]) { ClassOffsets = offsets };
        MultinomialPath path = new MultinomialPathSolver(Penalties.Lasso) { Options = new FitOptions { Threads = threads }, Grid = new LambdaGrid { Count = 10 } }.Fit(problem);
        Assert.HasCount(10, path);
        Assert.IsTrue(path.All(s => double.IsFinite(s.Objective)));
    }

    [TestMethod]
    public void CrossValidate_ClassOffsetsThatFillTheModel_JudgesWithThem()
    {
        // The offsets are the linear predictors of a fitted model: with them nothing is left to fit, and held-out rows are judged as well as by that model.
        (DesignMatrix x, _, double[] y, _) = Problem(3, sparse: false);
        var grid = new LambdaGrid { Values = [1] };
        double[] offsets = new MultinomialPathSolver(Penalties.Ridge).FitAt(new TrainingProblem(x, y), 0.01).LinearPredictors(x);
        double with = new MultinomialCrossValidator(Penalties.Lasso) { Folds = 3, Grid = grid }.Fit(new TrainingProblem(x, y) { ClassOffsets = offsets }).Deviance.Mean[0];
        double without = new MultinomialCrossValidator(Penalties.Lasso) { Folds = 3, Grid = grid }.Fit(new TrainingProblem(x, y)).Deviance.Mean[0];
        Assert.IsLessThan(0.5 * without, with);
    }

    [TestMethod]
    public void Fit_EvenNumberOfClasses_NoFeatureHasCoefficientsInAllClasses()
    {
        foreach (int classes in new[] { 2, 4 })
        {
            (DesignMatrix x, _, double[] y, _) = Problem(classes, sparse: false);
            MultinomialSolution solution = new MultinomialPathSolver(Penalties.Lasso).FitAt(new TrainingProblem(x, y), 0.005);
            for (int j = 0; j < x.Columns; j++)
            {
                Assert.IsTrue(solution.Coefficients.Any(ofClass => ofClass[j] == 0), $"feature {j}");
            }
        }
    }

    [TestMethod]
    public void Fit_BadInput_SaysWhatIsWrong()
    {
        DesignMatrix x = DesignMatrix.FromColumns((double[])[1, 2, 3, 4], 4, 1);
        var solver = new MultinomialPathSolver(Penalties.Lasso);
        Assert.Contains("0.5", Assert.ThrowsExactly<ArgumentException>(() => solver.Fit(new TrainingProblem(x, [0, 1, 0.5, 1]))).Message);
        Assert.Contains("class 1", Assert.ThrowsExactly<ArgumentException>(() => solver.Fit(new TrainingProblem(x, [0, 2, 0, 2]))).Message);
        Assert.Contains("one class only", Assert.ThrowsExactly<ArgumentException>(() => solver.Fit(new TrainingProblem(x, [0, 0, 0, 0]))).Message);
        Assert.Contains("All rows of positive weight have class 2: there is one class only", Assert.ThrowsExactly<ArgumentException>(() => solver.Fit(new TrainingProblem(x, [2, 2, 2, 2]))).Message);
        Assert.Contains("offsets", Assert.ThrowsExactly<ArgumentException>(() => solver.Fit(new TrainingProblem(x, [0, 1, 0, 1]) { Offsets = [1, 2, 3, 4] })).Message);
        Assert.Contains("6 class offsets", Assert.ThrowsExactly<ArgumentException>(() => new TrainingProblem(x, [0, 1, 0, 1]) { ClassOffsets = new double[6] }).Message);
        Assert.Contains("12 class offsets for 2 classes", Assert.ThrowsExactly<ArgumentException>(() => solver.Fit(new TrainingProblem(x, [0, 1, 0, 1]) { ClassOffsets = new double[12] })).Message);
        Assert.Contains("class offsets", Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Logistic, Penalties.Lasso).Fit(new TrainingProblem(x, [0, 1, 0, 1]) { ClassOffsets = new double[8] })).Message);
        Assert.Contains("bounds", Assert.ThrowsExactly<ArgumentException>(() => new MultinomialPathSolver(Penalties.Lasso with { LowerBounds = [0] }) { Grouped = true }).Message);
    }

    private static (DesignMatrix X, double[][] Rows, double[] Y, double[] W) Problem(int classes, bool sparse)
    {
        const int N = 60, P = 6;
        (double[] x, double[] eta) = TestProblems.Random(N, P, 7 + classes, density: sparse ? 0.3 : 1);
        double[] sorted = [.. eta.Order()], y = [.. eta.Select(e => (double)(Array.IndexOf(sorted, e) * classes / N))];
        double[] w = [.. Enumerable.Range(0, N).Select(i => 0.5 + (i * 7 % 10 / 10.0))];
        double[][] rows = [.. Enumerable.Range(0, N).Select(i => Enumerable.Range(0, P).Select(j => (double)(float)x[(j * N) + i]).ToArray())];
        return (sparse ? TestProblems.Sparse(x, N, P) : DesignMatrix.FromColumns(x, N, P), rows, y, w);
    }
}
