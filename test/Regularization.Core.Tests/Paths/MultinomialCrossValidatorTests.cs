namespace Regularization.Tests;

/// <summary>Cross-validation, held-out rows and the choice of lambda for multinomial models, against curves worked out row by row.</summary>
[TestClass]
public class MultinomialCrossValidatorTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, true)]
    public void Fit_Curves_AreThoseOfCopiedRows(bool sparse, bool grouped)
    {
        const int Folds = 4;
        (double[][] x, double[] y, double[] w) = Data(60, 5, 3);
        w[7] = 0;
        var options = new FitOptions { Tolerance = 1e-10, Threads = 2 };
        var validator = new MultinomialCrossValidator(Penalties.ElasticNet(0.7)) { Grouped = grouped, Folds = Folds, Seed = 5, Options = options, Grid = new LambdaGrid { Count = 6, Ratio = 0.05 } };
        MultinomialCrossValidationResult result = validator.Fit(Problem(x, y, w, sparse));

        double[] lambdas = [.. result.Lambdas], shares = new double[Folds];
        var deviance = new double[Folds, lambdas.Length];
        var wrong = new double[Folds, lambdas.Length];
        for (int f = 0; f < Folds; f++)
        {
            int[] train = [.. Enumerable.Range(0, x.Length).Where(i => result.FoldOfRow[i] != f)], held = [.. Enumerable.Range(0, x.Length).Where(i => result.FoldOfRow[i] == f)];
            MultinomialPath path = new MultinomialPathSolver(Penalties.ElasticNet(0.7)) { Grouped = grouped, Options = options, Grid = new LambdaGrid { Values = lambdas } }
                .Fit(Problem([.. train.Select(i => x[i])], [.. train.Select(i => y[i])], [.. train.Select(i => w[i])], sparse));
            shares[f] = held.Sum(i => w[i]);
            for (int k = 0; k < lambdas.Length; k++)
            {
                (deviance[f, k], wrong[f, k]) = Measures(path[k], held, x, y, w);
            }
        }

        foreach ((CrossValidationCurve curve, double[,] value) in new[] { (result.Deviance, deviance), (result.Misclassification, wrong) })
        {
            for (int k = 0; k < lambdas.Length; k++)
            {
                double mean = Enumerable.Range(0, Folds).Sum(f => shares[f] * value[f, k]) / shares.Sum();
                double error = Math.Sqrt(Enumerable.Range(0, Folds).Sum(f => shares[f] * Math.Pow(value[f, k] - mean, 2)) / shares.Sum() / (Folds - 1));
                Assert.AreEqual(mean, curve.Mean[k], 1e-5, $"{curve.Measure}, lambda {k}");
                Assert.AreEqual(error, curve.StandardError[k], 1e-5, $"{curve.Measure}, lambda {k}");
            }
        }

        Assert.AreEqual(result.Deviance.Mean.Min(), result.Deviance.Mean[result.IndexMin]);
        Assert.AreSame(result.Path[result.IndexOneStandardError], result.Select(SelectionRule.OneStandardError));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => result.Select((SelectionRule)2));
        Assert.IsGreaterThanOrEqualTo(result.LambdaMin, result.LambdaOneStandardError);
    }

    [TestMethod]
    public void Warnings_OfTheFolds_AreThoseOfTwoClasses()
    {
        (double[][] x, double[] y, double[] w) = Data(60, 5, 3);
        MultinomialCrossValidationResult Of(FitOptions options) =>
            new MultinomialCrossValidator(Penalties.Lasso) { Folds = 4, Options = options, Grid = new LambdaGrid { Count = 3 } }.Fit(Problem(x, y, w, sparse: false));

        Assert.IsEmpty(Of(FitOptions.Default).Warnings);
        var stopped = FitOptions.Default with { MaxEpochs = 1, Tolerance = 1e-15 };
        MultinomialCrossValidationResult open = Of(stopped);
        Assert.AreEqual($"{open.UnconvergedFoldFits} of {4 * open.Path.Count} fits of the cross-validation did not reach the tolerance; the choice of lambda rests on them too.", open.Warnings.Single());
        Assert.Contains("class=\"warning\" role=\"note\">" + open.Warnings[0], open.ToHtml());
        MultinomialFitSummary summary = new MultinomialModelFitter(Penalties.Lasso) { Options = stopped, Lambda = LambdaSelection.CrossValidated(4) }.Fit(Problem(x, y, w, sparse: false));
        Assert.AreEqual(1, summary.Warnings.Count(warning => warning == summary.CrossValidation!.Warnings.Single()));
    }

    [TestMethod]
    public void Fit_RandomFolds_SpreadEachClassEvenly()
    {
        (double[][] x, double[] y, double[] w) = Data(60, 3, 3);
        int[] FoldsOf(int seed) => [.. new MultinomialCrossValidator(Penalties.Lasso) { Folds = 5, Seed = seed, Grid = new LambdaGrid { Count = 2 } }.Fit(Problem(x, y, w, sparse: false)).FoldOfRow];
        int[] fold = FoldsOf(1);
        foreach (double label in y.Distinct())
        {
            int[] counts = [.. Enumerable.Range(0, 5).Select(f => Enumerable.Range(0, y.Length).Count(i => y[i] == label && fold[i] == f))];
            Assert.IsLessThanOrEqualTo(1, counts.Max() - counts.Min());
        }

        CollectionAssert.AreEqual(fold, FoldsOf(1));
        CollectionAssert.AreNotEqual(fold, FoldsOf(2));
    }

    [TestMethod]
    public void Fit_AnyThreadCount_GivesTheSameBitsAndReportsEveryFold()
    {
        (double[][] x, double[] y, double[] w) = Data(60, 4, 3);
        var reports = new Recorder();
        MultinomialCrossValidationResult Run(int threads, IProgress<FitProgress>? progress = null) =>
            new MultinomialCrossValidator(Penalties.Lasso) { Folds = 3, Options = new FitOptions { Threads = threads }, Grid = new LambdaGrid { Count = 4, Ratio = 0.1 } }.Fit(Problem(x, y, w, sparse: false), progress);
        MultinomialCrossValidationResult one = Run(1, reports), two = Run(2);
        CollectionAssert.AreEqual(one.Deviance.Mean.ToArray(), two.Deviance.Mean.ToArray());
        CollectionAssert.AreEqual(new[] { "path", "fold 1", "fold 2", "fold 3" }, reports.Reports.Select(r => r.Stage).Distinct().ToArray());
        Assert.AreEqual(12, reports.Reports[^1].Completed);
        Assert.AreEqual(12, reports.Reports[^1].Total);
    }

    [TestMethod]
    public void Fit_BadInput_SaysWhatIsWrong()
    {
        (double[][] x, double[] y, double[] w) = Data(30, 2, 3);
        TrainingProblem problem = Problem(x, y, w, sparse: false);
        int[] fold = [.. y.Select((label, i) => label == 2 ? 7 : i % 2)];
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso) { FoldOfRow = fold }.Fit(problem), "Class 2 has no row of positive weight outside fold 7");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso) { FoldOfRow = fold, ClassNames = ["a", "b", "c"] }.Fit(problem), "Class 'c' has no row");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso) { Folds = 31 }.Fit(problem), "There are 30 rows for 31 folds");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso) { FoldOfRow = [1, 2] }.Fit(problem), "FoldOfRow has 2 values for 30 rows");
        double[] weights = [.. w.Select((v, i) => i % 5 == 0 ? 0 : v)];
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso) { FoldOfRow = [.. w.Select((_, i) => i % 5)] }.Fit(Problem(x, y, weights, sparse: false)), "Fold 0 has no row of positive weight");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso).Fit(Problem(x, [.. y.Select(v => v + 0.5)], w, sparse: false)), "it must be the number of a class");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso).Fit(Problem(x, [.. y.Select(v => 0.0)], w, sparse: false)), "one class only");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso).Fit(Problem(x, [.. y.Select(v => 2.0)], w, sparse: false)), "All rows of positive weight have class 2: there is one class only");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso).Fit(Problem(x, [.. y.Select(v => 2 * v)], w, sparse: false)), "No row of positive weight has class 1");
        Refused(() => _ = new MultinomialCrossValidator(Penalties.GroupLasso([0, 1])), "multinomial paths are for");
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => new MultinomialCrossValidator(Penalties.Lasso) { Folds = 3 }.Fit(problem, cancellationToken: canceled.Token));
    }

    [TestMethod]
    public void Fitter_BadClasses_AreNamedBeforeAnythingIsFitted()
    {
        (double[][] x, double[] y, double[] w) = Data(30, 2, 3);
        y = [.. y.Select((label, i) => label == 2 && Array.IndexOf(y, 2.0) != i ? 1 : label)];
        int rare = Array.IndexOf(y, 2.0);
        TrainingProblem problem = Problem(x, y, w, sparse: false);
        var reports = new Recorder();
        Refused(() => new MultinomialModelFitter(Penalties.Lasso) { ClassNames = ["a", "b"] }.Fit(problem, reports), "There are 2 class names for 3 classes; give one name a class, or none.");
        Refused(() => new MultinomialModelFitter(Penalties.Lasso) { ClassNames = ["a", "b"] }.Fit(problem, problem, reports), "There are 2 class names for 3 classes");
        Refused(
            () => new MultinomialModelFitter(Penalties.Lasso) { ClassNames = ["a", "b", "c"], Lambda = LambdaSelection.HeldOut(0.97) }.Fit(problem, reports),
            " of the data has class ", "and all rows of it are held out: none is left to train on.");
        w[rare] = 0;
        Refused(() => new MultinomialModelFitter(Penalties.Lasso) { ClassNames = ["a", "b", "c"] }.Fit(Problem(x, y, w, sparse: false), reports), "No row of positive weight has class 'c'.");
        Refused(() => new MultinomialCrossValidator(Penalties.Lasso) { ClassNames = ["a", "b", "c"] }.Fit(Problem(x, y, w, sparse: false), reports), "No row of positive weight has class 'c', of the classes 0 to 2.");
        Assert.IsEmpty(reports.Reports);
    }

    [TestMethod]
    public void HeldOut_Curves_AreTheMeansAndErrorsOfTheRows()
    {
        (double[][] x, double[] y, double[] w) = Data(60, 4, 3);
        (double[][] other, double[] labels, double[] v) = Data(40, 4, 3, seed: 3);
        MultinomialHeldOutResult result = new MultinomialHeldOutValidator(Penalties.Lasso) { Grid = new LambdaGrid { Count = 5, Ratio = 0.05 } }
            .Fit(Problem(x, y, w, sparse: false), Problem(other, labels, v, sparse: false));
        Assert.AreEqual(40, result.Rows);
        for (int k = 0; k < result.Path.Count; k++)
        {
            double[] each = [.. Enumerable.Range(0, 40).Select(i => Measures(result.Path[k], [i], other, labels, v).Deviance)];
            double mean = each.Zip(v, (d, u) => d * u).Sum() / v.Sum();
            Assert.AreEqual(mean, result.Deviance.Mean[k], 1e-9);
            Assert.AreEqual(Math.Sqrt(each.Zip(v, (d, u) => u * (d - mean) * (d - mean)).Sum() / v.Sum() / 39), result.Deviance.StandardError[k], 1e-9);
            Assert.AreEqual(Measures(result.Path[k], [.. Enumerable.Range(0, 40)], other, labels, v).Wrong, result.Misclassification.Mean[k], 1e-12);
        }

        Assert.AreEqual(result.Deviance.Mean.Min(), result.Deviance.Mean[result.IndexMin]);
        StringAssert.StartsWith(result.ToString(), $"40 rows, {result.Path.Count} lambdas: smallest deviance ");
        labels[4] = 9;
        Refused(() => new MultinomialHeldOutValidator(Penalties.Lasso).Fit(Problem(x, y, w, sparse: false), Problem(other, labels, v, sparse: false)), "Row 4 of the rows to judge by has class 9, which no training row has.");
    }

    [TestMethod]
    public void Fitter_EachSelection_GivesTheModelOfItsLambda()
    {
        (double[][] x, double[] y, double[] w) = Data(80, 5, 3);
        TrainingProblem problem = Problem(x, y, w, sparse: false);
        var grid = new LambdaGrid { Count = 6, Ratio = 0.02 };
        var options = new FitOptions { Tolerance = 1e-10 };
        MultinomialFitSummary By(LambdaSelection selection) => new MultinomialModelFitter(Penalties.Lasso) { Grid = grid, Options = options, Lambda = selection, Seed = 4, ClassNames = ["low", "mid", "high"] }.Fit(problem);

        MultinomialFitSummary given = By(LambdaSelection.Fixed(0.05)), folds = By(LambdaSelection.CrossValidated(4, SelectionRule.OneStandardError)), held = By(LambdaSelection.HeldOut(0.25));
        MultinomialCrossValidationResult validation = new MultinomialCrossValidator(Penalties.Lasso) { Grid = grid, Options = options, Folds = 4, Seed = 4 }.Fit(problem);
        Assert.AreEqual(validation.LambdaOneStandardError, folds.Selected.Lambda);
        CollectionAssert.AreEqual(validation.Deviance.Mean.ToArray(), folds.CrossValidation!.Deviance.Mean.ToArray());
        Assert.AreEqual(held.HeldOut!.LambdaMin, held.Selected.Lambda);
        Assert.AreEqual(20, held.HeldOut.Rows);
        Assert.AreEqual(0.05, given.Selected.Lambda);
        foreach (MultinomialFitSummary summary in new[] { given, folds, held })
        {
            MultinomialSolution expected = new MultinomialPathSolver(Penalties.Lasso) { Options = options }.FitAt(problem, summary.Selected.Lambda);
            Assert.AreEqual(expected.Objective, summary.Selected.Objective, 1e-9);
            Assert.AreEqual(Measures(summary.Selected, [.. Enumerable.Range(0, 80)], x, y, w).Wrong, summary.TrainingMisclassification, 1e-12);
            for (int k = 0; k < 3; k++)
            {
                IReadOnlyList<CoefficientRow> table = summary.CoefficientTable(k);
                Assert.HasCount(summary.Selected.Coefficients[k].NonzeroCount, table);
                Assert.IsTrue(table.All(row => row.Value == summary.Selected.Coefficients[k][row.Index] && row.Standardized == row.Value * summary.Path.Scale[row.Index]));
                CollectionAssert.AreEqual(table.OrderByDescending(row => Math.Abs(row.Standardized)).ToArray(), table.ToArray());
            }

            StringAssert.Contains(summary.ToString(), summary.SelectedBy);
            StringAssert.Contains(summary.ToString(), "  high: ");
        }

        MultinomialFitSummary judged = new MultinomialModelFitter(Penalties.Lasso) { Grid = grid, Options = options }.Fit(problem, Problem(x, y, w, sparse: true));
        Assert.AreEqual(judged.Path.Select(s => s.Lambda).Last(), judged.Selected.Lambda, "the training rows themselves ask for the smallest lambda");
        Assert.IsTrue(judged.Warnings.Any(warning => warning.Contains("at the smallest lambda", StringComparison.Ordinal)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => given.CoefficientTable(3));
    }

    [TestMethod]
    public void Summary_Scale_IsTheWeightedDeviation()
    {
        (double[][] x, double[] y, double[] w) = Data(40, 3, 3);
        MultinomialPath path = new MultinomialPathSolver(Penalties.Lasso) { Grid = new LambdaGrid { Count = 2 } }.Fit(Problem(x, y, w, sparse: false));
        double total = w.Sum();
        for (int j = 0; j < 3; j++)
        {
            double mean = x.Select((row, i) => w[i] * row[j]).Sum() / total;
            Assert.AreEqual(Math.Sqrt(x.Select((row, i) => w[i] * (row[j] - mean) * (row[j] - mean)).Sum() / total), path.Scale[j], 1e-9);
        }
    }

    /// <summary>The deviance and the share of wrong classes of some rows, from the coefficients alone.</summary>
    private static (double Deviance, double Wrong) Measures(MultinomialSolution solution, int[] rows, double[][] x, double[] y, double[] w)
    {
        double deviance = 0, wrong = 0, total = 0;
        foreach (int i in rows)
        {
            double[] eta = [.. solution.Coefficients.Select((b, k) => solution.Intercepts[k] + b.Zip(x[i], (u, v) => u * v).Sum())];
            double p = Math.Exp(eta[(int)y[i]]) / eta.Sum(Math.Exp);
            deviance += w[i] * -2 * Math.Log(Math.Min(Math.Max(p, 1e-5), 1 - 1e-5));
            wrong += Array.IndexOf(eta, eta.Max()) == (int)y[i] ? 0 : w[i];
            total += w[i];
        }

        return (deviance / total, wrong / total);
    }

    private static (double[][] X, double[] Y, double[] W) Data(int n, int p, int classes, int seed = 21)
    {
        (double[] x, double[] eta) = TestProblems.Random(n, p, seed, density: 0.6);
        double[] sorted = [.. eta.Order()], y = [.. eta.Select(e => (double)(Array.IndexOf(sorted, e) * classes / n))];
        return ([.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, p).Select(j => x[(j * n) + i]).ToArray())], y, [.. y.Select((_, i) => 1 + (i % 3 / 2.0))]);
    }

    private static TrainingProblem Problem(double[][] x, double[] y, double[] w, bool sparse)
    {
        double[] columns = [.. Enumerable.Range(0, x[0].Length).SelectMany(j => x.Select(row => row[j]))];
        return new TrainingProblem(sparse ? TestProblems.Sparse(columns, x.Length, x[0].Length) : DesignMatrix.FromColumns(columns, x.Length, x[0].Length), y) { Weights = w };
    }

    private static void Refused(Action action, params string[] parts)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(action).Message;
        foreach (string part in parts)
        {
            StringAssert.Contains(message, part);
        }
    }
}
