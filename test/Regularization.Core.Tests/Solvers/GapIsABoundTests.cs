namespace Regularization.Tests;

/// <summary>On data as bad as they come the reported gap is still no smaller than the distance from the optimum.</summary>
[TestClass]
public class GapIsABoundTests
{
    private const int Rows = 120;

    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(12)]
    public void FitAt_UnpenalisedPolynomial_ClaimsNoMoreThanItReached(int degree)
    {
        (double[] x, double[] y) = Polynomial(degree);
        Solution solution = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Tolerance = 1e-6, MaxEpochs = 5000 } }
            .FitAt(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, degree), y), 0);

        // Coefficients of size 1e4 and more cancel: the sums here are good to 1e-10. Powers of t up to the degree span the same space as orthogonal polynomials: Gram-Schmidt gives the least squares fit without large numbers.
        double best = ResidualOnOrthogonalised(x, y, degree), null0 = Centered(y).Sum(v => v * v) / (2 * Rows);
        double reached = SquaredError(solution, x, y, degree);
        Assert.IsGreaterThanOrEqualTo(((reached - best) / null0) - 1e-10, solution.DualityGap, solution.ToString());
        Assert.AreEqual(reached / null0, solution.Objective / null0, 1e-9, "The objective is that of the coefficients.");
    }

    [TestMethod]
    [DataRow("coordinate descent")]
    [DataRow("proximal gradient")]
    public void FitAt_ProxOnlyPenaltyOnLargeFeatures_IsNotConvergedFarFromTheOptimum(string solver)
    {
        foreach (double scale in new[] { 1e4, 1e6 })
        {
            (double[] x, double[] y) = TestProblems.Random(60, 6, seed: 11);
            double[] large = [.. x.Select(v => (double)(float)(v * scale))];
            var options = new FitOptions { Standardize = false, Solver = SolverCase.Of(solver) };
            var problem = new TrainingProblem(DesignMatrix.FromColumns(large, 60, 6), y);
            double lambda = 0.05 * scale;
            Solution alone = new PathSolver(Losses.Squared, new ProxOnly()) { Options = options }.FitAt(problem, lambda);
            Solution exact = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = options with { Tolerance = 1e-12 } }.FitAt(problem, lambda);
            Assert.AreEqual(FitStatus.Converged, alone.Status);
            Assert.AreEqual(exact.Objective, alone.Objective, 1e-6 * exact.Objective);
        }
    }

    [TestMethod]
    public void FitAt_CancelledInTheMiddle_ReturnsSoonAndSaysSo()
    {
        (double[] x, double[] y) = TestProblems.Random(400, 1500, seed: 12);
        using var source = new CancellationTokenSource();
        var penalty = new CancellingPenalty(Penalties.Lasso, source, Calls: 20_000);
        Solution solution = new PathSolver(Losses.Squared, penalty) { Options = new FitOptions { Tolerance = 1e-13, Threads = 1 } }
            .FitAt(new TrainingProblem(DesignMatrix.FromColumns(x, 400, 1500), y), 1e-6, source.Token);
        Assert.AreEqual(FitStatus.Canceled, solution.Status);
        Assert.IsTrue(double.IsFinite(solution.Objective));
    }

    /// <summary>A penalty that cancels the fit when its proximal operator has been called so often.</summary>
    private sealed record CancellingPenalty(Penalty Inner, CancellationTokenSource Source, int Calls) : Penalty
    {
        private int _calls;

        public override string Name => Inner.Name;

        public override double Value(double b, double strength) => Inner.Value(b, strength);

        public override double Prox(double z, double step, double strength)
        {
            if (++_calls == Calls)
            {
                Source.Cancel();
            }

            return Inner.Prox(z, step, strength);
        }

        public override double ZeroThreshold(double strength) => Inner.ZeroThreshold(strength);
    }

    private static (double[] X, double[] Y) Polynomial(int degree)
    {
        double[] x = new double[Rows * degree], y = new double[Rows];
        var random = new Random(3);
        for (int i = 0; i < Rows; i++)
        {
            double t = (double)i / Rows;
            y[i] = Math.Sin(6 * t) + (0.1 * random.NextDouble());
            for (int j = 0; j < degree; j++)
            {
                x[(j * Rows) + i] = (float)Math.Pow(t, j + 1);
            }
        }

        return (x, y);
    }

    private static double SquaredError(Solution solution, double[] x, double[] y, int degree)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            double eta = solution.Intercept;
            for (int j = 0; j < degree; j++)
            {
                eta += solution.Coefficients[j] * x[(j * Rows) + i];
            }

            sum += (y[i] - eta) * (y[i] - eta);
        }

        return sum / (2 * Rows);
    }

    private static double ResidualOnOrthogonalised(double[] x, double[] y, int degree)
    {
        double[] residual = Centered(y);
        var basis = new List<double[]>();
        for (int j = 0; j < degree; j++)
        {
            double[] q = Centered([.. x.AsSpan(j * Rows, Rows)]);
            for (int pass = 0; pass < 3; pass++)
            {
                foreach (double[] b in basis)
                {
                    q = Less(q, b, Dot(q, b));
                }
            }

            double norm = Math.Sqrt(Dot(q, q));
            basis.Add([.. q.Select(v => v / norm)]);
        }

        for (int pass = 0; pass < 2; pass++)
        {
            foreach (double[] b in basis)
            {
                residual = Less(residual, b, Dot(residual, b));
            }
        }

        return Dot(residual, residual) / (2 * Rows);
    }

    private static double[] Centered(double[] values) => [.. values.Select(v => v - values.Average())];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (u, v) => u * v).Sum();

    private static double[] Less(double[] a, double[] b, double factor) => [.. a.Zip(b, (u, v) => u - (factor * v))];

    private sealed record ProxOnly : Penalty
    {
        public override string Name => "prox only";

        public override double Value(double b, double strength) => strength * Math.Abs(b);

        public override double Prox(double z, double step, double strength) => Math.CopySign(Math.Max(Math.Abs(z) - (step * strength), 0), z);

        public override double ZeroThreshold(double strength) => strength;
    }
}
