namespace Regularization.Tests;

/// <summary>What docs/streaming.md shows is what is compiled and run here.</summary>
[TestClass]
public class StreamingPage
{
    private static readonly float[] Ones = [1, 1, 1, 1, 1];

    [TestMethod]
    public void Snippet_OfAStream_Trains()
    {
        var progress = new Progress<StreamingReport>(_ => { });
        RowSource newRows = RowSource.FromEnumerable(features: 100_000, ReadRows());

        RowSource rows = RowSource.FromEnumerable(features: 100_000, ReadRows());     // or derive from RowSource and RowReader
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.ElasticNet(0.9)) { Options = new StreamingOptions { Passes = 10 } };
        StreamingFit fit = trainer.Fit(rows, lambda: 1e-4, progress: progress);
        Solution s = fit.Solution;                                                    // as from PathSolver: coefficients, objective, gap, status
        StreamingFit more = trainer.Fit(newRows, 1e-4, start: fit.ToStart());         // warm start
        double scale = trainer.LambdaMax(rows);                                       // two passes

        Assert.IsTrue(s.NonzeroCount > 0 && more.Solution.NonzeroCount > 0);
        Assert.IsGreaterThan(1e-4, scale);
    }

    private static IEnumerable<StreamRow> ReadRows()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 300).Select(_ =>
        {
            int[] features = [.. Enumerable.Range(0, 5).Select(k => (k * 10) + random.Next(10))];
            return new StreamRow(features, Ones, features[0] < 5 ? 1 : 0);
        })];
    }
}
