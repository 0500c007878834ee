using System.Text.Json;

namespace Regularization.Tests;

/// <summary>MCP and SCAD on 7,129 genes of 72 patients: every lambda of the path meets the conditions, computed here from the data.</summary>
[TestClass]
public sealed class FoldedConcaveOnGolubTests
{
    private static readonly Lazy<TrainingProblem> Golub = new(() =>
    {
        JsonElement reference = ReferenceData.Case(ReferenceData.Cases().First(n => n.StartsWith("golub", StringComparison.Ordinal)));
        return ReferenceData.Problem(reference, sparse: false);
    });

    [TestMethod]
    [DataRow("MCP", false)]
    [DataRow("MCP", true)]
    [DataRow("SCAD", false)]
    [DataRow("SCAD", true)]
    public void Fit_Golub_EveryLambdaIsStationary(string name, bool isLogistic)
    {
        TrainingProblem problem = Golub.Value;
        Penalty penalty = PenaltyCase.Of(name);
        Loss loss = isLogistic ? Losses.Logistic : Losses.Squared;
        RegularizationPath path = new PathSolver(loss, penalty) { Grid = new LambdaGrid { Count = 40 } }.Fit(problem);
        int n = problem.X.Rows, p = problem.X.Columns;
        double[] y = problem.Y.ToArray(), residual = new double[n], gradient = new double[p];
        int[] all = [.. Enumerable.Range(0, p)];
        double unit = 0;
        foreach (Solution solution in path)
        {
            Assert.AreEqual(FitStatus.Converged, solution.Status, solution.ToString());
            loss.Derivatives(solution.LinearPredictor(problem.X), y, residual, []);
            problem.X.Dot(all, residual, gradient);
            double mean = residual.Average(), most = 0;
            for (int j = 0; j < p; j++)
            {
                double scale = path.Scale[j], g = scale == 0 ? 0 : gradient[j] / scale / n, b = solution.Coefficients[j] * scale, slope = SlowFoldedPenalty.Slope(penalty, Math.Abs(b), solution.Lambda);
                most = Math.Max(most, b == 0 ? Math.Abs(g) - slope : Math.Abs(g - (Math.Sign(b) * slope)));
                unit = solution == path[0] ? Math.Max(unit, Math.Abs(g)) : unit;
            }

            // What is left of the mean residual shows in the gradients of columns that are not centred here.
            Assert.AreEqual(0, mean, 1e-6 * unit);
            Assert.IsLessThanOrEqualTo(1.1e-6 * unit, most, solution.ToString());
        }

        Assert.IsGreaterThan(0.95, path[^1].DevianceExplained);
        Assert.IsTrue(path[^1].NonzeroCount is > 1 and < 50, path[^1].ToString());
    }

    [TestMethod]
    public void Fit_Golub_McpNeedsFewerGenesThanTheLassoForTheSameFit()
    {
        RegularizationPath lasso = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(Golub.Value), mcp = new PathSolver(Losses.Squared, Penalties.Mcp()).Fit(Golub.Value);
        int Needed(RegularizationPath path) => path.First(s => s.DevianceExplained > 0.8).NonzeroCount;
        Assert.IsLessThan(Needed(lasso) / 2, Needed(mcp));
    }
}
