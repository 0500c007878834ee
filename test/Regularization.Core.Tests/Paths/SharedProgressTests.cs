namespace Regularization.Tests;

/// <summary>What becomes of a caller's progress that throws while several threads report to it.</summary>
[TestClass]
public class SharedProgressTests
{
    [TestMethod]
    public void Report_AfterTheCallerHasThrown_ThrowsTheSameAndCallsNoMore()
    {
        var failure = new InvalidOperationException("enough");
        var caller = new Recorder(_ => throw failure);
        var progress = new SharedProgress<FitProgress>(caller);
        for (int k = 0; k < 3; k++)
        {
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidOperationException>(() => progress.Report(new FitProgress("half", k, 3, 1, 0, 0))));
        }

        Assert.HasCount(1, caller.Reports);
    }

    [TestMethod]
    [DataRow("in step")]
    [DataRow("apart")]
    [DataRow("multinomial")]
    [DataRow("relaxed")]
    [DataRow("halves")]
    [DataRow("networks")]
    public void Fit_ProgressThrowsOnOneOfManyThreads_IsNotCalledAgain(string fit)
    {
        var failure = new InvalidOperationException("enough");
        var told = new List<string>();
        (double[] x, double[] y) = TestProblems.Random(60, 4, seed: 3);
        DesignMatrix matrix = DesignMatrix.FromColumns(x, 60, 4);
        TrainingProblem problem = new(matrix, y), classes = new(matrix, [.. y.Select((_, i) => (double)(i % 3))]);
        var options = new FitOptions { Threads = 4 };
        var progress = new Thrower<FitProgress>(report => Stop(report.Stage));
        Action act = fit switch
        {
            "multinomial" => () => new MultinomialCrossValidator(Penalties.Lasso) { Folds = 4, Options = options }.Fit(classes, progress),
            "relaxed" => () => new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 4, Options = options }.Fit(problem, progress),
            "halves" => () => new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 8, Options = options }.Fit(problem, progress),
            "networks" => () => new WeightDecaySearch(new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(learningRate: 0.01)) { Options = new TrainingOptions { Epochs = 2, Threads = 4 } }) { WeightDecays = [0, 0.1, 1, 2, 3, 4] }
                .Fit(Rows(x, y), Rows(x, y), new Thrower<WeightDecaySearchPoint>(_ => Stop("point"))),
            _ => () => new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 4, Options = options, FoldsApart = fit == "apart" }.Fit(problem, progress),
        };
        Assert.AreSame(failure, Assert.ThrowsExactly<InvalidOperationException>(act));
        Assert.AreEqual(1, told.Count(stage => stage != "path"));

        void Stop(string stage)
        {
            told.Add(stage);
            if (stage != "path")
            {
                throw failure;
            }
        }
    }

    private static NetworkData Rows(double[] x, double[] y)
    {
        float[] rows = [.. Enumerable.Range(0, 240).Select(k => (float)x[(k % 4 * 60) + (k / 4)])];
        return new NetworkData(RowMatrix.FromRows(rows, 60, 4), y.Select(v => (float)v).ToArray());
    }

    private sealed class Thrower<T>(Action<T> then) : IProgress<T>
    {
        public void Report(T value) => then(value);
    }
}
