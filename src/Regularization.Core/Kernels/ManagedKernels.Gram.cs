using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <content>The kernels of Gram matrices.</content>
internal sealed partial class ManagedKernels
{
    /// <summary>Rows of a block, a multiple of every vector, and columns of the left side that are held widened, centred and weighted: the second-level cache has room for them.</summary>
    private const int GramRows = 384;
    private const int GramLeft = 64;

    [ThreadStatic]
    private static double[]? _gramScratch;

    /// <summary>By blocks of rows, in tiles of 4 columns of the left side and 2 of the right one. Fewer are made as 4 and 2 with the last one repeated.</summary>
    protected override void GramCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride)
    {
        Span<double> scratch = _gramScratch ??= new double[((GramLeft + 2) * GramRows) + (8 * Vector<double>.Count)];
        Span<double> packedRight = scratch.Slice(GramLeft * GramRows, 2 * GramRows), sums = scratch[((GramLeft + 2) * GramRows)..];
        for (int from = 0; from < left.Length; from += GramLeft)
        {
            int to = Math.Min(left.Length, from + GramLeft), rights = (int)Math.Min(right.Length, (long)to + diagonal);
            for (int start = 0; start < x.Rows; start += GramRows)
            {
                int rows = Math.Min(GramRows, x.Rows - start), width = Vector<double>.Count, depth = (rows + width - 1) / width * width;
                ReadOnlySpan<double> weights = h.IsEmpty ? h : h.Slice(start, rows);
                for (int k = from; k < to; k++)
                {
                    PackColumn(Column(x, left[k], start, rows), leftCenter[k], weights, uniform, scratch.Slice((k - from) * GramRows, depth));
                }

                for (int l = 0; l < rights; l += 2)
                {
                    int second = l + 1 < rights ? 1 : 0;
                    for (int b = 0; b <= second; b++)
                    {
                        PackColumn(Column(x, right[l + b], start, rows), rightCenter[l + b], [], 1, packedRight.Slice(b * GramRows, depth));
                    }

                    for (int k = Math.Max(from, l - diagonal); k < to; k += 4)
                    {
                        GramTile(scratch[((k - from) * GramRows)..], Math.Min(3, to - 1 - k), packedRight, second, GramRows, depth, sums);
                        for (int a = 0; a < Math.Min(4, to - k); a++)
                        {
                            Span<double> target = gram.Slice(((k + a) * gramStride) + l, 1 + second);
                            target[0] += Vector.Sum(Load(sums, 2 * a * width));
                            if (second == 1 && l + 1 <= k + a + diagonal)
                            {
                                target[1] += Vector.Sum(Load(sums, ((2 * a) + 1) * width));
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>In float64.</summary>
    protected override void GramSingleCore(in DenseView x, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int gramStride) =>
        GramCore(x, left, right, diagonal, h, uniform, leftCenter, rightCenter, gram, gramStride);

    protected override void GramCore(in SparseView x, ReadOnlySpan<int> columns, in SparseRowView y, int diagonal, ReadOnlySpan<double> h, double uniform, Span<double> gram, int gramStride)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            Entries(x, columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
            int last = k + diagonal;
            Span<double> target = gram.Slice(k * gramStride, Math.Min(y.Columns, last + 1));
            for (int i = 0; i < rows.Length; i++)
            {
                double a = values[i] * (h.IsEmpty ? uniform : h[rows[i]]);
                int start = (int)y.Starts[rows[i]], length = (int)y.Starts[rows[i] + 1] - start;
                ReadOnlySpan<int> positions = y.ColumnIndices.Slice(start, length);
                ReadOnlySpan<float> others = y.Values.Slice(start, length);
                for (int e = 0; e < positions.Length && positions[e] <= last; e++)
                {
                    target[positions[e]] += a * others[e];
                }
            }
        }
    }

    /// <summary>Four rows at a time, left-looking: two of their elements from the products of these rows with two that are done.</summary>
    protected override bool CholeskyCore(Span<double> a, int size, int stride, int keep)
    {
        int width = Vector<double>.Count;
        Span<double> sums = stackalloc double[8 * width];
        for (int i = keep; i < size; i += 4)
        {
            int end = Math.Min(i + 4, size);
            for (int j = 0; j < end; j++)
            {
                Span<double> row = a.Slice(j * stride, j + 1);
                int whole = j / 2 * 2 / width * width, half = j % 2;
                if (half == 0)
                {
                    GramTile(a[(i * stride)..], end - 1 - i, row, j + 1 < end ? 1 : 0, stride, whole, sums);
                }

                for (int k = Math.Max(i, j); k < end; k++)
                {
                    Span<double> own = a.Slice(k * stride, j + 1);
                    double rest = own[j] - Vector.Sum(Load(sums, ((2 * (k - i)) + half) * width));
                    for (int l = whole; l < j; l++)
                    {
                        rest -= own[l] * row[l];
                    }

                    if (k == j && !(rest > 0 && double.IsFinite(rest)))
                    {
                        return false;
                    }

                    own[j] = k == j ? Math.Sqrt(rest) : rest / row[j];
                }
            }
        }

        return true;
    }

    /// <summary>packed[i] = weight (x_i − center), the weights being h_i or all the same, and zeros up to a whole vector.</summary>
    private static void PackColumn(ReadOnlySpan<float> column, double center, ReadOnlySpan<double> h, double uniform, Span<double> packed)
    {
        int width = Vector<double>.Count, i = 0;
        Vector<double> middle = new(center), same = new(uniform);
        for (; i <= column.Length - (2 * width); i += 2 * width)
        {
            LoadWide(column, i, out Vector<double> low, out Vector<double> high);
            ((low - middle) * (h.IsEmpty ? same : Load(h, i))).CopyTo(packed[i..]);
            ((high - middle) * (h.IsEmpty ? same : Load(h, i + width))).CopyTo(packed[(i + width)..]);
        }

        for (; i < column.Length; i++)
        {
            packed[i] = (column[i] - center) * (h.IsEmpty ? uniform : h[i]);
        }

        packed[i..].Clear();
    }

    /// <summary>Vectors that add up to the products of 4 columns with 2 others, <paramref name="stride"/> apart; <paramref name="leftLast"/> and <paramref name="rightLast"/> are the last that there are.</summary>
    private static void GramTile(ReadOnlySpan<double> left, int leftLast, ReadOnlySpan<double> right, int rightLast, int stride, int depth, Span<double> sums)
    {
        ref double a0 = ref MemoryMarshal.GetReference(left);
        ref double a1 = ref Unsafe.Add(ref a0, Math.Min(1, leftLast) * stride);
        ref double a2 = ref Unsafe.Add(ref a0, Math.Min(2, leftLast) * stride);
        ref double a3 = ref Unsafe.Add(ref a0, leftLast * stride);
        ref double b0 = ref MemoryMarshal.GetReference(right);
        ref double b1 = ref Unsafe.Add(ref b0, rightLast * stride);
        Vector<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        for (nuint i = 0; i < (nuint)depth; i += (nuint)Vector<double>.Count)
        {
            Vector<double> first = Vector.LoadUnsafe(ref b0, i), second = Vector.LoadUnsafe(ref b1, i), own = Vector.LoadUnsafe(ref a0, i);
            s00 = Vector.MultiplyAddEstimate(own, first, s00);
            s01 = Vector.MultiplyAddEstimate(own, second, s01);
            own = Vector.LoadUnsafe(ref a1, i);
            s10 = Vector.MultiplyAddEstimate(own, first, s10);
            s11 = Vector.MultiplyAddEstimate(own, second, s11);
            own = Vector.LoadUnsafe(ref a2, i);
            s20 = Vector.MultiplyAddEstimate(own, first, s20);
            s21 = Vector.MultiplyAddEstimate(own, second, s21);
            own = Vector.LoadUnsafe(ref a3, i);
            s30 = Vector.MultiplyAddEstimate(own, first, s30);
            s31 = Vector.MultiplyAddEstimate(own, second, s31);
        }

        // Into memory before anything is called, as in Tile.
        ref double target = ref MemoryMarshal.GetReference(sums);
        nuint width = (nuint)Vector<double>.Count;
        s00.StoreUnsafe(ref target);
        s01.StoreUnsafe(ref target, width);
        s10.StoreUnsafe(ref target, 2 * width);
        s11.StoreUnsafe(ref target, 3 * width);
        s20.StoreUnsafe(ref target, 4 * width);
        s21.StoreUnsafe(ref target, 5 * width);
        s30.StoreUnsafe(ref target, 6 * width);
        s31.StoreUnsafe(ref target, 7 * width);
    }
}
