using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Regularization.Benchmarks;

/// <summary>
/// <c>network [--data DIR] [--layers 784-256-10] [--rows 10000] [--batch 128] [--epochs 30] [--optimizer adamw|sgd] [--dropout 0] [--threads N]</c> trains a
/// network on random rows, or on the rows and classes of a workload's folder, and prints one JSON line: seconds an epoch, the products' GFLOP/s, and what the
/// machine's units for multiplying and adding make at most.
/// </summary>
internal static class NetworkCommand
{
    public static int Run(string[] arguments)
    {
        var options = new Dictionary<string, string>();
        for (int i = 1; i + 1 < arguments.Length; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        string Option(string name, string otherwise) => options.Remove(name, out string? value) ? value : otherwise;
        string folder = Option("--data", string.Empty), optimizer = Option("--optimizer", "adamw");
        int[] sizes = [.. Option("--layers", "784-256-10").Split('-').Select(int.Parse)];
        int rows = int.Parse(Option("--rows", "10000")), batch = int.Parse(Option("--batch", "128"));
        int epochs = int.Parse(Option("--epochs", "30")), threads = int.Parse(Option("--threads", "0"));
        double dropout = double.Parse(Option("--dropout", "0"));
        if (options.Count > 0 || arguments.Length % 2 == 0)
        {
            Console.Error.WriteLine($"unknown or incomplete option {(options.Count > 0 ? options.Keys.First() : arguments[^1])}. Usage: network [--data DIR] [--layers 784-256-10] [--rows 10000] [--batch 128] [--epochs 30] [--optimizer adamw|sgd] [--dropout 0] [--threads N]");
            return 2;
        }

        NetworkData data = folder.Length > 0 ? Given(Workload.Read(folder)) : RandomData(rows, sizes[0], sizes[^1]);
        sizes[0] = data.X.Columns;
        threads = ColumnBlocks.Resolve(threads);
        var trainer = new NetworkTrainer(NetworkLosses.CrossEntropy, optimizer == "sgd" ? Optimizers.Sgd(0.1) : Optimizers.AdamW(weightDecay: 0.01))
        {
            Architecture = new NetworkArchitecture { Hidden = sizes[1..^1], Dropout = dropout },
            Options = new TrainingOptions { BatchSize = batch, Epochs = epochs, Threads = threads },
        };
        var clock = new EpochClock();
        NetworkFit fit = trainer.Fit(data, progress: clock);
        sizes[^1] = fit.Network.Outputs;
        double seconds = clock.Median(), gflops = Operations(sizes, data.X.Rows) / seconds / 1e9, peak = PeakGflops(threads);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            network = string.Join('-', sizes),
            rows = data.X.Rows,
            batch,
            optimizer,
            threads,
            epochs,
            secondsPerEpoch = Math.Round(seconds, 5),
            fastest = Math.Round(clock.Fastest(), 5),
            gflops = Math.Round(gflops, 1),
            peakGflops = Math.Round(peak, 1),
            shareOfPeak = Math.Round(gflops / peak, 3),
            bytesAllocatedPerEpoch = clock.BytesPerEpoch(),
            loss = fit.History[^1].TrainLoss,
            kernels = Kernels.Describe(),
        }));
        return 0;
    }

    /// <summary>Multiplications and additions of an epoch's matrix products: forward, back to the inputs of each layer but the first, and to the weights.</summary>
    private static double Operations(int[] sizes, int rows)
    {
        double sum = 0;
        for (int l = 0; l + 1 < sizes.Length; l++)
        {
            sum += 2.0 * rows * sizes[l] * sizes[l + 1] * (l == 0 ? 2 : 3);
        }

        return sum;
    }

    private static NetworkData Given(Workload workload)
    {
        float[] y = [.. workload.Problem.Y.ToArray().Select(v => (float)v)];
        return new NetworkData(RowMatrix.FromDesign(workload.Problem.X), y);
    }

    /// <summary>Uniform features and the class whose own feature is the largest.</summary>
    private static NetworkData RandomData(int rows, int columns, int classes)
    {
        var random = new Random(1);
        var x = new float[rows * columns];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = random.NextSingle();
        }

        float[] y = [.. Enumerable.Range(0, rows).Select(i => (float)Enumerable.Range(0, classes).MaxBy(k => x[(i * columns) + (k % columns)]))];
        return new NetworkData(RowMatrix.FromRows(x, rows, columns), y);
    }

    /// <summary>The sum over threads of what each makes in a loop of nothing but fused multiply-adds on registers.</summary>
    private static double PeakGflops(int threads)
    {
        const int Loops = 20_000_000;
        double best = 0;
        for (int attempt = 0; attempt < 30; attempt++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            Thread[] team = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => MultiplyAdd(Loops)))];
            Array.ForEach(team, t => t.Start());
            Array.ForEach(team, t => t.Join());
            int lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
            best = Math.Max(best, 2.0 * 8 * lanes * Loops * threads / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }

        return best;
    }

    private static float MultiplyAdd(int loops) =>
        Vector512.IsHardwareAccelerated ? MultiplyAdd512(loops) : Vector256.IsHardwareAccelerated ? MultiplyAdd256(loops) : MultiplyAdd128(loops);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd512(int loops)
    {
        Vector512<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, x = Vector512.Create(0.5f);
        for (int i = 0; i < loops; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x);
            b = Vector512.FusedMultiplyAdd(b, x, x);
            c = Vector512.FusedMultiplyAdd(c, x, x);
            d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x);
            f = Vector512.FusedMultiplyAdd(f, x, x);
            g = Vector512.FusedMultiplyAdd(g, x, x);
            h = Vector512.FusedMultiplyAdd(h, x, x);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd256(int loops)
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, x = Vector256.Create(0.5f);
        for (int i = 0; i < loops; i++)
        {
            a = Vector256.MultiplyAddEstimate(a, x, x);
            b = Vector256.MultiplyAddEstimate(b, x, x);
            c = Vector256.MultiplyAddEstimate(c, x, x);
            d = Vector256.MultiplyAddEstimate(d, x, x);
            e = Vector256.MultiplyAddEstimate(e, x, x);
            f = Vector256.MultiplyAddEstimate(f, x, x);
            g = Vector256.MultiplyAddEstimate(g, x, x);
            h = Vector256.MultiplyAddEstimate(h, x, x);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd128(int loops)
    {
        Vector128<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, x = Vector128.Create(0.5f);
        for (int i = 0; i < loops; i++)
        {
            a = Vector128.MultiplyAddEstimate(a, x, x);
            b = Vector128.MultiplyAddEstimate(b, x, x);
            c = Vector128.MultiplyAddEstimate(c, x, x);
            d = Vector128.MultiplyAddEstimate(d, x, x);
            e = Vector128.MultiplyAddEstimate(e, x, x);
            f = Vector128.MultiplyAddEstimate(f, x, x);
            g = Vector128.MultiplyAddEstimate(g, x, x);
            h = Vector128.MultiplyAddEstimate(h, x, x);
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h);
    }

    /// <summary>From report to report: the time and the allocations of an epoch, without the first two, in which the runtime still compiles.</summary>
    private sealed class EpochClock : IProgress<EpochReport>
    {
        private readonly List<double> _seconds = [];
        private readonly List<long> _bytes = [];

        public void Report(EpochReport value)
        {
            _seconds.Add(value.Seconds);
            _bytes.Add(GC.GetTotalAllocatedBytes(precise: true));
        }

        public double Median() => Durations() is { Length: > 0 } all ? all[all.Length / 2] : double.NaN;

        public double Fastest() => Durations() is { Length: > 0 } all ? all[0] : double.NaN;

        public long BytesPerEpoch() => _bytes.Count < 2 ? 0 : (_bytes[^1] - _bytes[_bytes.Count / 2]) / Math.Max(1, _bytes.Count - 1 - (_bytes.Count / 2));

        private double[] Durations() => [.. Enumerable.Range(0, _seconds.Count).Skip(2).Select(i => _seconds[i] - _seconds[i - 1]).Order()];
    }
}
