using System.Buffers;

namespace Regularization;

/// <summary>Splits work over columns into blocks of similar cost for the threads. Blocks write disjoint results, so the bits do not depend on who does which.</summary>
internal static class ColumnBlocks
{
    /// <summary>Below this many entries a second thread costs more than it brings.</summary>
    private const long SmallestParallelWork = 200_000;

    private const int BlocksPerThread = 8;

    public static int Resolve(int threads) => threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>Runs body(from, to) over 0 .. columns.Length.</summary>
    public static void For(int threads, ReadOnlyMemory<int> columns, DesignMatrix x, Action<int, int> body)
    {
        int[] bounds = BoundsFor(threads, columns.Span, x);
        ParallelWork.Each(threads, bounds.Length - 1, b => body(bounds[b], bounds[b + 1]));
    }

    /// <summary>What body(from, to) makes of each block of 0 .. columns.Length, in their order.</summary>
    public static T[] Map<T>(int threads, ReadOnlyMemory<int> columns, DesignMatrix x, Func<int, int, T> body)
    {
        int[] bounds = BoundsFor(threads, columns.Span, x);
        var made = new T[bounds.Length - 1];
        ParallelWork.Each(threads, made.Length, b => made[b] = body(bounds[b], bounds[b + 1]));
        return made;
    }

    /// <summary>target += Σ_k factors[k] x_columns[k]. With several threads each adds a part of the columns to a vector of its own, and these are added in order.</summary>
    public static void Add(int threads, int[] columns, double[] factors, DesignMatrix x, double[] target)
    {
        int[] bounds = threads <= 1 ? [0, columns.Length] : Split(columns, x, threads);
        int parts = bounds.Length - 1;
        if (parts <= 1)
        {
            x.Add(columns, factors, target);
            return;
        }

        var partial = new double[parts][];
        ParallelWork.Each(threads, parts, part =>
        {
            int from = bounds[part], count = bounds[part + 1] - from;
            partial[part] = part == 0 ? target : ArrayPool<double>.Shared.Rent(x.Rows);
            Span<double> sum = partial[part].AsSpan(0, x.Rows);
            if (part > 0)
            {
                sum.Clear();
            }

            x.Add(columns.AsSpan(from, count), factors.AsSpan(from, count), sum);
        });
        for (int part = 1; part < parts; part++)
        {
            VectorMath.Add(target.AsSpan(0, x.Rows), partial[part].AsSpan(0, x.Rows), target);
            ArrayPool<double>.Shared.Return(partial[part]);
        }
    }

    private static int[] BoundsFor(int threads, ReadOnlySpan<int> columns, DesignMatrix x) => threads <= 1 || columns.Length < 2 * threads
        ? [0, columns.Length]
        : Split(columns, x, Math.Clamp(columns.Length / x.LeastBlock, 1, threads * BlocksPerThread));

    /// <summary>The bounds of so many blocks of about the same cost each; of a single one if there is little to do.</summary>
    private static int[] Split(ReadOnlySpan<int> columns, DesignMatrix x, int blocks)
    {
        long[] rented = ArrayPool<long>.Shared.Rent(columns.Length);
        Span<long> costs = rented.AsSpan(0, columns.Length);
        x.CostsOf(columns, costs);
        long total = 0;
        foreach (long cost in costs)
        {
            total += cost;
        }

        List<int> bounds = [0];
        long sum = 0;
        for (int k = 0; k < costs.Length - 1 && total >= SmallestParallelWork; k++)
        {
            sum += costs[k];
            if (sum * blocks >= total * bounds.Count)
            {
                bounds.Add(k + 1);
            }
        }

        ArrayPool<long>.Shared.Return(rented);
        return [.. bounds, columns.Length];
    }
}
