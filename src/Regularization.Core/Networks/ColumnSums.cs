using System.Numerics;

namespace Regularization;

/// <summary>Sums over the rows of a float32 matrix, one a column, in double precision: each call adds one row.</summary>
internal static class ColumnSums
{
    /// <summary>sums[k] += row[k]².</summary>
    public static void AddSquares(ReadOnlySpan<float> row, Span<double> sums)
    {
        int k = 0;
        for (; k <= row.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[k..]), out Vector<double> low, out Vector<double> high);
            Add(low * low, high * high, sums[k..]);
        }

        for (; k < row.Length; k++)
        {
            sums[k] += row[k] * (double)row[k];
        }
    }

    /// <summary>sums[k] += factor row[k].</summary>
    public static void AddScaled(ReadOnlySpan<float> row, double factor, Span<double> sums)
    {
        int k = 0;
        for (; k <= row.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[k..]), out Vector<double> low, out Vector<double> high);
            Add(factor * low, factor * high, sums[k..]);
        }

        for (; k < row.Length; k++)
        {
            sums[k] += factor * row[k];
        }
    }

    /// <summary>sums[k] += values[k] for a vector of them.</summary>
    public static void Add(Vector<float> values, Span<double> sums)
    {
        Vector.Widen(values, out Vector<double> low, out Vector<double> high);
        Add(low, high, sums);
    }

    private static void Add(Vector<double> low, Vector<double> high, Span<double> sums)
    {
        (new Vector<double>(sums) + low).CopyTo(sums);
        (new Vector<double>(sums[Vector<double>.Count..]) + high).CopyTo(sums[Vector<double>.Count..]);
    }
}
