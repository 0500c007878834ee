namespace Regularization.Tests.Reporting;

[TestClass]
public sealed class HeldOutPredictionsTests
{
    private static readonly FitOptions Exact = new() { Tolerance = 1e-12, MaxEpochs = 100_000 };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_CrossValidation_NotesForEachRowTheFitWithoutItsFold(bool classes)
    {
        const int N = 60, P = 5;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 7, classes: classes);
        Loss loss = classes ? Losses.Logistic : Losses.Squared;
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, N, P), y);
        int[] folds = [.. Enumerable.Range(0, N).Select(i => (i * 7) % 3)];
        var grid = new LambdaGrid { Values = [0.2, 0.05] };
        CrossValidationResult result = new CrossValidator(loss, Penalties.Lasso) { Options = Exact, Grid = grid, FoldOfRow = folds }.Fit(problem);
        HeldOutPredictions noted = result.Predictions!;
        CollectionAssert.AreEqual(Enumerable.Range(0, N).ToArray(), noted.Rows);
        CollectionAssert.AreEqual(y, noted.Y);
        for (int k = 0; k < 2; k++)
        {
            double[] eta = noted.At(k);
            for (int f = 0; f < 3; f++)
            {
                int[] others = [.. Enumerable.Range(0, N).Where(i => folds[i] != f)];
                double[] slow = new PathSolver(loss, Penalties.Lasso) { Options = Exact }.FitAt(problem.SelectRows(others), grid.Values![k]).LinearPredictor(problem.X);
                foreach (int i in Enumerable.Range(0, N).Where(i => folds[i] == f))
                {
                    Assert.AreEqual(slow[i], eta[i], 1e-5, $"row {i} at lambda {k}");
                }
            }
        }
    }

    [TestMethod]
    public void Fit_MultinomialCrossValidation_NotesProbabilitiesThatGiveTheCurve()
    {
        const int N = 90, P = 4;
        (double[] x, _) = TestProblems.Random(N, P, seed: 8);
        double[] y = [.. Enumerable.Range(0, N).Select(i => (double)(x[i] > 1 ? 2 : x[N + i] > 0.5 ? 1 : 0))];
        MultinomialCrossValidationResult result = new MultinomialCrossValidator(Penalties.Lasso) { Folds = 3, Grid = new LambdaGrid { Count = 5, Ratio = 0.1 } }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, N, P), y));
        for (int k = 0; k < result.Path.Count; k++)
        {
            double[][] p = [.. Enumerable.Range(0, 3).Select(c => result.Predictions!.At(k, c))];
            double wrong = Enumerable.Range(0, N).Count(i => Enumerable.Range(0, 3).MaxBy(c => p[c][i]) != (int)y[i]);
            Assert.AreEqual(result.Misclassification.Mean[k], wrong / N, 1e-9);
            Assert.IsTrue(Enumerable.Range(0, N).All(i => Math.Abs(p.Sum(of => of[i]) - 1) < 1e-5));
        }
    }

    [TestMethod]
    public void Fit_RowsHeldOut_NotesThem()
    {
        const int N = 80, P = 4;
        (double[] x, double[] y) = TestProblems.Random(N, P, seed: 9);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.25) }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, N, P), y));
        HeldOutPredictions noted = summary.HeldOut!.Predictions!;
        Assert.HasCount(summary.HeldOut.Rows, noted.Rows);
        for (int k = 0; k < summary.HeldOut.Path.Count; k++)
        {
            Assert.AreEqual(summary.HeldOut.Deviance.Mean[k], noted.At(k).Zip(noted.Y, (eta, of) => (of - eta) * (of - eta)).Average(), 1e-4 * summary.HeldOut.Deviance.Mean[k]);
        }
    }

    [TestMethod]
    public void Record_ManyRows_KeepsSomeEvenlySpread()
    {
        const int Rows = 1000, Lambdas = 1 << 12;
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => (double)i)];
        var noted = new HeldOutPredictions(y, y, Lambdas);
        Assert.HasCount(512, noted.Rows);
        foreach (int[] fold in new[] { Enumerable.Range(0, Rows).Where(i => i % 3 == 0).ToArray(), [.. Enumerable.Range(0, Rows).Where(i => i % 3 != 0)] })
        {
            noted.Record(17, fold, [.. fold.Select(i => 2.0 * i)]);
        }

        CollectionAssert.AreEqual(noted.Rows.Select(i => 2.0 * i).ToArray(), noted.At(17));
        CollectionAssert.AreEqual(noted.Rows.Select(i => (double)i).ToArray(), noted.Y);
        Assert.IsTrue(noted.Rows.Zip(noted.Rows.Skip(1), (a, b) => b - a).All(gap => gap is 1 or 2));
    }
}
