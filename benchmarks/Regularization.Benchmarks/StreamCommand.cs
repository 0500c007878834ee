using System.Diagnostics;
using System.Text.Json;

namespace Regularization.Benchmarks;

/// <summary>
/// <c>stream [--rows 20000000] [--features 100000] [--nonzeros 30] [--passes 1] [--method ftrl|sgd] [--loss logistic|squared] [--lambda 1e-4] [--standardize true] [--shuffle 4096] [--tolerance 0] [--batch false]</c>
/// trains on generated sparse rows that are made one by one in an enumerable and never held. One JSON line: seconds and rows a second of the generator alone, of the passes that train,
/// of the whole fit, and the process's peak memory. With <c>--batch true</c> the same rows are then held for the batch solver, whose objective is printed too.
/// </summary>
internal static class StreamCommand
{
    public static int Run(string[] arguments)
    {
        var options = new Dictionary<string, string>();
        for (int i = 1; i + 1 < arguments.Length; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        string Option(string name, string otherwise) => options.Remove(name, out string? value) ? value : otherwise;
        long rows = long.Parse(Option("--rows", "20000000"));
        int features = int.Parse(Option("--features", "100000")), nonzeros = int.Parse(Option("--nonzeros", "30")), passes = int.Parse(Option("--passes", "1"));
        string method = Option("--method", "ftrl"), loss = Option("--loss", "logistic");
        double lambda = double.Parse(Option("--lambda", "1e-4"));
        bool standardize = bool.Parse(Option("--standardize", "true"));
        int shuffle = int.Parse(Option("--shuffle", "4096"));
        double tolerance = double.Parse(Option("--tolerance", "0"));
        bool batch = bool.Parse(Option("--batch", "false"));
        if (options.Count > 0 || arguments.Length % 2 == 0)
        {
            Console.Error.WriteLine($"unknown option {options.Keys.FirstOrDefault() ?? arguments[^1]}; see StreamCommand.cs");
            return 2;
        }

        var generated = new GeneratedRows(rows, features, nonzeros, classes: loss == "logistic");
        long started = Stopwatch.GetTimestamp();
        double sum = 0;
        foreach (StreamRow row in generated.Rows())
        {
            sum += row.Label;
        }

        double generating = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var trainer = new StreamingTrainer(loss == "logistic" ? Losses.Logistic : Losses.Squared, Penalties.Lasso)
        {
            Method = method == "sgd" ? new AveragedSgd() : new FtrlProximal(),
            Options = new StreamingOptions { Passes = passes, Tolerance = tolerance, Standardize = standardize, ShuffleRows = shuffle },
        };
        double last = 0;
        var progress = new Direct(report => last = report.Seconds);
        long before = GC.GetTotalAllocatedBytes(true);
        started = Stopwatch.GetTimestamp();
        double opened = double.NaN;
        RowSource source = RowSource.FromEnumerable(features, pass =>
        {
            if (pass == 1)
            {
                opened = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            return generated.Rows();
        });
        StreamingFit fit = trainer.Fit(source, lambda, progress: progress);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds, training = last - opened;
        double peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, allocated = (GC.GetTotalAllocatedBytes(true) - before) / 1e6;
        Solution? held = batch ? Batch(generated, (int)rows, features, nonzeros, trainer, lambda) : null;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            method,
            loss,
            rows,
            features,
            nonzeros,
            passes = fit.Passes,
            standardize,
            shuffle,
            generatorRowsPerSecond = Math.Round(rows / generating),
            trainingSeconds = Math.Round(training, 2),
            trainingRowsPerSecond = Math.Round(rows * fit.Passes / training),
            learnerRowsPerSecond = Math.Round(rows * fit.Passes / (training - (generating * fit.Passes))),
            fitSeconds = Math.Round(seconds, 2),
            allocatedMegabytes = Math.Round(allocated, 1),
            peakMegabytes = Math.Round(peak, 1),
            objective = fit.Solution.Objective,
            devianceExplained = Math.Round(fit.Solution.DevianceExplained, 4),
            gap = fit.Solution.DualityGap,
            coefficients = fit.Solution.NonzeroCount,
            lambdaMax = fit.LambdaMax,
            status = fit.Solution.Status.ToString(),
            batchObjective = held?.Objective,
            batchCoefficients = held?.NonzeroCount,
            excess = (fit.Solution.Objective / held?.Objective) - 1,
        }));
        return 0;
    }

    /// <summary>The same rows, held, by the batch solver.</summary>
    private static Solution Batch(GeneratedRows generated, int rows, int features, int nonzeros, StreamingTrainer trainer, double lambda)
    {
        var starts = new long[features + 1];
        var indices = new int[(long)rows * nonzeros];
        var values = new float[(long)rows * nonzeros];
        var labels = new double[rows];
        foreach (StreamRow row in generated.Rows())
        {
            foreach (int j in row.Indices.Span)
            {
                starts[j + 1]++;
            }
        }

        for (int j = 0; j < features; j++)
        {
            starts[j + 1] += starts[j];
        }

        long[] next = starts[..features];
        int i = 0;
        foreach (StreamRow row in generated.Rows())
        {
            for (int k = 0; k < nonzeros; k++)
            {
                long place = next[row.Indices.Span[k]]++;
                (indices[place], values[place]) = (i, row.Values.Span[k]);
            }

            labels[i++] = row.Label;
        }

        var problem = new TrainingProblem(DesignMatrix.FromCompressedColumns(rows, starts, indices, values), labels);
        return new PathSolver(trainer.Loss, trainer.Penalty) { Options = new FitOptions { Standardize = trainer.Options.Standardize } }.FitAt(problem, lambda);
    }

    /// <summary>Reports where they are made, not on another thread.</summary>
    private sealed class Direct(Action<StreamingReport> report) : IProgress<StreamingReport>
    {
        public void Report(StreamingReport value) => report(value);
    }
}
