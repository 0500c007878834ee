namespace Regularization.Tests;

/// <summary>The interior point method by itself, against coordinate descent by bisection.</summary>
[TestClass]
public sealed class InteriorPointTests
{
    private const double Lambda = 0.05;

    public static IEnumerable<object[]> Cases() =>
        from size in ((int, int)[])[(30, 8), (12, 30)]
        from window in (double[])[0.5, 0.05]
        from quantile in (double[])[0.5, 0.9, double.NaN]
        from bounded in (bool[])[false, true]
        from ratio in (double[])[1, 0.3]
        select new object[] { size.Item1, size.Item2, window, quantile, bounded, ratio };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Minimize_SmallProblem_IsNoWorseThanASlowMinimum(int rows, int features, double window, double quantile, bool bounded, double ratio)
    {
        // Of the bounds there are all that may be: none, at least 0, at most 0.
        double[] lower = [.. Enumerable.Range(0, features).Select(j => bounded && j % 3 == 1 ? 0 : double.NegativeInfinity)], upper = [.. Enumerable.Range(0, features).Select(j => bounded && j % 3 == 0 ? 0 : double.PositiveInfinity)];
        double[] factors = [.. Enumerable.Range(0, features).Select(j => j == 2 && features < rows ? 0 : 1.0 + (j % 2))], weights = [.. Enumerable.Range(0, rows).Select(i => 1.0 + (i % 3))];
        Loss loss = double.IsNaN(quantile) ? Losses.Huber(window) : Losses.Quantile(quantile, window);
        (FitContext context, ResidualModel model) = Model(rows, features, loss, Penalties.ElasticNet(ratio) with { LowerBounds = lower, UpperBounds = upper, Factors = factors }, weights);
        Assert.IsTrue(InteriorPoint.Suits(context, model.Set));
        int epochs = 0;
        InteriorPoint.Minimize(context, model, 1e-12, 100, ref epochs, CancellationToken.None);
        var slow = new SlowWindow(context, model.Set);
        double[] beta = [.. Enumerable.Range(0, features).Select(k => model.Set.Beta[k])];
        double found = slow.Objective(beta, model.Intercept), least = slow.Minimum();
        Assert.IsLessThanOrEqualTo(least + 1e-9, found, $"after {epochs} steps");
        Assert.IsTrue(Enumerable.Range(0, features).All(j => beta[j] >= lower[j] && beta[j] <= upper[j]));
        Assert.IsLessThan(60, epochs);
    }

    [TestMethod]
    public void Minimize_MoreSteps_AllocateNoMoreVectorsOfRows()
    {
        const int rows = 4000;
        long Bytes(int steps)
        {
            (FitContext context, ResidualModel model) = Model(rows, 5, Losses.Quantile(0.5, 0.1), Penalties.Lasso, null);
            int epochs = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            InteriorPoint.Minimize(context, model, 0, steps, ref epochs, CancellationToken.None);
            Assert.AreEqual(steps, epochs);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Bytes(1);
        Assert.IsLessThan(5 * rows * sizeof(double), Bytes(6) - Bytes(1), "of five steps");
    }

    private static (FitContext Context, ResidualModel Model) Model(int rows, int features, Loss loss, Penalty penalty, double[]? weights)
    {
        (double[] x, double[] y) = TestProblems.Random(rows, features, seed: 17);
        var context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, rows, features), y) { Weights = weights }, loss, penalty, FitOptions.Default with { Threads = 1 });
        var set = new WorkingSet(context);
        set.SetLambda(Lambda);
        set.Add([.. Enumerable.Range(0, features)]);
        set.SetVisit([.. Enumerable.Range(0, features)]);
        var model = new ResidualModel(context, set, context.NullIntercept);
        model.Refresh();
        return (context, model);
    }

    /// <summary>The same problem written out: ψ e − s ψ² / 2 with e = y − η − c and ψ = clip(e / s), and the derivative by each coefficient brought to 0 in turn.</summary>
    private sealed class SlowWindow(FitContext context, WorkingSet set)
    {
        private readonly (double Center, double Smoothing, double Low, double High) _window = ((ClippedLoss)context.Loss).Window;
        private readonly double[][] _z = [.. Enumerable.Range(0, set.Count).Select(j => Column(context, j))];

        public double Objective(double[] beta, double intercept) =>
            Errors(beta, intercept).Select((e, i) => context.Design.W[i] * Psi(e) * (e - (_window.Smoothing * Psi(e) / 2))).Sum() + beta.Select((b, j) => (set.L1[j] * Math.Abs(b)) + (set.L2[j] * b * b / 2)).Sum();

        public double Minimum()
        {
            double[] beta = new double[set.Count], ones = [.. context.Y.Select(_ => 1.0)];
            double intercept = 0, last = double.PositiveInfinity, objective = Objective(beta, intercept);
            for (int sweep = 0; sweep < 3000 && objective < last; sweep++)
            {
                double[] e = Errors(beta, intercept);
                for (int j = 0; j < beta.Length; j++)
                {
                    beta[j] += Move(e, _z[j], beta[j], set.L1[j], set.L2[j], set.Lower[j], set.Upper[j]);
                }

                intercept += Move(e, ones, intercept, 0, 0, double.NegativeInfinity, double.PositiveInfinity);
                (last, objective) = (objective, Objective(beta, intercept));
            }

            return Math.Min(last, objective);
        }

        /// <summary>Moves one coefficient to where its derivative changes sign, within its bounds.</summary>
        private double Move(double[] e, double[] z, double b, double l1, double l2, double lower, double upper)
        {
            double low = Math.Max(lower, -50), high = Math.Min(upper, 50);
            while (high - low > 1e-13)
            {
                double middle = (low + high) / 2, slope = (l1 * Math.Sign(middle)) + (l2 * middle);
                for (int i = 0; i < e.Length; i++)
                {
                    slope -= context.Design.W[i] * z[i] * Psi(e[i] - ((middle - b) * z[i]));
                }

                (low, high) = slope > 0 ? (low, middle) : (middle, high);
            }

            // The kink at 0 is between numbers.
            double at = Math.Abs(low) < 1e-12 ? 0 : low;
            for (int i = 0; i < e.Length; i++)
            {
                e[i] -= (at - b) * z[i];
            }

            return at - b;
        }

        private double Psi(double e) => Math.Clamp(e / _window.Smoothing, _window.Low, _window.High);

        private double[] Errors(double[] beta, double intercept) =>
            [.. context.Y.Select((y, i) => y - intercept - _window.Center - beta.Select((b, j) => b * _z[j][i]).Sum())];

        private static double[] Column(FitContext context, int j)
        {
            double[] column = new double[context.Y.Length];
            context.Design.AddColumns([j], [context.Design.InverseScale[j]], column);
            return column;
        }
    }
}
