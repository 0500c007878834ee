namespace Regularization.Tests;

/// <summary>Folds that share Gram matrices and passes against folds that are fitted each by itself.</summary>
[TestClass]
public class FoldsInStepTests
{
    private const int Folds = 5;

    [TestMethod]
    [DataRow(80, 12, true, true)]
    [DataRow(80, 12, false, true)]
    [DataRow(80, 12, true, false)]
    [DataRow(80, 12, false, false)]
    [DataRow(60, 900, true, true)]
    [DataRow(60, 900, false, false)]
    public void Fit_Shared_IsAsApart(int rows, int columns, bool intercept, bool standardize)
    {
        (double[] x, double[] y) = Awkward(rows, columns);
        double[] weights = [.. y.Select((_, i) => i % 7 == 0 ? 0 : 0.5 + (i % 4))], offsets = [.. y.Select((_, i) => 3 * Math.Cos(i))];
        double[] factors = [.. Enumerable.Range(0, columns).Select(j => j == 6 ? 0 : 1 + (0.1 * (j % 3)))];
        Penalty[] penalties =
        [
            Penalties.Lasso,
            Penalties.ElasticNet(0.4),
            Penalties.Lasso with { Factors = factors },
            Penalties.Lasso with { LowerBounds = [-0.05], UpperBounds = [0.5] },
        ];
        foreach (Penalty penalty in penalties)
        {
            foreach (bool rich in new[] { false, true })
            {
                var problem = new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y) { Weights = rich ? weights : null, Offsets = rich ? offsets : null };
                CrossValidationResult shared = Fit(problem, penalty, intercept, standardize, apart: false), apart = Fit(problem, penalty, intercept, standardize, apart: true);
                Assert.IsTrue(FoldsInStep.Suits(problem, Losses.Squared, FitOptions.Default, Folds));
                Assert.AreEqual(apart.UnconvergedFoldFits, shared.UnconvergedFoldFits, $"{penalty}, {rich}");
                foreach ((string measure, CrossValidationCurve curve) in apart.Curves)
                {
                    for (int k = 0; k < curve.Mean.Count; k++)
                    {
                        Assert.AreEqual(curve.Mean[k], shared.Curves[measure].Mean[k], 1e-6 * (1 + curve.Mean[k]), $"{penalty}, {rich}, {measure}, lambda {k}");
                        Assert.AreEqual(curve.StandardError[k], shared.Curves[measure].StandardError[k], 1e-6 * (1 + curve.StandardError[k]), $"{penalty}, {rich}, {measure}, lambda {k}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DataRow("logistic", 80, 12)]
    [DataRow("logistic", 60, 300)]
    [DataRow("logistic", 900, 120)]
    [DataRow("poisson", 80, 12)]
    [DataRow("poisson", 900, 120)]
    public void Fit_CurvedLoss_IsAsApart(string name, int rows, int columns)
    {
        (double[] x, double[] score) = TestProblems.Random(rows, columns, seed: 5);
        Loss loss = name == "logistic" ? Losses.Logistic : Losses.Poisson;
        double[] y = [.. score.Select((value, i) => name == "logistic" ? (value > 0 || i % 9 == 0 ? 1 : 0) : (double)((i % 4) + (value > 0 ? 2 : 0)))];
        for (int i = 0; i < rows; i++)
        {
            x[(5 * rows) + i] = x[(7 * rows) + i];                                  // twice the same
            x[(8 * rows) + i] = x[(9 * rows) + i] > 0.3 ? 1 : 0;                     // a rule
        }

        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y) { Weights = [.. y.Select((_, i) => 0.5 + (i % 3))] };
        foreach (Penalty penalty in new[] { Penalties.Lasso, Penalties.ElasticNet(0.7), Penalties.Lasso with { LowerBounds = [-0.1], UpperBounds = [0.2] } })
        {
            CrossValidationResult shared = Fit(problem, penalty, true, false, apart: false, loss), apart = Fit(problem, penalty, true, false, apart: true, loss);
            Assert.AreEqual(0, shared.UnconvergedFoldFits);
            Assert.AreEqual(FitStatus.Converged, shared.Path.Status);
            for (int k = 0; k < apart.Deviance.Mean.Count; k++)
            {
                Assert.AreEqual(apart.Deviance.Mean[k], shared.Deviance.Mean[k], 1e-5 * apart.Deviance.Mean[k], $"{penalty}, lambda {k}");
            }
        }
    }

    [TestMethod]
    [DataRow("squared", 60, 900)]
    [DataRow("logistic", 900, 60)]
    public void Fit_Again_IsTheSameToTheLastBit(string name, int rows, int columns)
    {
        (double[] x, double[] y) = Awkward(rows, columns);
        Loss loss = name == "squared" ? Losses.Squared : Losses.Logistic;
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), loss.IsSquared ? y : [.. y.Select((value, i) => value > 0 || i % 9 == 0 ? 1.0 : 0)]);
        CrossValidationResult first = Fit(problem, Penalties.Lasso, true, true, apart: false, loss);
        for (int again = 0; again < 3; again++)
        {
            CollectionAssert.AreEqual(first.Deviance.Mean.ToArray(), Fit(problem, Penalties.Lasso, true, true, apart: false, loss).Deviance.Mean.ToArray());
        }
    }

    [TestMethod]
    public void Suits_WhatMemoryDoesNotAllow_IsRefused()
    {
        (double[] x, double[] y) = Awkward(60, 12);
        TrainingProblem dense = new(DesignMatrix.FromColumns(x, 60, 12), y), sparse = new(TestProblems.Sparse(x, 60, 12), y);
        Assert.IsTrue(FoldsInStep.Suits(dense, Losses.Squared, FitOptions.Default, 10));
        Assert.IsFalse(FoldsInStep.Suits(dense, Losses.Squared, FitOptions.Default, 60));
        Assert.IsFalse(FoldsInStep.Suits(sparse, Losses.Squared, FitOptions.Default, 10));
        Assert.IsTrue(FoldsInStep.Suits(dense, Losses.Logistic, FitOptions.Default, 10));
        Assert.IsFalse(FoldsInStep.Suits(dense, Losses.Huber(), FitOptions.Default, 10));
        Assert.IsFalse(FoldsInStep.Suits(dense, Losses.Squared, FitOptions.Default with { Solver = Solvers.ProximalGradient }, 10));
    }

    private static CrossValidationResult Fit(TrainingProblem problem, Penalty penalty, bool intercept, bool standardize, bool apart, Loss? loss = null)
    {
        FitOptions options = FitOptions.Default with { Tolerance = 1e-11, Intercept = intercept, Standardize = standardize, Threads = 2 };
        int[] foldOfRow = [.. Enumerable.Range(0, problem.X.Rows).Select(i => i % Folds)];
        var grid = new LambdaGrid { Count = 15, Ratio = 0.02 };
        return new CrossValidator(loss ?? Losses.Squared, penalty) { Options = options, FoldOfRow = foldOfRow, Grid = grid, FoldsApart = apart }.Fit(problem);
    }

    /// <summary>
    /// Columns far from 0, constant everywhere, constant outside a fold or nearly so, huge in a fold, twice the same; and a response that is huge in one row.
    /// </summary>
    private static (double[] X, double[] Y) Awkward(int rows, int columns)
    {
        (double[] x, double[] y) = TestProblems.Random(rows, columns, seed: 5);
        for (int i = 0; i < rows; i++)
        {
            bool inFirst = i % Folds == 0;
            x[i] += 1e4;
            x[rows + i] = 3;
            x[(2 * rows) + i] = inFirst ? x[(2 * rows) + i] : 0.25;
            x[(3 * rows) + i] = inFirst ? 1e5 * x[(3 * rows) + i] : x[(3 * rows) + i];
            x[(4 * rows) + i] = inFirst || i == 1 ? x[(4 * rows) + i] : 0;
            x[(5 * rows) + i] = x[(7 * rows) + i];
        }

        y[2] *= 1000;
        return (x, y);
    }
}
