namespace Regularization.Tests;

/// <summary>The adaptive lasso against the lasso on rescaled columns, and its cross-validation against folds fitted by hand.</summary>
[TestClass]
public class AdaptiveTests
{
    private const int Rows = 60;
    private const int Columns = 7;

    [TestMethod]
    [DataRow(1.0, true)]
    [DataRow(0.5, false)]
    [DataRow(2.0, true)]
    public void From_AFirstFit_MakesTheLassoOfRescaledColumns(double gamma, bool standardize)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 90);
        x = [.. x.Select((v, k) => (double)(float)(v * (1 + (k / Rows))))];
        FitOptions options = FitOptions.Default with { Standardize = standardize, Tolerance = 1e-12 };
        TrainingProblem problem = Problem(x, y);
        RegularizationPath first = new PathSolver(Losses.Squared, Penalties.Ridge) { Options = options, Grid = new LambdaGrid { Values = [0.1] } }.Fit(problem);
        Penalty adaptive = AdaptiveFactors.From(first, 0, gamma).ApplyTo(Penalties.Lasso);
        Solution solution = new PathSolver(Losses.Squared, adaptive) { Options = options }.FitAt(problem, 0.05);

        // In units where the penalty is λ|b| the column is x_j / s_j · |first coefficient of the scaled feature|^γ.
        double[] unit = [.. Enumerable.Range(0, Columns).Select(j => Scale(x, j, standardize) / Math.Pow(Math.Abs(first[0].Coefficients[j] * Scale(x, j, standardize)), gamma))];
        double[] rescaled = [.. x.Select((v, k) => v / unit[k / Rows])];
        var slow = new SlowProblem(rescaled, y, Losses.Squared, Penalties.Lasso, options with { Standardize = false });
        (double intercept, double[] b) = slow.Solve(0.05);
        Assert.AreEqual(intercept, solution.Intercept, 1e-5);
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual(b[j] / unit[j], solution.Coefficients[j], 1e-5, $"coefficient {j}");
        }

        Assert.IsTrue(solution.NonzeroCount is > 1 and < Columns, solution.ToString());
    }

    [TestMethod]
    public void ApplyTo_FactorsBoundsAndZeros_AreMerged()
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 91);
        RegularizationPath first = new PathSolver(Losses.Squared, Penalties.Lasso with { UpperBounds = [9, 9, 9, 9, 9, 0, 9], LowerBounds = [-9, -9, -9, -9, -9, 0, -9] }) { Grid = new LambdaGrid { Values = [0.3] } }.Fit(Problem(x, y));
        AdaptiveFactors factors = AdaptiveFactors.From(first, 0);
        Penalty penalty = factors.ApplyTo(Penalties.ElasticNet(0.5) with { Factors = [2, 1, 1, 1, 1, 1, 0], LowerBounds = [-5], UpperBounds = [double.PositiveInfinity] });
        for (int j = 0; j < Columns; j++)
        {
            double b = first[0].Coefficients[j] * first.Scale[j];
            bool isOut = b == 0 && j != 6;
            Assert.AreEqual(b == 0 ? double.PositiveInfinity : 1 / Math.Abs(b), factors.Values[j], 1e-12 / Math.Abs(b));
            Assert.AreEqual(isOut ? (0.0, 0.0) : (-5, double.PositiveInfinity), penalty.Bounds(j));
            Assert.AreEqual(j == 6 ? 0 : isOut ? 1 : (j == 0 ? 2 : 1) / Math.Abs(b), penalty.Factor(j), 1e-12);
        }

        Assert.AreEqual(0, first[0].Coefficients[5]);
        Assert.AreEqual(0.5, ((ElasticNetPenalty)penalty).L1Ratio);
        Solution solution = new PathSolver(Losses.Squared, penalty).FitAt(Problem(x, y), 1e-6);
        Assert.IsTrue(solution.Coefficients[5] == 0 && solution.Coefficients[6] != 0 && solution.Coefficients[0] != 0);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_CrossValidated_IsTheCurveOfFoldsThatNeverSawTheirRows(bool sparse)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 92);
        int[] folds = [.. Enumerable.Range(0, Rows).Select(i => i % 3)];
        double[] lambdas = [0.5, 0.1, 0.02];
        var fitter = new AdaptiveFitter(Losses.Squared)
        {
            FirstLambda = LambdaSelection.Fixed(0.2),
            Lambda = LambdaSelection.CrossValidated(foldOfRow: folds),
            Grid = new LambdaGrid { Values = lambdas },
            Options = FitOptions.Default with { Tolerance = 1e-10 },
        };
        FitSummary summary = fitter.Fit(new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), y));
        for (int k = 0; k < lambdas.Length; k++)
        {
            double sum = 0;
            for (int f = 0; f < 3; f++)
            {
                int[] kept = [.. Enumerable.Range(0, Rows).Where(i => folds[i] != f)];
                double[] own = [.. Enumerable.Range(0, Columns).SelectMany(j => kept.Select(i => x[(j * Rows) + i]))], response = [.. kept.Select(i => y[i])];
                var ridge = new SlowProblem(own, response, Losses.Squared, Penalties.Ridge, FitOptions.Default);
                double[] b = ridge.Solve(0.2).Coefficients, factors = [.. b.Select((v, j) => 1 / Math.Abs(v * ridge.Scale[j]))];
                (double intercept, double[] coefficients) = new SlowProblem(own, response, Losses.Squared, Penalties.Lasso with { Factors = factors }, FitOptions.Default).Solve(lambdas[k]);
                sum += Enumerable.Range(0, Rows).Except(kept).Sum(i => Math.Pow(y[i] - intercept - coefficients.Select((v, j) => v * x[(j * Rows) + i]).Sum(), 2));
            }

            Assert.AreEqual(sum / Rows, summary.CrossValidation!.Deviance.Mean[k], 1e-6 * (1 + sum));
        }

        Assert.IsNotNull(summary.Penalty.Factors);
    }

    [TestMethod]
    public void Fit_EverySelectionAndClasses_FindsTheFeaturesThatCount()
    {
        (double[] x, double[] y) = TestProblems.Random(200, 30, seed: 93, classes: true);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 200, 30), y);
        foreach (LambdaSelection selection in new[] { LambdaSelection.CrossValidated(folds: 4), LambdaSelection.HeldOut(0.25), LambdaSelection.ByCriterion(InformationCriterion.Bic) })
        {
            FitSummary summary = new AdaptiveFitter(Losses.Logistic) { FirstLambda = LambdaSelection.CrossValidated(folds: 4), Lambda = selection, Grid = new LambdaGrid { Count = 30, Ratio = 1e-3 } }.Fit(problem);
            Assert.IsTrue(Enumerable.Range(0, 5).All(j => summary.Selected.Coefficients[j] != 0), $"{selection}: {summary.Selected}");
            Assert.IsTrue(summary.Path.All(s => s.Status == FitStatus.Converged && s.DualityGap <= 1e-6));
        }
    }

    [TestMethod]
    [DataRow(4, 2, 2)]
    [DataRow(4, 3, 1)]
    [DataRow(2, 6, 1)]
    public void Fit_FirstFitOfAFold_HasItsShareOfTheThreads(int threads, int folds, int share)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 97);
        var asked = new System.Collections.Concurrent.ConcurrentBag<int>();
        Penalty OfRows(TrainingProblem rows, FitOptions options)
        {
            asked.Add(options.Threads);
            return Penalties.Lasso;
        }

        var grid = new LambdaGrid { Count = 3, Ratio = 0.1 };
        FitOptions all = FitOptions.Default with { Threads = threads };
        new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = folds, Grid = grid, Options = all, PenaltyOfRows = OfRows }.Fit(Problem(x, y));
        new MultinomialCrossValidator(Penalties.Lasso) { Folds = folds, Grid = grid, Options = all, PenaltyOfRows = OfRows }.Fit(Problem(x, [.. y.Select((_, i) => i % 3.0)]));
        Assert.HasCount(2 * folds, asked);
        Assert.IsTrue(asked.All(count => count == share), string.Join(", ", asked));
        asked.Clear();
        new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.3), Grid = grid, Options = all, PenaltyOfRows = OfRows }.Fit(Problem(x, y));
        Assert.IsTrue(asked is { Count: 1 } && asked.Single() == threads, "Rows held out are fitted alone, with all threads.");
    }

    [TestMethod]
    public void Checks_BadParameters_SayWhatIsWrong()
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 94);
        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Ridge) { Grid = new LambdaGrid { Values = [0.1] } }.Fit(Problem(x, y));
        foreach (double bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Contains($"Gamma is {bad}", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => AdaptiveFactors.From(path, 0, bad)).Message);
            Assert.Contains($"Gamma is {bad}", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AdaptiveFitter(Losses.Squared) { Gamma = bad }).Message);
        }

        Assert.Contains("Index is 1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => AdaptiveFactors.From(path, 1)).Message);
        Assert.Contains("Factors has 2 values", Assert.ThrowsExactly<ArgumentException>(() => AdaptiveFactors.From(path, 0).ApplyTo(Penalties.Lasso with { Factors = [1, 2] })).Message);
        Assert.Contains("group lasso, which has no factors", Assert.ThrowsExactly<ArgumentException>(() => new AdaptiveFitter(Losses.Squared) { Penalty = Penalties.GroupLasso([0, 0, 0, 1, 1, 1, 1]) }).Message);
    }

    private static TrainingProblem Problem(double[] x, double[] y) => new(DesignMatrix.FromColumns(x, Rows, Columns), y);

    private static double Scale(double[] x, int column, bool standardize)
    {
        double[] values = x[(column * Rows)..((column + 1) * Rows)];
        double mean = values.Average();
        return standardize ? Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) : 1;
    }
}
