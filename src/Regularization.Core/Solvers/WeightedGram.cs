namespace Regularization;

/// <summary>Gram matrices of standardised columns with row weights: G_kl = Σ_i h_i (z_ik − m_k)(z_il − m_l), m the h-weighted means (0 without an intercept).</summary>
internal static class WeightedGram
{
    /// <summary>The matrix of some columns with themselves, by rows; both triangles are filled.</summary>
    public static double[] Build(StandardizedDesign design, int[] columns, double[] h)
    {
        int size = columns.Length;
        var gram = new double[size * size];
        Cross(design, columns, 0, h, gram, size);
        for (int l = 0; l < size; l++)
        {
            for (int k = l + 1; k < size; k++)
            {
                gram[(l * size) + k] = gram[(k * size) + l];
            }
        }

        return gram;
    }

    /// <summary>Rows first .. of the matrix of columns with themselves: gram[k·stride + l] for k ≥ first and l ≤ k.</summary>
    public static void Cross(StandardizedDesign design, int[] columns, int first, double[] h, Memory<double> gram, int stride)
    {
        int size = columns.Length;
        if (first == size)
        {
            return;
        }

        double[] center = ReferenceEquals(h, design.W) ? [.. columns.Select(j => design.Center[j])] : design.Means(columns, h, VectorMath.Sum(h));
        Cross(design, columns, first, h, center, gram, stride);
    }

    /// <summary>The same with the means known: by position in <paramref name="columns"/>, on the original scale, all 0 without an intercept.</summary>
    public static void Cross(StandardizedDesign design, int[] columns, int first, double[] h, double[] center, Memory<double> gram, int stride)
    {
        int size = columns.Length;
        RowWeights weights = design.Weights;
        bool uniform = ReferenceEquals(h, design.W) && weights.Values.IsEmpty;
        design.X.Gram(columns, first, uniform ? [] : h, weights.Uniform, center, gram, stride, design.Threads);
        Scale(design, columns, first, gram, stride);
    }

    /// <summary>
    /// The lower triangle of the matrix under the design's own weights, in single precision (<see cref="DesignMatrix.GramSingle"/>). Centres have few digits there, so that what is taken off
    /// rounds nothing and products of small whole numbers are exact; what lies between them and the means is taken off afterwards.
    /// </summary>
    public static void CrossSingle(StandardizedDesign design, int[] columns, Memory<double> gram, int stride)
    {
        double[] center = new double[columns.Length], rest = new double[columns.Length];
        for (int k = 0; k < columns.Length && design.HasIntercept; k++)
        {
            double mean = design.Center[columns[k]], step = Math.ScaleB(1, Math.ILogB(Math.Sqrt(design.Moments.Variance[columns[k]])) - 2);
            center[k] = (float)(Math.Round(mean / step) * step);
            rest[k] = mean - center[k];
        }

        RowWeights weights = design.Weights;
        design.X.GramSingle(columns, weights.Values.ToArray(), weights.Uniform, center, gram, stride, design.Threads);
        for (int k = 0; k < columns.Length; k++)
        {
            Span<double> row = gram.Span.Slice(k * stride, k + 1);
            VectorMath.MultiplyAdd(rest.AsSpan(0, k + 1), -rest[k], row, row);
        }

        Scale(design, columns, 0, gram, stride);
        for (int k = 0; k < columns.Length; k++)
        {
            // Known already, and where the sums in single precision, which only grow there, would round most.
            gram.Span[(k * stride) + k] = design.Norm[columns[k]] * design.Norm[columns[k]];
        }
    }

    private static void Scale(StandardizedDesign design, int[] columns, int first, Memory<double> gram, int stride)
    {
        double[] scale = [.. columns.Select(j => design.InverseScale[j])];
        for (int k = first; k < columns.Length; k++)
        {
            Span<double> row = gram.Span.Slice(k * stride, k + 1);
            VectorMath.Multiply(row, scale.AsSpan(0, k + 1), row);
            VectorMath.Multiply(row, scale[k], row);
        }
    }
}
