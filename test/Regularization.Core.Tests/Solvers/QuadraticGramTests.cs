namespace Regularization.Tests;

/// <summary>The quadratic model in covariance form against sums over the rows.</summary>
[TestClass]
public class QuadraticGramTests
{
    private const int Rows = 520, Columns = 12;

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    public void TryTake_ColumnsThatComeByAndBy_HaveTheMatrixOfTheFirstWeights(bool intercept, bool standardize)
    {
        (FitContext context, WorkingSet set, QuadraticGram gram) = Problem(intercept, standardize);
        double[] h = Weights(0), near = Weights(0.01), far = Weights(0.5);
        Assert.IsTrue(gram.TryTake([3, 0, 7], h));
        IsMatrix(h, 7, 3, 0);
        Assert.IsTrue(gram.TryTake([0, 1, 2, 7, 9], near));
        IsMatrix(h, 9, 0, 3, 1, 7);
        Assert.IsTrue(gram.TryTake([2, 5], far));
        IsMatrix(far, 5, 2);
        Assert.IsFalse(gram.Holds([2, 3]));
        gram.Forget();
        Assert.IsFalse(gram.Holds([2]));
        Assert.IsFalse(gram.TryTake([], h));

        void IsMatrix(double[] weights, params int[] positions)
        {
            Assert.IsTrue(gram.Holds(positions));
            var found = new double[positions.Length * positions.Length];
            gram.CopyTo(positions, found);
            for (int k = 0; k < positions.Length; k++)
            {
                for (int l = 0; l <= k; l++)
                {
                    double[] a = Column(context, set, weights, positions[k]), b = Column(context, set, weights, positions[l]);
                    double sum = 0;
                    for (int i = 0; i < Rows; i++)
                    {
                        sum += weights[i] * a[i] * b[i];
                    }

                    Assert.AreEqual(sum, found[(k * positions.Length) + l], 1e-12, $"{positions[k]}, {positions[l]}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow("lasso")]
    [DataRow("elastic net")]
    [DataRow("bounds")]
    public void Descend_ToTheEnd_IsAMinimumOfTheModel(string kind)
    {
        Penalty penalty = kind == "elastic net" ? Penalties.ElasticNet(0.8) : kind == "bounds" ? Penalties.Lasso with { LowerBounds = [-0.1], UpperBounds = [0.15] } : Penalties.Lasso;
        (FitContext context, WorkingSet set, QuadraticGram gram) = Problem(intercept: true, standardize: true, penalty);
        set.SetLambda(0.05);
        int[] positions = [0, 2, 3, 5, 8, 11];
        double[] h = Weights(0), gradient = [.. Enumerable.Range(0, Columns).Select(k => 0.3 * Math.Sin(k + 1))];
        set.Beta[2] = 0.1;
        set.Beta[8] = -0.05;
        double[] before = [.. set.Beta];
        gram.TryTake([.. positions, 1, 4], h);
        int epochs = 0;
        Assert.IsTrue(gram.Descend(positions, k => gradient[k], 1e-24, 10_000, bySteps: false, ref epochs, CancellationToken.None));
        Assert.IsGreaterThan(1, epochs);
        int nonzero = 0, atBounds = 0;
        foreach (int k in positions)
        {
            double[] own = Column(context, set, h, k);
            double slope = gradient[k], b = set.Beta[k], l1 = set.L1[k];
            foreach (int l in positions)
            {
                double[] other = Column(context, set, h, l);
                for (int i = 0; i < Rows; i++)
                {
                    slope -= h[i] * own[i] * other[i] * (set.Beta[l] - before[l]);
                }
            }

            nonzero += b != 0 ? 1 : 0;
            if (b == set.Lower[k] || b == set.Upper[k])
            {
                atBounds++;
                Assert.IsGreaterThan(l1, slope * Math.Sign(b), $"{k}");
                continue;
            }

            Assert.AreEqual(b == 0 ? Math.Clamp(slope, -l1, l1) : (l1 * Math.Sign(b)) + (set.L2[k] * b), slope, 1e-9, $"{k}");
        }

        Assert.IsGreaterThan(2, nonzero);
        Assert.AreEqual(kind == "bounds", atBounds > 0);
        Assert.AreEqual(0.0, set.Beta[1]);
    }

    [TestMethod]
    public void Descend_ColumnsThatAreNearlyTheSame_TakesFewEpochs()
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 4, classes: true);
        for (int i = 0; i < Rows; i++)
        {
            x[i] = x[Rows + i] + (0.001 * x[i]);
        }

        (_, WorkingSet set, QuadraticGram gram) = Problem(true, true, Penalties.Lasso, x, y);
        set.SetLambda(0.001);
        int[] positions = [.. Enumerable.Range(0, Columns)];
        gram.TryTake(positions, Weights(0));
        int epochs = 0;
        Assert.IsTrue(gram.Descend(positions, k => 0.01 * Math.Sin(3 * k), 1e-24, 10_000, bySteps: false, ref epochs, CancellationToken.None));

        // Coordinate descent alone takes tens of thousands for such a pair.
        Assert.IsLessThan(300, epochs);
    }

    private static (FitContext Context, WorkingSet Set, QuadraticGram Gram) Problem(bool intercept, bool standardize, Penalty? penalty = null)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 4, classes: true);
        return Problem(intercept, standardize, penalty ?? Penalties.Lasso, x, y);
    }

    private static (FitContext Context, WorkingSet Set, QuadraticGram Gram) Problem(bool intercept, bool standardize, Penalty penalty, double[] x, double[] y)
    {
        var context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y), Losses.Logistic, penalty, FitOptions.Default with { Intercept = intercept, Standardize = standardize });
        Assert.IsTrue(QuadraticGram.Suits(context));
        var set = new WorkingSet(context);
        set.SetLambda(1);
        set.Add(Enumerable.Range(0, Columns).Reverse().ToArray());
        var gram = new QuadraticGram(context, set);
        gram.Grow();
        return (context, set, gram);
    }

    private static double[] Weights(double moved) => [.. Enumerable.Range(0, Rows).Select(i => (0.25 + (0.2 * Math.Sin(i)) + (moved * Math.Cos(3 * i) * 0.04)) / Rows * (1 + (i % 2 * moved)))];

    /// <summary>A standardised column about its mean under the weights, if there is an intercept.</summary>
    private static double[] Column(FitContext context, WorkingSet set, double[] h, int position)
    {
        var z = new double[Rows];
        context.Design.WriteColumn(set.Columns[position], z);
        double mean = context.Options.Intercept ? z.Zip(h, (value, weight) => value * weight).Sum() / h.Sum() : 0;
        return [.. z.Select(value => value - mean)];
    }
}
