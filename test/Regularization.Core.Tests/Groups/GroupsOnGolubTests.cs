using System.Text.Json;

namespace Regularization.Tests;

[TestClass]
public sealed class GroupsOnGolubTests
{
    [TestMethod]
    [DataRow("group")]
    [DataRow("sparse group")]
    [DataRow("slope")]
    public void Fit_Golub_EveryLambdaConverges(string kind)
    {
        string name = ReferenceData.Cases().First(n => n.StartsWith("golub", StringComparison.Ordinal));
        JsonElement reference = ReferenceData.Case(name);
        TrainingProblem problem = ReferenceData.Problem(reference, sparse: false);
        int p = problem.X.Columns;
        int[] groups = [.. Enumerable.Range(0, p).Select(j => j / 10)];
        Penalty penalty = kind switch
        {
            "group" => Penalties.GroupLasso(groups),
            "sparse group" => Penalties.SparseGroupLasso(groups, 0.5),
            _ => Penalties.Slope(SlopeSequences.BenjaminiHochberg(p, 0.1)),
        };
        RegularizationPath path = new PathSolver(Losses.Logistic, penalty) { Grid = new LambdaGrid { Count = 30, Ratio = 0.05 } }.Fit(problem);

        foreach (Solution s in path)
        {
            Assert.AreEqual(FitStatus.Converged, s.Status, s.ToString());
            Assert.IsLessThanOrEqualTo(1e-6, s.DualityGap);
        }

        // Newton steps on the support do what descent alone needs a hundred epochs for.
        Assert.IsLessThan(40.0, path.Average(s => s.Epochs));
    }
}
