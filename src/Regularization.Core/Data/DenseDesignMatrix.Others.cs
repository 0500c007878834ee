namespace Regularization;

/// <content>Products with the columns that are no indicators, where those are done by their bits.</content>
internal sealed partial class DenseDesignMatrix
{
    private void DotOthers(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        int[] at = Others(columns), others = At(columns, at);
        var own = new double[rCount * at.Length];
        DotDense(others, r, rStride, rCount, own, at.Length, accumulate: false);
        for (int c = 0; c < rCount; c++)
        {
            for (int k = 0; k < at.Length; k++)
            {
                ref double target = ref result[(c * resultStride) + at[k]];
                target = (accumulate ? target : 0) + own[(c * at.Length) + k];
            }
        }
    }

    private void SquareOthers(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result)
    {
        int[] at = Others(columns);
        var own = new double[at.Length];
        Kernels.Current.Square(View, At(columns, at), h.Values, h.Uniform, At(center, at), own);
        for (int k = 0; k < at.Length; k++)
        {
            result[at[k]] = own[k];
        }
    }

    private void AddOthers(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        int[] at = Others(columns);
        Kernels.Current.Add(View, At(columns, at), At(a, at), y);
    }

    /// <summary>Pairs of which one at least is no indicator: those to the left with all, then the indicators to the left with the others.</summary>
    private void GramOthers(in DenseView rows, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride)
    {
        int[] lefts = Others(left), rights = Others(right);
        AddPairs(rows, left, lefts, right, [.. Enumerable.Range(0, right.Length)], diagonal, h, uniform, leftCenter, rightCenter, gram, stride);
        AddPairs(rows, left, [.. Enumerable.Range(0, left.Length).Except(lefts)], right, rights, diagonal, h, uniform, leftCenter, rightCenter, gram, stride);
    }

    private static void AddPairs(in DenseView rows, ReadOnlySpan<int> left, int[] lefts, ReadOnlySpan<int> right, int[] rights, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride)
    {
        if (lefts.Length == 0 || rights.Length == 0)
        {
            return;
        }

        var pairs = new double[lefts.Length * rights.Length];
        Kernels.Current.Gram(rows, At(left, lefts), At(right, rights), rights.Length, h, uniform, At(leftCenter, lefts), At(rightCenter, rights), pairs, rights.Length);
        for (int k = 0; k < lefts.Length; k++)
        {
            for (int l = 0; l < rights.Length && rights[l] <= lefts[k] + diagonal; l++)
            {
                gram[(lefts[k] * stride) + rights[l]] += pairs[(k * rights.Length) + l];
            }
        }
    }

    /// <summary>Where columns are that are no indicators.</summary>
    private int[] Others(ReadOnlySpan<int> columns)
    {
        var at = new List<int>();
        for (int k = 0; k < columns.Length; k++)
        {
            if (!_indicators!.Holds(columns[k]))
            {
                at.Add(k);
            }
        }

        return [.. at];
    }

    private static T[] At<T>(ReadOnlySpan<T> values, int[] at)
    {
        var taken = new T[at.Length];
        for (int k = 0; k < at.Length; k++)
        {
            taken[k] = values[at[k]];
        }

        return taken;
    }
}
