namespace Regularization.Tests;

/// <summary>Work on blocks of rows.</summary>
[TestClass]
public class RowBlocksTests
{
    [TestMethod]
    [DataRow(1, 100_000, 1)]
    [DataRow(4, 0, 1)]
    [DataRow(4, (2 * RowBlocks.Size) - 1, 1)]
    [DataRow(2, 2 * RowBlocks.Size, 2)]
    [DataRow(3, 100_000, 6)]
    public void For_AnyRows_TakesEachOnce(int threads, int rows, int blocks)
    {
        var taken = new int[rows];
        int calls = 0;
        RowBlocks.For(threads, rows, (start, count) =>
        {
            Interlocked.Increment(ref calls);
            foreach (ref int row in taken.AsSpan(start, count))
            {
                row++;
            }
        });
        Assert.AreEqual(blocks, calls);
        Assert.IsTrue(taken.All(times => times == 1));
    }

    [TestMethod]
    public void Sum_SomeThreads_IsTheSameToTheLastDigit()
    {
        double[] values = [.. Enumerable.Range(0, 100_003).Select(i => Math.Sin(i) / 3)];
        double Sum(int threads) => RowBlocks.Sum(threads, values.Length, (start, count) => VectorMath.Sum(values.AsSpan(start, count)));
        Assert.AreEqual(VectorMath.Sum(values), Sum(1));
        Assert.AreEqual(VectorMath.Sum(values), Sum(2), 1e-9);
        foreach (int threads in new[] { 3, 5, 16 })
        {
            Assert.AreEqual(Sum(2), Sum(threads));
        }
    }

    [TestMethod]
    public void Fit_ManyRows_IsTheSameOnThreads()
    {
        const int Rows = 40_000, Columns = 6;
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed: 5, classes: true);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
        Solution Fit(int threads) => new PathSolver(Losses.Logistic, Penalties.Lasso) { Options = new FitOptions { Threads = threads, Tolerance = 1e-10 } }.FitAt(problem, 0.01);
        Solution one = Fit(1), two = Fit(2), again = Fit(2);
        Assert.AreEqual(two.Objective, again.Objective);
        Assert.AreEqual(one.Objective, two.Objective, 1e-12);
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual(two.Coefficients[j], again.Coefficients[j]);
            Assert.AreEqual(one.Coefficients[j], two.Coefficients[j], 1e-5);
        }
    }
}
