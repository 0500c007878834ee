using System.Text.Json;

namespace Regularization.Tests;

/// <summary>Coefficients and cross-validation against glmnet's, both solvers, dense and sparse.</summary>
[TestClass]
public class GlmnetReferenceTests
{
    public static IEnumerable<object[]> Fits =>
        from name in ReferenceData.Cases()
        from solver in new[] { Solvers.CoordinateDescent, Solvers.ProximalGradient }
        from sparse in new[] { false, true }
        where !name.StartsWith("bike", StringComparison.Ordinal) || (solver == Solvers.CoordinateDescent && (!sparse || name == "bike_a1"))
        select new object[] { name, solver.Name, sparse };

    public static IEnumerable<object[]> Validations =>
        from name in ReferenceData.CrossValidations()
        from solver in new[] { Solvers.CoordinateDescent, Solvers.ProximalGradient }
        from sparse in new[] { false, true }
        select new object[] { name, solver.Name, sparse };

    /// <summary>Tight, because a coefficient is only known to about the square root of the gap.</summary>
    private const double Tolerance = 1e-13;

    /// <summary>On some 14,000 counts the gap can be had to about 4e-13.</summary>
    private const double ToleranceOfCounts = 1e-12;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(Fits))]
    public void Fit_GlmnetCase_CoefficientsAgree(string name, string solver, bool sparse)
    {
        JsonElement reference = ReferenceData.Case(name);
        TrainingProblem problem = ReferenceData.Problem(reference, sparse);
        var path = new PathSolver(LossOf(reference), PenaltyOf(reference))
        {
            Options = new FitOptions { Tolerance = name.StartsWith("bike", StringComparison.Ordinal) ? ToleranceOfCounts : Tolerance, Solver = SolverOf(solver) },
            Grid = new LambdaGrid { Values = ReferenceData.Numbers(reference.GetProperty("lambda")) },
        }.Fit(problem);

        double[] intercepts = ReferenceData.Numbers(reference.GetProperty("a0"));
        double[][] beta = [.. reference.GetProperty("beta").EnumerateArray().Select(ReferenceData.Numbers)];
        double allowed = name.StartsWith("golub", StringComparison.Ordinal) ? 1e-4 : 1e-5, worst = 0;
        Assert.HasCount(intercepts.Length, path);

        // The first lambda is lambda max rounded to 12 digits: its coefficients are rounding, so the scale has a floor.
        double floor = 1e-6 * beta.Max(b => b.Max(Math.Abs));
        for (int k = 0; k < path.Count; k++)
        {
            double largest = Math.Max(floor, beta.Max(b => Math.Abs(b[k])));
            for (int j = 0; j < beta.Length; j++)
            {
                worst = Math.Max(worst, Math.Abs(path[k].Coefficients[j] - beta[j][k]) / largest);
            }

            Assert.AreEqual(intercepts[k], path[k].Intercept, 1e-4 * (1 + Math.Abs(intercepts[k])), $"intercept at lambda {k}");
            Assert.AreEqual(FitStatus.Converged, path[k].Status, $"status at lambda {k}: {path[k]}");
        }

        TestContext.WriteLine($"largest relative difference {worst:0.0e0}, {path}");
        Assert.IsLessThanOrEqualTo(allowed, worst, $"largest difference relative to the largest coefficient");
    }

    [TestMethod]
    [DynamicData(nameof(Validations))]
    public void CrossValidate_GlmnetCase_CurveAndLambdasAgree(string name, string solver, bool sparse)
    {
        JsonElement reference = ReferenceData.Case(name);
        TrainingProblem problem = ReferenceData.Problem(reference, sparse, ReferenceData.NumericFeatures(reference.GetProperty("dataset").GetString()!));
        CrossValidationResult result = new CrossValidator(LossOf(reference), Penalties.Lasso)
        {
            Options = new FitOptions { Tolerance = Tolerance, Solver = SolverOf(solver) },
            Grid = new LambdaGrid { Values = ReferenceData.Numbers(reference.GetProperty("lambda")) },
            FoldOfRow = [.. reference.GetProperty("foldid").EnumerateArray().Select(f => f.GetInt32())],
        }.Fit(problem);

        double[] mean = ReferenceData.Numbers(reference.GetProperty("cvm")), error = ReferenceData.Numbers(reference.GetProperty("cvsd"));
        double worst = 0;
        for (int k = 0; k < mean.Length; k++)
        {
            worst = Math.Max(worst, Math.Abs((result.Deviance.Mean[k] / mean[k]) - 1));
            worst = Math.Max(worst, Math.Abs((result.Deviance.StandardError[k] / error[k]) - 1));
        }

        TestContext.WriteLine($"largest relative difference of the curve {worst:0.0e0}");
        Assert.IsLessThanOrEqualTo(1e-6, worst);
        Assert.AreEqual(reference.GetProperty("lambdaMin").GetDouble(), result.LambdaMin, 1e-9);
        Assert.AreEqual(reference.GetProperty("lambda1se").GetDouble(), result.LambdaOneStandardError, 1e-9);
    }

    private static Loss LossOf(JsonElement reference) => reference.GetProperty("family").GetString() switch
    {
        "gaussian" => Losses.Squared,
        "poisson" => Losses.Poisson,
        _ => Losses.Logistic,
    };

    private static Solver SolverOf(string name) => name == Solvers.ProximalGradient.Name ? Solvers.ProximalGradient : Solvers.CoordinateDescent;

    private static Penalty PenaltyOf(JsonElement reference)
    {
        Penalty penalty = Penalties.ElasticNet(reference.GetProperty("alpha").GetDouble());
        if (reference.TryGetProperty("penaltyFactor", out JsonElement factors))
        {
            penalty = penalty with { Factors = ReferenceData.Numbers(factors) };
        }

        return reference.TryGetProperty("lower", out JsonElement lower)
            ? penalty with { LowerBounds = [lower.GetDouble()], UpperBounds = [reference.GetProperty("upper").GetDouble()] }
            : penalty;
    }
}
