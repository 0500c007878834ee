namespace Regularization.Tests;

/// <summary>Responses that vary little beside their size, and quantiles with next to no rows beyond them: fitted, or refused, or constant, and never garbage.</summary>
[TestClass]
public sealed class ResponseSpreadTests
{
    private const int Rows = 60, Features = 4;

    private static readonly DesignMatrix X = DesignMatrix.FromColumns(TestProblems.Random(Rows, Features, seed: 7).X, Rows, Features);

    private static readonly double[] Y = TestProblems.Random(Rows, Features, seed: 7).Y;

    [TestMethod]
    [DataRow(8e-11)]
    [DataRow(2e-12)]
    public void Fit_TinySpreadAboutOne_IsThatOfTheSpreadAlone(double spread)
    {
        double[] y = [.. Y.Select(value => 1 + (spread * value))];
        FitSummary Fit(double[] of) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(3), Grid = new LambdaGrid { Count = 20, Ratio = 1e-2 } }.Fit(new TrainingProblem(X, of));
        FitSummary fit = Fit(y), expected = Fit([.. y.Select(value => (value - 1) / spread)]);
        Assert.AreEqual(expected.SelectedIndex, fit.SelectedIndex);
        Assert.AreEqual(expected.Path.Status, fit.Path.Status);
        Assert.AreEqual(expected.Selected.DevianceExplained, fit.Selected.DevianceExplained, 1e-3);
        Assert.IsGreaterThan(0.5, fit.Selected.DevianceExplained);
        for (int j = 0; j < Features; j++)
        {
            Assert.AreEqual(expected.Selected.Coefficients[j], fit.Selected.Coefficients[j] / spread, 1e-3);
        }
    }

    [TestMethod]
    public void Fit_SpreadOfRounding_IsConstant()
    {
        var problem = new TrainingProblem(X, [.. Y.Select(value => 1 + (1e-15 * value))]);
        Assert.IsGreaterThan(1, problem.Y.ToArray().Distinct().Count());
        foreach (LambdaSelection lambda in (LambdaSelection[])[LambdaSelection.Fixed(0), LambdaSelection.CrossValidated(3)])
        {
            FitSummary fit = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = lambda }.Fit(problem);
            Assert.AreEqual(0, fit.Selected.NonzeroCount);
            Assert.AreEqual(1, fit.Selected.Intercept, 1e-12);
            Assert.AreEqual(FitStatus.Converged, fit.Path.Status);
            Assert.HasCount(1, fit.Warnings);
            Assert.Contains("by no more than rounding: there is nothing to explain", fit.Warnings[0]);
        }
    }

    [TestMethod]
    public void Fit_TinySpreadOfALossOfResiduals_IsRefused()
    {
        foreach ((string name, Func<double, Loss> loss) in (ReadOnlySpan<(string, Func<double, Loss>)>)[("huber", s => Losses.Huber(1.345 * s)), ("quantile", s => Losses.Quantile(0.3, 0.02 * s))])
        {
            RegularizationPath Fit(double mean, double spread) => new PathSolver(loss(spread), Penalties.Lasso) { Grid = new LambdaGrid { Count = 5, Ratio = 0.1 } }.Fit(new TrainingProblem(X, [.. Y.Select(value => mean + (spread * value))]));
            string message = Assert.ThrowsExactly<ArgumentException>(() => Fit(1, 2e-11)).Message;
            Assert.StartsWith("The responses vary by ", message);
            Assert.Contains(FormattableString.Invariant($"about 1, {Deviation(2e-11):g1} of their size; the {name} loss needs at least 1e-10"), message);
            Assert.AreEqual(FitStatus.Converged, Fit(0, 1).Status, name);
            Assert.AreEqual(FitStatus.Converged, Fit(1, 1e-5).Status, name);
            loss(1).CheckResponse([.. Enumerable.Repeat(0.1, 30)], [.. Enumerable.Repeat(1 / 30.0, 30)]);      // constant ones are taken
        }
    }

    [TestMethod]
    [DataRow(1.7e9, 0.8)]
    [DataRow(1, 1e-7)]
    [DataRow(-3e4, 1e-3)]
    public void Fit_SmallSpreadBesideTheSize_IsThatOfTheSpreadAlone(double mean, double spread)
    {
        foreach ((Loss loss, Penalty penalty) in (ReadOnlySpan<(Loss, Penalty)>)[(Losses.Huber(1.345 * spread), Penalties.Lasso), (Losses.Quantile(0.3, 0.3 * spread), Penalties.Ridge), (Losses.Huber(1.345 * spread), Penalties.GroupLasso([0, 0, 1, 1]))])
        {
            var solver = new PathSolver(loss, penalty);
            Solution Fit(double about, FitStart? start = null)
            {
                var problem = new TrainingProblem(X, [.. Y.Select(value => about + (spread * value))]);
                return start is null ? solver.FitAt(problem, 0.2 * spread) : solver.FitAt(problem, 0.2 * spread, start);
            }

            Solution expected = Fit(0), fit = Fit(mean), again = Fit(mean, FitStart.From(fit));
            foreach (Solution of in (Solution[])[expected, fit, again])
            {
                Assert.AreEqual(FitStatus.Converged, of.Status, loss.Name);
                Assert.IsGreaterThan(0, of.NonzeroCount);
                Assert.AreEqual(expected.Intercept, of.Intercept - (of == expected ? 0 : mean), 0.01 * spread);
                for (int j = 0; j < Features; j++)
                {
                    Assert.AreEqual(expected.Coefficients[j], of.Coefficients[j], 0.01 * spread);
                }
            }

            Assert.IsLessThanOrEqualTo(Math.Max(1, fit.Epochs), again.Epochs, "A start is where it was.");
        }
    }

    [TestMethod]
    public void Fit_NextToNoWindow_IsRefusedUnlessOutliersMakeItSo()
    {
        foreach (Func<double, Loss> loss in (Func<double, Loss>[])[Losses.Huber, s => Losses.Quantile(0.3, 2 * s)])
        {
            double[] apart = [.. Y.Select(value => Math.Abs(value - Y.Order().ElementAt(Rows / 2))).Order()];
            double least = 1e-7 * apart[Rows / 2];
            void Check(double half, double[] y) => loss(half).CheckResponse(y, [.. Enumerable.Repeat(1.0 / Rows, Rows)]);
            string message = Assert.ThrowsExactly<ArgumentException>(() => Check(0.99 * least, Y)).Message;
            Assert.Contains("as in a narrower window float64 has too few digits", message);
            Check(1.01 * least, Y);
            Check(1, [.. Y.Select((value, i) => i % 10 == 0 ? 1e12 : value)]);
        }

        Assert.StartsWith("The Huber delta is 1e-09, and half of the responses are more than", Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Huber(1e-9), Penalties.Lasso).Fit(new TrainingProblem(X, Y))).Message);
        Assert.StartsWith("The smoothing is 1e-09, and half", Assert.ThrowsExactly<ArgumentException>(() => new PathSolver(Losses.Quantile(0.5, 1e-9), Penalties.Slope([3, 2, 1, 1])).Fit(new TrainingProblem(X, Y))).Message);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.1)]
    [DataRow(-3.3e6)]
    public void Fit_ConstantResponse_IsTheNullModel(double value)
    {
        foreach (Loss loss in (Loss[])[Losses.Squared, Losses.Huber(1e-3), Losses.Huber(), Losses.Quantile(0.3, 0.1), Losses.Quantile(0.9, 1e-3)])
        {
            // Rows of weight 0 may vary.
            double[] y = [.. Y.Select((v, i) => i < 6 ? v : value)], weights = [.. Y.Select((_, i) => i < 6 ? 0.0 : 1 + (i % 3))];
            foreach ((Penalty penalty, LambdaSelection lambda) in (ReadOnlySpan<(Penalty, LambdaSelection)>)[(Penalties.Lasso, LambdaSelection.Fixed(0)), (Penalties.GroupLasso([0, 0, 1, 1]), LambdaSelection.Fixed(0.1)), (Penalties.Lasso, LambdaSelection.CrossValidated(3)), (Penalties.Slope([2, 1, 1, 1]), LambdaSelection.HeldOut(0.3))])
            {
                FitSummary fit = new LinearModelFitter(loss, penalty) { Lambda = lambda }.Fit(new TrainingProblem(X, y) { Weights = weights });
                Assert.AreEqual(0, fit.Selected.NonzeroCount, $"{loss} {lambda}");
                Assert.AreEqual(0, fit.Selected.DevianceExplained);
                Assert.AreEqual(value, fit.Selected.Intercept, 0.05 + (1e-12 * Math.Abs(value)));
                Assert.AreEqual(FitStatus.Converged, fit.Path.Status);
                Assert.HasCount(1, fit.Warnings, $"{loss} {lambda}: {string.Join(" | ", fit.Warnings)}");
                Assert.Contains("there is nothing to explain", fit.Warnings[0]);
            }
        }
    }

    [TestMethod]
    public void Fit_ResponsesLeftToTrainOnAreTheSame_IsRefused()
    {
        foreach (Loss loss in (Loss[])[Losses.Squared, Losses.Huber()])
        {
            FitSummary Fit(double fraction, int rows) => new LinearModelFitter(loss, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(fraction) }.Fit(new TrainingProblem(X.SelectRows([.. Enumerable.Range(0, rows)]), [.. Y.Take(rows)]));
            Assert.StartsWith("A fraction of 0.75 holds out 3 of 4 rows, and those left to train on have the same response", Assert.ThrowsExactly<ArgumentException>(() => Fit(0.75, 4)).Message);
            Assert.IsGreaterThan(0, Fit(0.5, 4).Selected.Lambda);
        }
    }

    [TestMethod]
    public void Fit_QuantileWithNextToNoRowBeyondIt_IsRefused()
    {
        void Fit(double quantile, double[]? weights = null, LambdaSelection? lambda = null) => new LinearModelFitter(Losses.Quantile(quantile, 0.1), Penalties.Lasso) { Lambda = lambda ?? LambdaSelection.Fixed(0.1) }.Fit(new TrainingProblem(X, Y) { Weights = weights });
        string Refusal(Action fit) => Assert.ThrowsExactly<ArgumentException>(fit).Message;
        Assert.StartsWith("The quantile is 1e-09, and 60 rows of positive weight are fitted: 1e-09 of the weight is to lie below the model, and the lightest row has 0.017, so that it would be a bound of all rows. Use a quantile nearer to 0.5, or more rows: 500,000,000 of equal weight are enough.", Refusal(() => Fit(1e-9)));
        Assert.Contains("0.005 of the weight is to lie above the model", Refusal(() => Fit(0.995)));
        double[] few = [.. Enumerable.Range(0, Rows).Select(i => i < 40 ? 1.0 : 0)];
        Assert.Contains("40 rows of positive weight", Refusal(() => Fit(0.99, few)));
        Assert.Contains("The rows outside fold 1 cannot be trained on: The quantile is 0.99, and 45 rows", Refusal(() => Fit(0.99, lambda: LambdaSelection.CrossValidated(4))));
        Assert.DoesNotContain("classes", Refusal(() => Fit(0.99, lambda: LambdaSelection.CrossValidated(4))));
        Fit(0.99);
        Losses.Quantile(0.9, 0.1).CheckResponse([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]);
    }

    [TestMethod]
    public void CheckResponse_RowsAsManyAsARefusalAsksFor_AreTaken()
    {
        foreach (double quantile in (double[])[0.003, 0.01, 0.07, 0.93, 0.98, 0.995])
        {
            Loss loss = Losses.Quantile(quantile, 0.1);
            int enough = (int)Math.Round((0.5 / Math.Min(quantile, 1 - quantile)) + 0.499999);
            void Check(int rows) => loss.CheckResponse([.. Enumerable.Range(0, rows).Select(i => (double)i)], [.. Enumerable.Repeat(1.0 / rows, rows)]);
            Assert.Contains($"more rows: {enough} of equal weight", Assert.ThrowsExactly<ArgumentException>(() => Check(enough - 1)).Message);
            Check(enough);
        }
    }

    [TestMethod]
    public void Fit_QuantileBeyondWhichLightRowsLie_IsFitted()
    {
        // 30 light rows above 10 heavy ones: each of them may lie above the model of a high quantile, and most do.
        double[] y = [.. Enumerable.Range(0, 40).Select(i => i < 30 ? 100.0 + i : i)], weights = [.. Enumerable.Range(0, 40).Select(i => i < 30 ? 0.001 : 1)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(TestProblems.Random(40, 1, seed: 3).X, 40, 1), y) { Weights = weights };
        Solution fit = new PathSolver(Losses.Quantile(0.99, 0.1), Penalties.Lasso).FitAt(problem, 10);
        Assert.AreEqual(0, fit.NonzeroCount);
        Assert.AreEqual(30, y.Count(value => value > fit.Intercept));
    }

    private static double Deviation(double spread) => spread * Math.Sqrt(Y.Average(value => value * value) - Math.Pow(Y.Average(), 2));
}
