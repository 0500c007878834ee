using System.Numerics.Tensors;

namespace Regularization;

/// <summary>Gram matrices of standardised columns with row weights: G_kl = Σ_i h_i (z_ik − m_k)(z_il − m_l), m the h-weighted means (0 without an intercept).</summary>
internal static class WeightedGram
{
    private const int Batch = 8;

    /// <summary>The matrix of some columns with themselves, by rows; both triangles are filled.</summary>
    public static double[] Build(StandardizedDesign design, int[] columns, double[] h)
    {
        int size = columns.Length;
        var gram = new double[size * size];
        Cross(design, columns, 0, h, gram, size);
        for (int k = 0; k < size; k++)
        {
            for (int l = 0; l < k; l++)
            {
                gram[(l * size) + k] = gram[(k * size) + l];
            }
        }

        return gram;
    }

    /// <summary>Rows first .. of the matrix of columns with themselves: gram[k·stride + l] for k ≥ first and all l up to k's batch.</summary>
    public static void Cross(StandardizedDesign design, int[] columns, int first, double[] h, double[] gram, int stride)
    {
        int n = design.Rows, batches = (columns.Length - first + Batch - 1) / Batch;
        double hSum = TensorPrimitives.Sum<double>(h);
        Parallel.For(0, batches, new ParallelOptions { MaxDegreeOfParallelism = design.Threads }, () => new double[Batch * n], (b, _, right) =>
        {
            int from = first + (b * Batch), count = Math.Min(Batch, columns.Length - from);
            for (int c = 0; c < count; c++)
            {
                // h ∘ (z − its h-mean): it sums to 0, so the other factor needs no centring.
                Span<double> column = right.AsSpan(c * n, n);
                design.WriteColumn(columns[from + c], column);
                if (design.HasIntercept)
                {
                    TensorPrimitives.Subtract(column, TensorPrimitives.Dot<double>(column, h) / hSum, column);
                }

                TensorPrimitives.Multiply(column, h, column);
            }

            int upTo = from + count;
            design.X.Dot(columns.AsSpan(0, upTo), right, n, count, gram.AsSpan(from * stride), stride, accumulate: false);
            for (int c = 0; c < count; c++)
            {
                Span<double> row = gram.AsSpan((from + c) * stride, upTo);
                double sum = design.HasIntercept ? TensorPrimitives.Sum<double>(right.AsSpan(c * n, n)) : 0;
                for (int l = 0; l < upTo; l++)
                {
                    row[l] = (row[l] - (design.Center[columns[l]] * sum)) * design.InverseScale[columns[l]];
                }
            }

            return right;
        }, _ => { });
    }
}
