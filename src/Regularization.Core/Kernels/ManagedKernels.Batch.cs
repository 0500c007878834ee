using System.Runtime.Intrinsics;

namespace Regularization;

/// <content>The kernels of batches.</content>
internal sealed partial class ManagedKernels
{
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

    protected override void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<float> u, Span<float> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            Product(rows, values, u).CopyTo(result.Slice(k * Batch, Batch));
        }
    }

    protected override void BatchAddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            Vector512<double> factor = Vector512.Create(a.Slice(k * Batch, Batch));
            for (int i = 0; i < rows.Length; i++)
            {
                Span<double> row = y.Slice(rows[i] * Batch, Batch);
                Vector512.FusedMultiplyAdd(Vector512.Create((double)values[i]), factor, Vector512.Create<double>(row)).CopyTo(row);
            }
        }
    }

    protected override void BatchAddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<float> a, Span<float> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            Vector256<float> factor = Vector256.Create(a.Slice(k * Batch, Batch));
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> row = y.Slice(rows[i] * Batch, Batch);
                Vector256.FusedMultiplyAdd(Vector256.Create(values[i]), factor, Vector256.Create<float>(row)).CopyTo(row);
            }
        }
    }

    protected override void BatchMomentsCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            Vector256<float> once = Vector256<float>.Zero, twice = once;
            for (int i = 0; i < rows.Length; i++)
            {
                Vector256<float> weighted = Vector256.Create(h.Slice(rows[i] * Batch, Batch)) * values[i];
                once += weighted;
                twice += weighted * values[i];
            }

            once.CopyTo(first.Slice(k * Batch, Batch));
            twice.CopyTo(second.Slice(k * Batch, Batch));
        }
    }

    protected override void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum)
    {
        Vector256<float> most = Vector256<float>.Zero, sum = Vector256.Create<float>(vSum), weightSum = Vector256.Create(at.WeightSum);
        for (int k = 0; k < at.Columns.Length; k++)
        {
            Entries(x, at.Columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            int b = k * Batch;
            Vector256<float> center = Of(at.Center, b), curvature = Of(at.Curvature, b), start = Of(at.Start, b), change = Of(at.Change, b), beta = start + change;
            Vector256<float> l1 = Of(at.L1, b), l2 = Of(at.L2, b), reciprocal = Vector256<float>.One / (curvature + l2);

            // The step if the coefficient ends above 0, and if it ends below; between them it is 0. No difference of large numbers is taken.
            Vector256<float> slope = Of(at.Gradient, b) + (at.InverseScale[k] * (Product(rows, values, v) - (center * sum))) - (l2 * beta);
            Vector256<float> step = Vector256.Max((slope - l1) * reciprocal, Vector256.Min((slope + l1) * reciprocal, -beta));
            step = Vector256.Max(Vector256.Create(at.Lower[k]) - beta, Vector256.Min(Vector256.Create(at.Upper[k]) - beta, step)) * Of(at.Moves, b);
            most = Vector256.Max(most, curvature * step * step);
            if (Vector256.EqualsAll(step, Vector256<float>.Zero))
            {
                continue;
            }

            (change + step).CopyTo(at.Change.Slice(b, Batch));
            Vector256<float> d = step * at.InverseScale[k], minus = h.IsEmpty ? -d * at.Uniform : -d;
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> row = v.Slice(rows[i] * Batch, Batch);
                Vector256<float> factor = h.IsEmpty ? Vector256.Create(values[i]) : values[i] * Of(h, rows[i] * Batch);
                Vector256.FusedMultiplyAdd(factor, minus, Vector256.Create<float>(row)).CopyTo(row);
            }

            sum -= d * center * weightSum;
        }

        sum.CopyTo(vSum);
        most.CopyTo(at.MaxChange);
    }

    private static Vector256<float> Of(ReadOnlySpan<float> values, int at) => Vector256.Create(values.Slice(at, Batch));

    private static Vector256<float> Product(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, ReadOnlySpan<float> u)
    {
        Vector256<float> sums = Vector256<float>.Zero;
        for (int i = 0; i < rows.Length; i++)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.Create(values[i]), Of(u, rows[i] * Batch), sums);
        }

        return sums;
    }
}
