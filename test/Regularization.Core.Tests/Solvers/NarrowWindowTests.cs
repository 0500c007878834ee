namespace Regularization.Tests;

/// <summary>Quantile and Huber losses whose window is narrow beside the residuals: a fit is nearly a linear programme.</summary>
[TestClass]
public sealed class NarrowWindowTests
{
    private const int Rows = 90, Features = 40, MoreThanRows = 180;

    public static IEnumerable<object[]> Cases() =>
        from window in (double[])[1e-5, 1e-3]
        from quantile in (double[])[0.5, 0.9, double.NaN]
        from ratio in (double[])[1, 0.5]
        from sparse in (bool[])[false, true]
        from features in (int[])[Features, MoreThanRows]
        select new object[] { window, quantile, ratio, sparse, features };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_NarrowWindow_IsWithinTheToleranceOfADualBoundMadeAnew(double window, double quantile, double ratio, bool sparse, int features)
    {
        (float[] x, double[] y) = Problem(sparse, features);
        bool isHuber = double.IsNaN(quantile);
        (double low, double high) = isHuber ? (-window, window) : (quantile - 1, quantile);
        (double width, double center) = isHuber ? (1, 0) : (window, (0.5 - quantile) * window);
        Loss loss = isHuber ? Losses.Huber(window) : Losses.Quantile(quantile, window);
        var solver = new PathSolver(loss, Penalties.ElasticNet(ratio)) { Grid = new LambdaGrid { Count = 6, Ratio = 0.02, EarlyStop = false }, Options = FitOptions.Default with { Standardize = false } };
        RegularizationPath path = solver.Fit(new TrainingProblem(sparse ? TestProblems.Sparse([.. x.Select(v => (double)v)], Rows, features) : DesignMatrix.FromColumns(x, Rows, features), y));
        double unit = path.NullDeviance / 2;
        foreach (Solution s in path)
        {
            Assert.AreEqual(FitStatus.Converged, s.Status, s.ToString());
            double[] theta = new double[Rows];
            double primal = 0;
            for (int i = 0; i < Rows; i++)
            {
                double e = y[i] - s.Intercept - center - Enumerable.Range(0, features).Sum(j => s.Coefficients[j] * x[(j * Rows) + i]);
                theta[i] = Math.Clamp(e / width, low, high);
                primal += theta[i] * (e - (width * theta[i] / 2)) / Rows;
            }

            // Any θ in [low, high] whose sum is 0 bounds the objective from below, if the gradients of a lasso are within λ. Within the window a change of θ costs little.
            double within = theta.Count(t => t > low && t < high), mean = within > 0 ? theta.Sum() / within : 0;
            theta = [.. theta.Select(t => t > low && t < high ? Math.Clamp(t - mean, low, high) : t)];
            double above = theta.Sum(t => Math.Max(t, 0)), below = -theta.Sum(t => Math.Min(t, 0));
            theta = [.. theta.Select(t => t * (t > 0 ? Math.Min(1, below / above) : Math.Min(1, above / below)))];
            double[] gradient = [.. Enumerable.Range(0, features).Select(j => Enumerable.Range(0, Rows).Sum(i => theta[i] * x[(j * Rows) + i]) / Rows)];
            double scale = ratio == 1 ? Math.Min(1, s.Lambda / gradient.Max(Math.Abs)) : 1;
            double dual = theta.Select((t, i) => ((scale * t * (y[i] - center)) - (width * scale * scale * t * t / 2)) / Rows).Sum();
            dual -= ratio == 1 ? 0 : gradient.Sum(g => Math.Pow(Math.Max(0, Math.Abs(g) - (s.Lambda * ratio)), 2)) / (2 * s.Lambda * (1 - ratio));
            primal += Enumerable.Range(0, features).Sum(j => s.Lambda * ((ratio * Math.Abs(s.Coefficients[j])) + ((1 - ratio) / 2 * s.Coefficients[j] * s.Coefficients[j])));
            Assert.IsLessThanOrEqualTo(3 * solver.Options.Tolerance * unit, primal - dual, s.ToString());
            Assert.IsGreaterThanOrEqualTo(-1e-12, primal - dual, s.ToString());
        }
    }

    [TestMethod]
    [DataRow(0.5, 1e-3)]
    [DataRow(0.9, 1e-4)]
    [DataRow(double.NaN, 1e-3)]
    public void Fit_NarrowWindowAndBoundsAtZero_Converges(double quantile, double window)
    {
        (float[] x, double[] y) = Problem(sparse: false, MoreThanRows);
        double[] lower = [.. Enumerable.Range(0, MoreThanRows).Select(j => j % 3 == 0 ? double.NegativeInfinity : 0)], factors = [.. Enumerable.Range(0, MoreThanRows).Select(j => j is 1 or 3 ? 0.0 : 1)];
        var solver = new PathSolver(double.IsNaN(quantile) ? Losses.Huber(window) : Losses.Quantile(quantile, window), Penalties.Lasso with { LowerBounds = lower, Factors = factors })
        {
            Grid = new LambdaGrid { Count = 8, Ratio = 0.02, EarlyStop = false },
            Options = FitOptions.Default with { MaxEpochs = 3000 },
        };
        foreach (Solution s in solver.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, MoreThanRows), y)))
        {
            Assert.AreEqual(FitStatus.Converged, s.Status, s.ToString());
            Assert.IsLessThanOrEqualTo(solver.Options.Tolerance, s.DualityGap);
            Assert.IsTrue(Enumerable.Range(0, MoreThanRows).All(j => s.Coefficients[j] >= lower[j]));
        }
    }

    /// <summary>The interior point method needs about fifty epochs.</summary>
    [TestMethod]
    [DataRow(1e-6)]
    [DataRow(1e-3)]
    public void Fit_NarrowWindow_TakesFewEpochs(double smoothing)
    {
        (float[] x, double[] y) = Problem(sparse: false);
        var solver = new PathSolver(Losses.Quantile(0.5, smoothing), Penalties.Lasso) { Options = FitOptions.Default with { MaxEpochs = 100 } };
        Solution fit = solver.FitAt(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Features), y), 0.01);
        Assert.AreEqual(FitStatus.Converged, fit.Status, fit.ToString());
    }

    [TestMethod]
    public void Warnings_NarrowWindowThatDoesNotConverge_NameAWiderOneThatDoes()
    {
        (float[] x, double[] y) = Problem(sparse: false);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Features), y);
        FitSummary Fit(double smoothing, int epochs) => new LinearModelFitter(Losses.Quantile(0.5, smoothing), Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.01), Options = FitOptions.Default with { MaxEpochs = epochs } }.Fit(problem);
        string warning = Fit(1e-6, epochs: 25).Warnings.Single(w => w.Contains("did not reach the tolerance", StringComparison.Ordinal));
        Assert.Contains("The smoothing is 1e-06, and half of the responses are more than ", warning);
        string wider = warning.Split("Use a smoothing of ")[1].Split(' ')[0];
        FitSummary fit = Fit(double.Parse(wider, System.Globalization.CultureInfo.InvariantCulture), epochs: 200);
        Assert.AreEqual(FitStatus.Converged, fit.Path.Status, warning);
        Assert.IsNull(Losses.Quantile(0.5, 0.2).NarrowWindow(y, problem.NormalizedWeights()));
    }

    [TestMethod]
    [DataRow(310)]
    [DataRow(400)]
    [DataRow(1500)]
    public void Fit_ThatIsEndedOnTheWay_IsNoWorseThanOneEndedBefore(int epochs)
    {
        (float[] x, double[] y) = Problem(sparse: false);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Features), y);
        double Objective(int most)
        {
            var solver = new PathSolver(Losses.Quantile(0.9, 1e-5), Penalties.Lasso) { Grid = new LambdaGrid { Values = [0.02] }, Options = FitOptions.Default with { MaxEpochs = most, Standardize = false } };
            Solution s = solver.Fit(problem)[0];
            double loss = Enumerable.Range(0, Rows).Average(i =>
            {
                double e = y[i] - s.Intercept - Enumerable.Range(0, Features).Sum(j => s.Coefficients[j] * x[(j * Rows) + i]);
                return e * (e > 0 ? 0.9 : -0.1);
            });
            return loss + (0.02 * Enumerable.Range(0, Features).Sum(j => Math.Abs(s.Coefficients[j])));
        }

        Assert.IsLessThanOrEqualTo(Objective(300) + 1e-5, Objective(epochs));
    }

    private static (float[] X, double[] Y) Problem(bool sparse, int features = Features)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, features, seed: 31, density: sparse ? 0.3 : 1);
        return ([.. x.Select(v => (float)v)], y);
    }
}
