using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.Benchmarks;

/// <summary>
/// <c>mlnet stream [--rows 20000000] [--features 100000] [--nonzeros 30] [--passes 1] [--tolerance 0] [--lambda 1e-4] [--batch false]</c> trains <c>ElasticNetSgd</c>, as a lasso, on generated
/// rows that <c>LoadFromEnumerable</c> makes one by one, an object and two arrays each. One JSON line: rows a second over all passes and the process's peak memory; with <c>--batch true</c>
/// also the objective of <c>ElasticNetLogisticRegression</c>, which holds the rows.
/// </summary>
internal static class StreamCommand
{
    public static int Run(string[] arguments)
    {
        var options = new Dictionary<string, string>();
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        string Option(string name, string otherwise) => options.Remove(name, out string? value) ? value : otherwise;
        long rows = long.Parse(Option("--rows", "20000000"));
        int features = int.Parse(Option("--features", "100000")), nonzeros = int.Parse(Option("--nonzeros", "30")), passes = int.Parse(Option("--passes", "1"));
        double lambda = double.Parse(Option("--lambda", "1e-4")), tolerance = double.Parse(Option("--tolerance", "0"));
        bool batch = bool.Parse(Option("--batch", "false"));
        if (options.Count > 0 || arguments.Length % 2 != 0)
        {
            Console.Error.WriteLine($"unknown option {options.Keys.FirstOrDefault() ?? arguments[^1]}; see StreamCommand.cs");
            return 2;
        }

        var ml = new MLContext(seed: 1);
        var generated = new GeneratedRows(rows, features, nonzeros, classes: true);
        int opened = 0;
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        IDataView data = ml.Data.LoadFromEnumerable(Examples(), schema);
        var trainer = ml.BinaryClassification.Trainers.ElasticNetSgd(new ElasticNetSgdLogisticRegressionTrainer.Options { Lambda = lambda, L1Ratio = 1, Passes = passes, Tolerance = tolerance });
        long started = Stopwatch.GetTimestamp();
        StreamingFit fit = trainer.FitWithSummary(data).Fit;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds, peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        int read = opened;
        double? held = batch ? Batch() : null;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            rows,
            features,
            nonzeros,
            passes = fit.Passes,
            readings = read,
            seconds = Math.Round(seconds, 2),
            rowsPerSecond = Math.Round(rows * read / seconds),
            peakMegabytes = Math.Round(peak, 1),
            objective = fit.Solution.Objective,
            gap = fit.Solution.DualityGap,
            coefficients = fit.Solution.NonzeroCount,
            status = fit.Solution.Status.ToString(),
            batchObjective = held,
            excess = (fit.Solution.Objective / held) - 1,
        }));
        return 0;

        double Batch()
        {
            var options = new ElasticNetLogisticRegressionTrainer.Options { Penalty = Penalties.Lasso, Lambda = LambdaSelection.Fixed(lambda) };
            return ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(options).FitWithSummary(data).Summary.Selected.Objective;
        }

        IEnumerable<Example> Examples()
        {
            opened++;
            foreach (StreamRow row in generated.Rows())
            {
                yield return new Example { Label = row.Label > 0, Features = new VBuffer<float>(features, nonzeros, row.Values.ToArray(), row.Indices.ToArray()) };
            }
        }
    }

    /// <summary>A row as ML.NET takes it from a program.</summary>
    private sealed class Example
    {
        public bool Label { get; set; }

        public VBuffer<float> Features { get; set; }
    }
}
