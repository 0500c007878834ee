namespace Regularization.Core.Tests.Paths;

/// <summary>Lambda chosen by rows that are held out, or given apart.</summary>
[TestClass]
public sealed class HeldOutTests
{
    [TestMethod]
    public void Fit_RowsOfOneClassJudge_HasNoAucAndSaysSo()
    {
        (double[] x, double[] y) = Regularization.Tests.TestProblems.Random(40, 3, seed: 72);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 40, 3), [.. y.Select(v => v > 0 ? 1.0 : 0)]);
        int[] of = [.. Enumerable.Range(0, 40).Where(i => y[i] > 0)];
        foreach (int rows in new[] { 1, of.Length })
        {
            FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.Lasso).Fit(problem, problem.SelectRows(of[..rows]));
            Assert.AreEqual("The rows to judge by are all of one class, so that there is no AUC: give rows of both.", summary.HeldOut!.Warnings.Single());
            Assert.Contains(summary.HeldOut.Warnings[0], summary.Warnings);
            Assert.IsFalse(summary.HeldOut.Curves.ContainsKey("auc"));
            Assert.DoesNotContain("NaN", summary + "\n" + summary.HeldOut);
        }
    }

    [TestMethod]
    public void Validator_Curves_AreThePlainMeansAndErrorsOfTheRows()
    {
        TrainingProblem training = FitStartTests.Problem("poisson", 100, 8), heldOut = FitStartTests.Problem("poisson", 60, 8, seed: 2);
        HeldOutResult result = new HeldOutValidator(Losses.Poisson, Penalties.Lasso).Fit(training, heldOut);
        for (int k = 0; k < result.Path.Count; k += 7)
        {
            double[] eta = result.Path[k].LinearPredictor(heldOut.X);
            double[] deviance = [.. eta.Select((e, i) => 2 * ((heldOut.Y[i] > 0 ? heldOut.Y[i] * Math.Log(heldOut.Y[i]) : 0) - (heldOut.Y[i] * e) - heldOut.Y[i] + Math.Exp(e)))];
            double mean = deviance.Average(), error = Math.Sqrt(deviance.Sum(d => (d - mean) * (d - mean)) / 60 / 59);
            Assert.AreEqual(mean, result.Deviance.Mean[k], 1e-9);
            Assert.AreEqual(error, result.Deviance.StandardError[k], 1e-9);
        }

        Assert.AreEqual(result.Deviance.Mean.Min(), result.Deviance.Mean[result.IndexMin]);
        Assert.IsTrue(result.LambdaOneStandardError > result.LambdaMin);
    }

    [TestMethod]
    public void HeldOut_CancelledInTheLastFit_ReturnsTheBestSoFar()
    {
        using var stop = new CancellationTokenSource();
        var fitter = new LinearModelFitter(Losses.Logistic, new StopsAfter(1e-4, stop))
        {
            Lambda = LambdaSelection.HeldOut(0.3, seed: 4),
            Grid = new LambdaGrid { Values = [0.1, 0.03, 1e-4], EarlyStop = false },
            Options = FitOptions.Default with { Tolerance = 1e-10 },
        };
        FitSummary summary = fitter.Fit(FitStartTests.Problem("logistic", 100, 40), null, stop.Token);
        Assert.IsGreaterThan(1e-3, summary.Selected.Lambda, "the last fit is told from the path by its lambda");
        Assert.AreEqual(FitStatus.Canceled, summary.Selected.Status);
        Assert.IsTrue(summary.Warnings.Any(w => w.StartsWith("The fit was cancelled", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void HeldOut_Fit_IsTheFitToAllRowsAtTheLambdaOfTheOthers()
    {
        TrainingProblem problem = FitStartTests.Problem("logistic", 150, 10);
        FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.3, SelectionRule.OneStandardError, seed: 4) }.Fit(problem);
        Assert.AreEqual(45, summary.HeldOut!.Rows);
        Assert.AreEqual(summary.HeldOut.LambdaOneStandardError, summary.Selected.Lambda);
        Solution expected = new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(problem, summary.Selected.Lambda);
        Assert.AreEqual(expected.Objective, summary.Selected.Objective, 1e-5);
        Assert.IsTrue(double.IsNaN(summary.HeldOut.Curves["auc"].StandardError[0]));
        StringAssert.Contains(summary.ToString(), "45 rows held out, one standard error");
        Assert.AreEqual(summary.Selected.Lambda, new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.3, SelectionRule.OneStandardError), Seed = 4 }.Fit(problem).Selected.Lambda);
    }

    [TestMethod]
    public void HeldOut_Rows_AreTheShareOfEachClass()
    {
        double[] y = [.. Enumerable.Range(0, 100).Select(i => i < 20 ? 1.0 : 0)];
        int[] rows = Folds.Share(y, stratify: true, 0.25, seed: 3);
        Assert.HasCount(25, rows);
        Assert.AreEqual(5, rows.Count(i => y[i] == 1));
        CollectionAssert.AreNotEqual(rows, Folds.Share(y, stratify: true, 0.25, seed: 4));
    }

    [TestMethod]
    public void Fit_ValidationAndGivenLambda_IsTheFitAtItJudged()
    {
        TrainingProblem training = FitStartTests.Problem("squared", 80, 6), validation = FitStartTests.Problem("squared", 40, 6, seed: 2);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.05) }.Fit(training, validation);
        CollectionAssert.AreEqual(new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(training, 0.05).Coefficients.ToDense(), summary.Selected.Coefficients.ToDense());
        double[] eta = summary.Selected.LinearPredictor(validation.X);
        double[] y = validation.Y.ToArray();
        Assert.AreEqual(eta.Select((e, i) => (y[i] - e) * (y[i] - e)).Average(), summary.HeldOut!.Deviance.Mean[0], 1e-9);
    }

    [TestMethod]
    public void BadFractionsAndRows_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LambdaSelection.HeldOut(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LambdaSelection.HeldOut(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LambdaSelection.HeldOut(rule: (SelectionRule)7));
        int constant = 0;
        var reports = new Regularization.Tests.Recorder();
        foreach (int seed in Enumerable.Range(0, 8))
        {
            try
            {
                new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.75, seed: seed), PenaltyOfRows = (_, _) => throw new NotSupportedException("fitted") }
                    .Fit(new TrainingProblem(FitStartTests.Problem("squared", 8, 2).X, [1, 1, 1, 1, 1, 1, 2, 3]), reports);
            }
            catch (ArgumentException e)
            {
                constant++;
                Assert.StartsWith("A fraction of 0.75 holds out 6 of 8 rows, and those left to train on have the same response", e.Message);
            }
            catch (NotSupportedException)
            {
                // Rows that vary go on to be fitted.
            }
        }

        Assert.IsTrue(constant is > 0 and < 8);
        Assert.IsEmpty(reports.Reports, "refused before anything is fitted");
        TrainingProblem few = FitStartTests.Problem("squared", 3, 2);
        string Refusal(TrainingProblem problem) => Assert.ThrowsExactly<ArgumentException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.2) }.Fit(problem)).Message;
        Assert.StartsWith("A fraction of 0.2 holds out 0 of 3 rows; there must be rows of positive weight to train on and to judge by. Use another fraction, or fix lambda.", Refusal(few));
        Assert.StartsWith("A fraction of 0.2 holds out 0 of 1 rows; there must be rows of positive weight to train on and to judge by. Use more rows, or fix lambda.", Refusal(few.SelectRows([1])));
        Assert.ThrowsExactly<ArgumentException>(() => new HeldOutValidator(Losses.Squared, Penalties.Lasso).Fit(few, FitStartTests.Problem("squared", 9, 3)));
        var negative = new TrainingProblem(few.X, [1, -1, 2]);
        Assert.ThrowsExactly<ArgumentException>(() => new HeldOutValidator(Losses.Poisson, Penalties.Lasso).Fit(FitStartTests.Problem("poisson", 30, 2), negative));
    }

    /// <summary>The lasso, which cancels when a larger strength follows the last of a path.</summary>
    private sealed record StopsAfter(double Last, CancellationTokenSource Stop) : Penalty
    {
        private readonly double[] _least = [double.PositiveInfinity];

        public override string Name => "lasso that stops";

        public override double Value(double b, double strength) => strength * Math.Abs(b);

        public override double ZeroThreshold(double strength) => strength;

        public override double Prox(double z, double step, double strength)
        {
            _least[0] = Math.Min(_least[0], strength);
            if (_least[0] <= Last && strength > Last)
            {
                Stop.Cancel();
            }

            return Math.CopySign(Math.Max(Math.Abs(z) - (step * strength), 0), z);
        }
    }
}
