using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <content>The kernels of networks.</content>
internal sealed partial class ManagedKernels
{
    [ThreadStatic]
    private static float[]? _scratch;

    [ThreadStatic]
    private static float[]? _zeros;

    /// <summary>The columns of a panel of B: two vectors.</summary>
    private static int PanelWidth => 2 * Vector<float>.Count;

    /// <summary>B is taken in panels, packed by rows and filled up with zeros, and C in tiles of 4 rows of a panel, which stay in registers while all of k passes by.</summary>
    protected override void GemmCore(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        (int aRow, int aColumn) = transposeA ? (1, aStride) : (aStride, 1);
        int panelLength = k * PanelWidth, tileLength = 4 * PanelWidth;
        if (_scratch is null || _scratch.Length < panelLength + tileLength)
        {
            _scratch = new float[panelLength + tileLength];
        }

        Span<float> panel = _scratch.AsSpan(0, panelLength), tile = _scratch.AsSpan(panelLength, tileLength);
        for (int j = 0; j < n; j += PanelWidth)
        {
            int width = Math.Min(PanelWidth, n - j);
            Pack(transposeB, k, width, k == 0 ? default : b[(transposeB ? j * bStride : j)..], bStride, panel);
            for (int i = 0; i < m; i += 4)
            {
                Tile(k, k == 0 ? default : a[(i * aRow)..], aRow, aColumn, panel, tile, Math.Min(4, m - i), width, c[((i * cStride) + j)..], cStride, accumulate);
            }
        }
    }

    protected override void SparseTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> target = z.Slice(i * width, width);
            for (int e = (int)x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                TensorPrimitives.MultiplyAdd(w.Slice(x.ColumnIndices[e] * width, width), x.Values[e], target, target);
            }
        }
    }

    protected override void SparseTransposeTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> source = d.Slice((i * width) + from, to - from);
            for (int e = (int)x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                Span<float> target = result.Slice((x.ColumnIndices[e] * width) + from, to - from);
                TensorPrimitives.MultiplyAdd(source, x.Values[e], target, target);
            }
        }
    }

    protected override void UpdateCore(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest)
    {
        int width = Vector<float>.Count, whole = weights.Length / width * width;
        for (int i = 0; i < whole; i += width)
        {
            UpdateVector(step, weights, gradient, first, second, largest, i);
        }

        if (whole < weights.Length)
        {
            // The rest in a vector of its own, filled up with zeros.
            Span<float> buffer = stackalloc float[5 * width];
            buffer.Clear();
            Span<float> w = buffer[..width], g = buffer.Slice(width, width), m = buffer.Slice(2 * width, width), v = buffer.Slice(3 * width, width), most = buffer[(4 * width)..];
            weights[whole..].CopyTo(w);
            gradient[whole..weights.Length].CopyTo(g);
            Rest(first, whole, weights.Length).CopyTo(m);
            Rest(second, whole, weights.Length).CopyTo(v);
            Rest(largest, whole, weights.Length).CopyTo(most);
            UpdateVector(step, w, g, m, v, most, 0);
            w[..(weights.Length - whole)].CopyTo(weights[whole..]);
            CopyBack(m, Rest(first, whole, weights.Length));
            CopyBack(v, Rest(second, whole, weights.Length));
            CopyBack(most, Rest(largest, whole, weights.Length));
        }
    }

    protected override void UpdateIdleCore(ReadOnlySpan<OptimizerStep> steps, ReadOnlySpan<int> rows, ReadOnlySpan<int> from, int most, int width, Span<float> weights, Span<float> first, Span<float> second, Span<float> largest)
    {
        ReadOnlySpan<float> none = Zeros(width);
        foreach (int row in rows)
        {
            int start = row * width, count = Math.Min(most, steps.Length - from[row]);
            Span<float> w = weights.Slice(start, width), m = Rest(first, start, start + width), v = Rest(second, start, start + width), x = Rest(largest, start, start + width);
            foreach (ref readonly OptimizerStep step in steps.Slice(from[row], count))
            {
                UpdateCore(step, w, none, m, v, x);
            }
        }
    }

    private static ReadOnlySpan<float> Zeros(int length)
    {
        if (_zeros is null || _zeros.Length < length)
        {
            _zeros = new float[length];
        }

        return _zeros.AsSpan(0, length);
    }

    private static Span<float> Rest(Span<float> moments, int from, int to) => moments.Length < to ? default : moments[from..to];

    private static void CopyBack(Span<float> buffer, Span<float> rest) => buffer[..rest.Length].CopyTo(rest);

    /// <summary>One vector of weights, by the formulas of <see cref="OptimizerStep"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void UpdateVector(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest, int i)
    {
        Vector<float> w = Load(weights, i);
        Vector<float> sign = Vector.ConditionalSelect(Vector.Equals(w, Vector<float>.Zero), w, Vector.CopySign(Vector<float>.One, w));
        Vector<float> g = Load(gradient, i) + ((step.Decay + (2 * step.L2)) * w) + (step.L1 * sign);
        Vector<float> size = new(step.LearningRate), d = g;
        if (step.Rule is UpdateRule.Momentum or UpdateRule.Nesterov)
        {
            Vector<float> m = (step.Beta1 * Load(first, i)) + g;
            Store(m, first, i);
            d = step.Rule == UpdateRule.Nesterov ? g + (step.Lookahead * m) : m;
        }
        else if (step.Rule is UpdateRule.Adam or UpdateRule.AmsGrad)
        {
            d = (step.Beta1 * Load(first, i)) + (step.Rest1 * g);
            Store(d, first, i);
            Vector<float> v = (step.Beta2 * Load(second, i)) + (step.Rest2 * g * g);
            Store(v, second, i);
            if (step.Rule == UpdateRule.AmsGrad)
            {
                v = Vector.Max(Load(largest, i), v);
                Store(v, largest, i);
            }

            size /= (step.SecondScale * Vector.SquareRoot(v)) + new Vector<float>(step.Epsilon);
        }
        else if (step.Rule == UpdateRule.RmsProp)
        {
            Vector<float> v = (step.Beta2 * Load(second, i)) + (step.Rest2 * g * g);
            Store(v, second, i);
            size /= Vector.SquareRoot(v) + new Vector<float>(step.Epsilon);
        }

        w = w - (step.Shrink * w) - (size * d);
        if (step.ProxL1 != 0 || step.ProxL2 != 0)
        {
            Vector<float> shrunk = Vector.Abs(w) - (step.ProxL1 * size);
            // "not <= 0" instead of "> 0": NaN goes on
            w = Vector.ConditionalSelect(Vector.LessThanOrEqual(shrunk, Vector<float>.Zero), Vector<float>.Zero, Vector.CopySign(shrunk, w));
            w /= Vector<float>.One + (step.ProxL2 * size);
        }

        Store(w, weights, i);
    }

    /// <summary>panel[l, .] = op(B)[l, .] of the first <paramref name="width"/> columns, then zeros.</summary>
    private static void Pack(bool transpose, int k, int width, ReadOnlySpan<float> b, int bStride, Span<float> panel)
    {
        for (int l = 0; l < k; l++)
        {
            Span<float> row = panel.Slice(l * PanelWidth, PanelWidth);
            if (!transpose)
            {
                b.Slice(l * bStride, width).CopyTo(row);
            }
            else
            {
                for (int j = 0; j < width; j++)
                {
                    row[j] = b[(j * bStride) + l];
                }
            }

            row[width..].Clear();
        }
    }

    /// <summary>Up to 4 rows of C, by way of the tile. Fewer are made as 4 with the last one repeated.</summary>
    private static void Tile(int k, ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> panel, Span<float> tile, int rows, int width, Span<float> c, int cStride, bool accumulate)
    {
        ref float a0 = ref MemoryMarshal.GetReference(a);
        ref float a1 = ref Unsafe.Add(ref a0, Math.Min(1, rows - 1) * aRow);
        ref float a2 = ref Unsafe.Add(ref a0, Math.Min(2, rows - 1) * aRow);
        ref float a3 = ref Unsafe.Add(ref a0, Math.Min(3, rows - 1) * aRow);
        ref float b = ref MemoryMarshal.GetReference(panel);
        Vector<float> low0 = default, low1 = default, low2 = default, low3 = default, high0 = default, high1 = default, high2 = default, high3 = default;
        nint at = 0;
        for (int l = 0; l < k; l++)
        {
            Vector<float> low = Vector.LoadUnsafe(ref b);
            Vector<float> high = Vector.LoadUnsafe(ref b, (nuint)Vector<float>.Count);
            b = ref Unsafe.Add(ref b, PanelWidth);
            Vector<float> x = new(Unsafe.Add(ref a0, at));
            low0 = Vector.MultiplyAddEstimate(x, low, low0);
            high0 = Vector.MultiplyAddEstimate(x, high, high0);
            x = new(Unsafe.Add(ref a1, at));
            low1 = Vector.MultiplyAddEstimate(x, low, low1);
            high1 = Vector.MultiplyAddEstimate(x, high, high1);
            x = new(Unsafe.Add(ref a2, at));
            low2 = Vector.MultiplyAddEstimate(x, low, low2);
            high2 = Vector.MultiplyAddEstimate(x, high, high2);
            x = new(Unsafe.Add(ref a3, at));
            low3 = Vector.MultiplyAddEstimate(x, low, low3);
            high3 = Vector.MultiplyAddEstimate(x, high, high3);
            at += aColumn;
        }

        // Into memory before anything is called: what lives on over a call is kept in memory all the time, in the loop too.
        Store(low0, tile, 0);
        Store(high0, tile, Vector<float>.Count);
        Store(low1, tile, 2 * Vector<float>.Count);
        Store(high1, tile, 3 * Vector<float>.Count);
        Store(low2, tile, 4 * Vector<float>.Count);
        Store(high2, tile, 5 * Vector<float>.Count);
        Store(low3, tile, 6 * Vector<float>.Count);
        Store(high3, tile, 7 * Vector<float>.Count);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = tile.Slice(i * PanelWidth, width);
            Span<float> target = c.Slice(i * cStride, width);
            if (accumulate)
            {
                TensorPrimitives.Add(target, row, target);
            }
            else
            {
                row.CopyTo(target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ReadOnlySpan<float> span, int index) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<float> value, Span<float> span, int index) => value.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);
}
