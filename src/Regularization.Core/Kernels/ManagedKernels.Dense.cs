using System.Numerics;
using System.Runtime.InteropServices;

namespace Regularization;

internal sealed partial class ManagedKernels
{
    /// <summary>Rows of a block: the right-hand side's part stays in the second-level cache while all columns pass by.</summary>
    private const int RowBlock = 16384;

    protected override void DotCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        if (!accumulate)
        {
            for (int c = 0; c < rCount; c++)
            {
                result.Slice(c * resultStride, columns.Length).Clear();
            }
        }

        // Four columns at once are far apart: where all are neighbours, memory is read in four long streams, of which more is under way than of one.
        int quarter = columns.Length / 4;
        for (int start = 0; start < x.Rows; start += RowBlock)
        {
            int rows = Math.Min(RowBlock, x.Rows - start);
            for (int k = 0; k < quarter; k++)
            {
                ReadOnlySpan<float> x0 = Column(x, columns[k], start, rows);
                ReadOnlySpan<float> x1 = Column(x, columns[quarter + k], start, rows);
                ReadOnlySpan<float> x2 = Column(x, columns[(2 * quarter) + k], start, rows);
                ReadOnlySpan<float> x3 = Column(x, columns[(3 * quarter) + k], start, rows);
                for (int c = 0; c < rCount; c++)
                {
                    Dot4(x0, x1, x2, x3, r.Slice((c * rStride) + start, rows), result.Slice((c * resultStride) + k), quarter);
                }
            }

            for (int k = 4 * quarter; k < columns.Length; k++)
            {
                ReadOnlySpan<float> column = Column(x, columns[k], start, rows);
                for (int c = 0; c < rCount; c++)
                {
                    result[(c * resultStride) + k] += Dot(column, r.Slice((c * rStride) + start, rows));
                }
            }
        }
    }

    protected override void SquareCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> center, Span<double> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            ReadOnlySpan<float> column = Column(x, columns[k], 0, x.Rows);
            result[k] = h.IsEmpty ? uniform * SquareUniform(column, center[k]) : SquareWeighted(column, h, center[k]);
        }
    }

    protected override void AddCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            if (a[k] != 0)
            {
                AddMultiple(Column(x, columns[k], 0, x.Rows), a[k], 0, y);
            }
        }
    }

    private static ReadOnlySpan<float> Column(in DenseView x, int column, int start, int rows)
        => rows == 0 ? default : x.Values.Slice((column * x.Stride) + start, rows);

    private static double Dot(ReadOnlySpan<float> column, ReadOnlySpan<double> r)
    {
        int width = Vector<double>.Count;
        Vector<double> sum = Vector<double>.Zero;
        Vector<double> more = Vector<double>.Zero;
        int i = 0;
        for (; i <= column.Length - (2 * width); i += 2 * width)
        {
            LoadWide(column, i, out Vector<double> low, out Vector<double> high);
            sum = Vector.MultiplyAddEstimate(low, Load(r, i), sum);
            more = Vector.MultiplyAddEstimate(high, Load(r, i + width), more);
        }

        double total = Vector.Sum(sum + more);
        for (; i < column.Length; i++)
        {
            total += column[i] * r[i];
        }

        return total;
    }

    /// <summary>Four columns at once, each exactly as <see cref="Dot"/> does it: what is loaded of r is used four times.</summary>
    private static void Dot4(ReadOnlySpan<float> x0, ReadOnlySpan<float> x1, ReadOnlySpan<float> x2, ReadOnlySpan<float> x3, ReadOnlySpan<double> r, Span<double> result, int resultStep)
    {
        int width = Vector<double>.Count;
        Vector<double> sum0 = Vector<double>.Zero;
        Vector<double> sum1 = Vector<double>.Zero;
        Vector<double> sum2 = Vector<double>.Zero;
        Vector<double> sum3 = Vector<double>.Zero;
        Vector<double> more0 = Vector<double>.Zero;
        Vector<double> more1 = Vector<double>.Zero;
        Vector<double> more2 = Vector<double>.Zero;
        Vector<double> more3 = Vector<double>.Zero;
        int i = 0;
        for (; i <= r.Length - (2 * width); i += 2 * width)
        {
            Vector<double> r0 = Load(r, i);
            Vector<double> r1 = Load(r, i + width);
            LoadWide(x0, i, out Vector<double> low, out Vector<double> high);
            sum0 = Vector.MultiplyAddEstimate(low, r0, sum0);
            more0 = Vector.MultiplyAddEstimate(high, r1, more0);
            LoadWide(x1, i, out low, out high);
            sum1 = Vector.MultiplyAddEstimate(low, r0, sum1);
            more1 = Vector.MultiplyAddEstimate(high, r1, more1);
            LoadWide(x2, i, out low, out high);
            sum2 = Vector.MultiplyAddEstimate(low, r0, sum2);
            more2 = Vector.MultiplyAddEstimate(high, r1, more2);
            LoadWide(x3, i, out low, out high);
            sum3 = Vector.MultiplyAddEstimate(low, r0, sum3);
            more3 = Vector.MultiplyAddEstimate(high, r1, more3);
        }

        double total0 = Vector.Sum(sum0 + more0);
        double total1 = Vector.Sum(sum1 + more1);
        double total2 = Vector.Sum(sum2 + more2);
        double total3 = Vector.Sum(sum3 + more3);
        for (; i < r.Length; i++)
        {
            total0 += x0[i] * r[i];
            total1 += x1[i] * r[i];
            total2 += x2[i] * r[i];
            total3 += x3[i] * r[i];
        }

        result[0] += total0;
        result[resultStep] += total1;
        result[2 * resultStep] += total2;
        result[3 * resultStep] += total3;
    }

    private static double SquareUniform(ReadOnlySpan<float> column, double center)
    {
        int width = Vector<double>.Count;
        Vector<double> middle = new(center);
        Vector<double> sum0 = Vector<double>.Zero;
        Vector<double> sum1 = Vector<double>.Zero;
        int i = 0;
        for (; i <= column.Length - (2 * width); i += 2 * width)
        {
            LoadWide(column, i, out Vector<double> low, out Vector<double> high);
            low -= middle;
            high -= middle;
            sum0 = Vector.MultiplyAddEstimate(low, low, sum0);
            sum1 = Vector.MultiplyAddEstimate(high, high, sum1);
        }

        double sum = Vector.Sum(sum0 + sum1);
        for (; i < column.Length; i++)
        {
            double z = column[i] - center;
            sum += z * z;
        }

        return sum;
    }

    private static double SquareWeighted(ReadOnlySpan<float> column, ReadOnlySpan<double> h, double center)
    {
        int width = Vector<double>.Count;
        Vector<double> middle = new(center);
        Vector<double> sum0 = Vector<double>.Zero;
        Vector<double> sum1 = Vector<double>.Zero;
        int i = 0;
        for (; i <= column.Length - (2 * width); i += 2 * width)
        {
            LoadWide(column, i, out Vector<double> low, out Vector<double> high);
            low -= middle;
            high -= middle;
            sum0 = Vector.MultiplyAddEstimate(low * low, Load(h, i), sum0);
            sum1 = Vector.MultiplyAddEstimate(high * high, Load(h, i + width), sum1);
        }

        double sum = Vector.Sum(sum0 + sum1);
        for (; i < column.Length; i++)
        {
            double z = column[i] - center;
            sum += h[i] * z * z;
        }

        return sum;
    }

    /// <summary>y += a (column − center).</summary>
    private static void AddMultiple(ReadOnlySpan<float> column, double a, double center, Span<double> y)
    {
        int width = Vector<double>.Count;
        Vector<double> middle = new(center);
        Vector<double> factor = new(a);
        ref double target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= column.Length - (2 * width); i += 2 * width)
        {
            LoadWide(column, i, out Vector<double> low, out Vector<double> high);
            Vector.MultiplyAddEstimate(low - middle, factor, Load(y, i)).StoreUnsafe(ref target, (nuint)i);
            Vector.MultiplyAddEstimate(high - middle, factor, Load(y, i + width)).StoreUnsafe(ref target, (nuint)(i + width));
        }

        for (; i < column.Length; i++)
        {
            y[i] += a * (column[i] - center);
        }
    }

    /// <summary>y += a h (column − center).</summary>
    private static void AddMultiple(ReadOnlySpan<float> column, double a, double center, ReadOnlySpan<double> h, Span<double> y)
    {
        int width = Vector<double>.Count;
        Vector<double> middle = new(center);
        Vector<double> factor = new(a);
        ref double target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= column.Length - (2 * width); i += 2 * width)
        {
            LoadWide(column, i, out Vector<double> low, out Vector<double> high);
            Vector.MultiplyAddEstimate((low - middle) * factor, Load(h, i), Load(y, i)).StoreUnsafe(ref target, (nuint)i);
            Vector.MultiplyAddEstimate((high - middle) * factor, Load(h, i + width), Load(y, i + width)).StoreUnsafe(ref target, (nuint)(i + width));
        }

        for (; i < column.Length; i++)
        {
            y[i] += a * (column[i] - center) * h[i];
        }
    }
}
