using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Regularization;

/// <content>The kernels of batches. Compiled when they are first called, never ahead of time: spans and vectors of 512 bits would then be calls for each entry.</content>
internal sealed partial class ManagedKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> u, Span<double> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            Vector512<double> sums = Vector512<double>.Zero;
            for (int i = 0; i < rows.Length; i++)
            {
                sums = Vector512.FusedMultiplyAdd(Vector512.Create((double)values[i]), Vector512.Create(u.Slice(rows[i] * Batch, Batch)), sums);
            }

            sums.CopyTo(result.Slice(k * Batch, Batch));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<double> u, Span<double> result)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            Row(x, i, out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values);
            Vector512<double> row = Vector512.Create(u.Slice(i * Batch, Batch));
            for (int e = 0; e < columns.Length; e++)
            {
                Span<double> target = result.Slice(columns[e] * Batch, Batch);
                Vector512.FusedMultiplyAdd(Vector512.Create((double)values[e]), row, Vector512.Create<double>(target)).CopyTo(target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<float> u, Span<float> result)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            AddRow(x, i, Of(u, i * Batch), result);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchTimesCore(in SparseRowView x, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            Row(x, i, out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values);
            Vector512<double> sums = Vector512<double>.Zero;
            for (int e = 0; e < columns.Length; e++)
            {
                sums = Vector512.FusedMultiplyAdd(Vector512.Create((double)values[e]), Vector512.Create(a.Slice(columns[e] * Batch, Batch)), sums);
            }

            sums.CopyTo(y.Slice(i * Batch, Batch));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchMomentsCore(in SparseRowView x, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            Row(x, i, out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values);
            Vector256<float> weight = Of(h, i * Batch);
            for (int e = 0; e < columns.Length; e++)
            {
                int at = columns[e] * Batch;
                Vector256<float> weighted = weight * values[e];
                (Of(first, at) + weighted).CopyTo(first.Slice(at, Batch));
                (Of(second, at) + (weighted * values[e])).CopyTo(second.Slice(at, Batch));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchGramCore(in SparseRowView x, ReadOnlySpan<float> h, float uniform, ReadOnlySpan<float> p, Span<float> y, Span<float> ySum, Span<float> q, int stride)
    {
        Vector512<double> total = Vector512<double>.Zero;
        for (int i = 0; i < x.Rows; i++)
        {
            Row(x, i, out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values);
            Vector256<float> weighted = Product(columns, values, p, stride) * (h.IsEmpty ? Vector256.Create(uniform) : Of(h, i * Batch));
            weighted.CopyTo(y.Slice(i * Batch, Batch));
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(weighted);
            total += Vector512.Create(low, high);
            if (!q.IsEmpty)
            {
                AddRow(x, i, weighted, q, stride);
            }
        }

        Vector256.Narrow(total.GetLower(), total.GetUpper()).CopyTo(ySum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum, int stride)
    {
        Vector256<float> sum = Vector256.Create<float>(vSum), weightSum = Vector256.Create(at.WeightSum);
        foreach (int k in at.Visit)
        {
            Entries(x, at.Columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            int b = k * Batch;
            Vector256<float> center = Of(at.Center, b), curvature = Of(at.Curvature, b), start = Of(at.Start, b), change = Of(at.Change, b), beta = start + change;
            Vector256<float> l2 = Of(at.L2, b), reciprocal = Vector256<float>.One / (curvature + l2);

            // The step if the coefficient ends above 0, and if it ends below; between them it is 0. No difference of large numbers is taken.
            Vector256<float> moved = (at.InverseScale[k] * (Product(rows, values, v, stride) - (center * sum))) - (l2 * change);
            Vector256<float> step = Vector256.Max((Of(at.Above, b) + moved) * reciprocal, Vector256.Min((Of(at.Below, b) + moved) * reciprocal, -beta));
            step = Vector256.Max(Vector256.Create(at.Lower[k]) - beta, Vector256.Min(Vector256.Create(at.Upper[k]) - beta, step)) * Of(at.Moves, b);
            if (Vector256.EqualsAll(step, Vector256<float>.Zero))
            {
                continue;
            }

            (change + step).CopyTo(at.Change.Slice(b, Batch));
            Vector256<float> d = step * at.InverseScale[k], minus = h.IsEmpty ? -d * at.Uniform : -d;
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> row = v.Slice(rows[i] * stride, Batch);
                Vector256<float> factor = h.IsEmpty ? Vector256.Create(values[i]) : values[i] * Of(h, rows[i] * stride);
                Vector256.FusedMultiplyAdd(factor, minus, Vector256.Create<float>(row)).CopyTo(row);
            }

            sum -= d * center * weightSum;
        }

        sum.CopyTo(vSum);
    }

    /// <summary>result[k] += x[i, k] u for the entries of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(in SparseRowView x, int i, Vector256<float> u, Span<float> result, int stride = Batch)
    {
        Row(x, i, out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values);
        for (int e = 0; e < columns.Length; e++)
        {
            Span<float> target = result.Slice(columns[e] * stride, Batch);
            Vector256.FusedMultiplyAdd(Vector256.Create(values[e]), u, Vector256.Create<float>(target)).CopyTo(target);
        }
    }

    private static void Row(in SparseRowView x, int i, out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values)
    {
        int start = (int)x.Starts[i], length = (int)x.Starts[i + 1] - start;
        columns = x.ColumnIndices.Slice(start, length);
        values = x.Values.Slice(start, length);
    }

    private static Vector256<float> Of(ReadOnlySpan<float> values, int at) => Interleaved.Load(values, at);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Product(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, ReadOnlySpan<float> u, int stride)
    {
        Vector256<float> sums = Vector256<float>.Zero;
        for (int i = 0; i < rows.Length; i++)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.Create(values[i]), Of(u, rows[i] * stride), sums);
        }

        return sums;
    }
}
