namespace Regularization.Tests;

/// <summary>The smallest lambda at which nothing enters: there, and where paths begin, all coefficients are 0.</summary>
[TestClass]
public class LambdaMaxTests
{
    private const int Rows = 90, Columns = 14;

    [TestMethod]
    [DataRow("squared", false)]
    [DataRow("squared", true)]
    [DataRow("logistic", false)]
    [DataRow("logistic", true)]
    [DataRow("Poisson", false)]
    [DataRow("Huber", false)]
    [DataRow("groups", false)]
    [DataRow("multinomial", false)]
    [DataRow("multinomial", true)]
    public void Fit_FirstLambda_HasNoCoefficients(string kind, bool sparse)
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed, density: sparse ? 0.3 : 1, classes: kind is "logistic");
            DesignMatrix design = sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns);
            (double lambdaMax, int first, int next) = Ends(kind, new TrainingProblem(design, Response(kind, y)));
            Assert.AreEqual(0, first, $"seed {seed}: lambda {lambdaMax}");
            Assert.IsGreaterThan(0, next, $"seed {seed}: below lambda max something enters.");
        }
    }

    [TestMethod]
    public void Fit_FirstLambdaOfManySparseFeatures_HasNoCoefficients()
    {
        const int Many = 2000;
        for (int seed = 1; seed <= 8; seed++)
        {
            (double[] x, double[] y) = TestProblems.Random(400, Many, seed, density: 0.05, classes: true);
            RegularizationPath path = new PathSolver(Losses.Logistic, Penalties.Lasso) { Grid = new LambdaGrid { Count = 10, Ratio = 0.5 } }.Fit(new TrainingProblem(TestProblems.Sparse(x, 400, Many), y));
            Assert.AreEqual(0, path[0].NonzeroCount, $"seed {seed}");
            Assert.AreEqual(path.LambdaMax, path[0].Lambda);
        }
    }

    /// <summary>The largest lambda, how many features a path has there, and how many at 0.95 of it.</summary>
    private static (double LambdaMax, int First, int Next) Ends(string kind, TrainingProblem problem)
    {
        var grid = new LambdaGrid { Count = 2, Ratio = 0.95 };
        if (kind == "multinomial")
        {
            MultinomialPath classes = new MultinomialPathSolver(Penalties.Lasso) { Grid = grid }.Fit(problem);
            return (classes.LambdaMax, classes[0].FeatureCount, classes[1].FeatureCount);
        }

        Penalty penalty = kind == "groups" ? Penalties.GroupLasso([.. Enumerable.Range(0, Columns).Select(j => j / 2)]) : Penalties.Lasso;
        Loss loss = kind switch { "logistic" => Losses.Logistic, "Poisson" => Losses.Poisson, "Huber" => Losses.Huber(1), _ => Losses.Squared };
        RegularizationPath path = new PathSolver(loss, penalty) { Grid = grid }.Fit(problem);
        return (path.LambdaMax, path[0].NonzeroCount, path[1].NonzeroCount);
    }

    private static double[] Response(string kind, double[] y) => kind switch
    {
        "Poisson" => [.. y.Select(v => Math.Round(Math.Exp(Math.Clamp(0.4 * v, -2, 2))))],
        "multinomial" => [.. y.Select(v => v < -1 ? 0.0 : v < 1 ? 1 : 2)],
        _ => y,
    };
}
