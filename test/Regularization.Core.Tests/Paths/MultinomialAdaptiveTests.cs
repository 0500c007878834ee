namespace Regularization.Tests;

/// <summary>The adaptive lasso of several classes against the optimality conditions with its factors, and its cross-validation against folds fitted by hand.</summary>
[TestClass]
public class MultinomialAdaptiveTests
{
    private const int Rows = 90, Columns = 6, Classes = 3;

    [TestMethod]
    [DataRow(1.0, true, false)]
    [DataRow(0.5, false, true)]
    [DataRow(2.0, true, true)]
    public void From_AFirstFit_MakesTheLassoWithFactorsOfItsNorms(double gamma, bool standardize, bool grouped)
    {
        const double Lambda = 0.03;
        (double[][] x, double[] y) = Data(seed: 1);
        FitOptions options = FitOptions.Default with { Standardize = standardize, Tolerance = 1e-10 };
        MultinomialPath first = new MultinomialPathSolver(Penalties.Ridge) { Grouped = grouped, Options = options, Grid = new LambdaGrid { Values = [0.1] } }.Fit(Problem(x, y));
        double[] scale = [.. Enumerable.Range(0, Columns).Select(j => standardize ? Deviation(x, j) : 1)];
        double[] norms = [.. Enumerable.Range(0, Columns).Select(j => Math.Sqrt(first[0].Coefficients.Sum(b => b[j] * b[j])) * scale[j])];
        AdaptiveFactors factors = AdaptiveFactors.From(first, 0, gamma);
        for (int j = 0; j < Columns - 1; j++)
        {
            Assert.AreEqual(1, factors.Values[j] * Math.Pow(norms[j], gamma), 1e-9);
        }

        // The last feature is constant: it is in no model, and needs no bounds, which a grouped penalty does not take.
        Assert.IsTrue(double.IsInfinity(factors.Values[Columns - 1]));
        Penalty penalty = factors.ApplyTo(Penalties.Lasso);
        Assert.IsNull(penalty.LowerBounds);
        MultinomialSolution solution = new MultinomialPathSolver(penalty) { Grouped = grouped, Options = options }.FitAt(Problem(x, y), Lambda);
        Assert.IsTrue(solution.FeatureCount is > 0 and < Columns - 1, solution.ToString());
        var slow = new SlowMultinomial([.. x.Select(row => row.Take(Columns - 1).Select((v, j) => v / scale[j]).ToArray())], [.. y.Select(v => (int)v)], [.. y.Select(_ => 1.0)], Classes)
        {
            Factors = [.. norms.Take(Columns - 1).Select(norm => Math.Pow(norm, -gamma))],
            Grouped = grouped,
        };
        double[][] b = [.. solution.Coefficients.Select(ofClass => ofClass.Take(Columns - 1).Select((v, j) => v * scale[j]).ToArray())];
        Assert.AreEqual(0, slow.Kkt(Lambda, [.. solution.Intercepts], b, null), 1e-4);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_FeatureBoundTo0_IsTheFitWithoutIt(bool grouped)
    {
        (double[][] x, double[] y) = Data(seed: 1);
        FitOptions options = FitOptions.Default with { Tolerance = 1e-10 };
        double[] upper = [.. Enumerable.Range(0, Columns).Select(j => j == 1 ? 0 : double.PositiveInfinity)];
        Penalty without = Penalties.Lasso with { LowerBounds = [.. upper.Select(b => -b)], UpperBounds = upper };
        MultinomialSolution solution = new MultinomialPathSolver(without) { Grouped = grouped, Options = options }.FitAt(Problem(x, y), 0.01);
        MultinomialSolution expected = new MultinomialPathSolver(Penalties.Lasso) { Grouped = grouped, Options = options }.FitAt(Problem([.. x.Select(row => row.Select((v, j) => j == 1 ? 0 : v).ToArray())], y), 0.01);
        Assert.AreEqual(FitStatus.Converged, solution.Status);
        Assert.AreEqual(expected.Objective, solution.Objective, 1e-9);
        Assert.IsTrue(solution.Coefficients.All(b => b[1] == 0) && solution.FeatureCount > 1);
        if (grouped)
        {
            Assert.Throws<ArgumentException>(() => new MultinomialPathSolver(without with { UpperBounds = [.. upper.Select(b => b + 1)] }) { Grouped = true });
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_CrossValidated_IsTheCurveOfFoldsThatNeverSawTheirRows(bool grouped)
    {
        const double First = 0.1;
        (double[][] x, double[] y) = Data(seed: 2);
        int[] folds = [.. Enumerable.Range(0, Rows).Select(i => i / 3 % 3)];
        double[] lambdas = [0.1, 0.03, 0.01];
        FitOptions options = FitOptions.Default with { Tolerance = 1e-9, Standardize = false };
        var fitter = new MultinomialAdaptiveFitter
        {
            FirstLambda = LambdaSelection.Fixed(First),
            Lambda = LambdaSelection.CrossValidated(foldOfRow: folds),
            Grid = new LambdaGrid { Values = lambdas },
            Grouped = grouped,
            Options = options,
            ClassNames = ["a", "b", "c"],
        };
        MultinomialFitSummary summary = fitter.Fit(Problem(x, y));
        var deviance = new double[lambdas.Length];
        for (int f = 0; f < 3; f++)
        {
            int[] kept = [.. Enumerable.Range(0, Rows).Where(i => folds[i] != f)], held = [.. Enumerable.Range(0, Rows).Except(kept)];
            TrainingProblem own = Problem([.. kept.Select(i => x[i])], [.. kept.Select(i => y[i])]), others = Problem([.. held.Select(i => x[i])], [.. held.Select(i => y[i])]);
            MultinomialSolution ridge = new MultinomialPathSolver(Penalties.Ridge) { Grouped = grouped, Options = options }.FitAt(own, First);
            double[] factors = [.. Enumerable.Range(0, Columns).Select(j => j == Columns - 1 ? 1 : 1 / Math.Sqrt(ridge.Coefficients.Sum(b => b[j] * b[j])))];
            for (int k = 0; k < lambdas.Length; k++)
            {
                double[] p = new MultinomialPathSolver(Penalties.Lasso with { Factors = factors }) { Grouped = grouped, Options = options }.FitAt(own, lambdas[k]).Probabilities(others.X);
                deviance[k] -= 2 * held.Select((i, at) => Math.Log(p[((int)y[i] * held.Length) + at])).Sum();
            }
        }

        for (int k = 0; k < lambdas.Length; k++)
        {
            Assert.AreEqual(deviance[k] / Rows, summary.CrossValidation!.Deviance.Mean[k], 1e-4);
        }

        Assert.IsNotNull(summary.Penalty.Factors);
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, summary.ClassNames.ToArray());
    }

    [TestMethod]
    public void Fit_EverySelection_FindsTheFeaturesThatCount()
    {
        (double[][] x, double[] y) = Data(seed: 3);
        foreach (LambdaSelection selection in new[] { LambdaSelection.CrossValidated(3), LambdaSelection.HeldOut(0.25), LambdaSelection.ByCriterion(InformationCriterion.Bic), LambdaSelection.Fixed(0.02) })
        {
            var fitter = new MultinomialAdaptiveFitter { FirstLambda = LambdaSelection.Fixed(0.05), Lambda = selection, Grid = new LambdaGrid { Count = 8, Ratio = 0.05 } };
            foreach (MultinomialFitSummary summary in selection == LambdaSelection.Fixed(0.02) ? (MultinomialFitSummary[])[fitter.Fit(Problem(x, y)), fitter.Fit(Problem(x, y), Problem(x, y))] : [fitter.Fit(Problem(x, y))])
            {
                int[] found = [.. Enumerable.Range(0, Columns).Where(j => summary.Selected.Coefficients.Any(b => b[j] != 0))];
                Assert.IsTrue(found.Contains(0) && found.Contains(1), $"{selection}: {string.Join(", ", found)}");
                Assert.IsTrue(summary.Path.All(s => s.Status == FitStatus.Converged));
            }
        }
    }

    [TestMethod]
    public void Checks_BadParameters_SayWhatIsWrong()
    {
        (double[][] x, double[] y) = Data(seed: 4);
        Assert.Contains("Gamma is 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MultinomialAdaptiveFitter { Gamma = 0 }).Message);
        Assert.Contains("multinomial paths are for", Assert.ThrowsExactly<ArgumentException>(() => new MultinomialAdaptiveFitter { Penalty = Penalties.GroupLasso([0, 0, 0, 1, 1, 1]) }).Message);
        Assert.Contains("multinomial paths are for", Assert.ThrowsExactly<ArgumentException>(() => new MultinomialAdaptiveFitter { FirstPenalty = Penalties.Mcp() }).Message);
        var bounded = new MultinomialAdaptiveFitter { Penalty = Penalties.Lasso with { LowerBounds = [0] }, Grouped = true };
        Assert.Contains("Grouped is true and the penalty has bounds", Assert.ThrowsExactly<ArgumentException>(() => bounded.Fit(Problem(x, y))).Message);
        MultinomialPath path = new MultinomialPathSolver(Penalties.Ridge) { Grid = new LambdaGrid { Values = [0.1] } }.Fit(Problem(x, y));
        Assert.Contains("Index is 1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => AdaptiveFactors.From(path, 1)).Message);
    }

    private static double Deviation(double[][] x, int column)
    {
        double mean = x.Average(row => row[column]);
        return Math.Sqrt(x.Average(row => (row[column] - mean) * (row[column] - mean)));
    }

    /// <summary>Three classes that two features tell apart; the last feature is constant.</summary>
    private static (double[][] X, double[] Y) Data(int seed)
    {
        var random = new Random(seed);
        double[][] x = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, Columns).Select(j => j == Columns - 1 ? 4.0 : (double)(float)((random.NextDouble() - 0.5) * (1 + j))).ToArray())];
        return (x, [.. x.Select((row, i) => i < Classes ? i : Math.Floor(Math.Clamp(1.5 + (2.5 * row[0]) + row[1] + (random.NextDouble() - 0.5), 0, 2.9)))]);
    }

    private static TrainingProblem Problem(double[][] x, double[] y) =>
        new(DesignMatrix.FromColumns([.. Enumerable.Range(0, Columns).SelectMany(j => x.Select(row => (float)row[j]))], x.Length, Columns), y);
}
