namespace Regularization.Tests;

/// <content>The kernels of batches, problem by problem.</content>
internal sealed partial class NaiveKernels
{
    protected override void BatchDotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> u, Span<double> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            for (int b = 0; b < Batch; b++)
            {
                double sum = 0;
                for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1]; e++)
                {
                    sum += x.Values[(int)e] * u[(x.RowIndices[(int)e] * Batch) + b];
                }

                result[(k * Batch) + b] = sum;
            }
        }
    }

    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<double> u, Span<double> result)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            for (long e = x.Starts[i]; e < x.Starts[i + 1]; e++)
            {
                for (int b = 0; b < Batch; b++)
                {
                    result[(x.ColumnIndices[(int)e] * Batch) + b] += x.Values[(int)e] * u[(i * Batch) + b];
                }
            }
        }
    }

    protected override void BatchDotCore(in SparseRowView x, ReadOnlySpan<float> u, Span<float> result)
    {
        double[] wide = Widened(result);
        BatchDotCore(x, Widened(u), wide);
        Narrow(wide, result);
    }

    protected override void BatchTimesCore(in SparseRowView x, ReadOnlySpan<double> a, Span<double> y)
    {
        y[..(x.Rows * Batch)].Clear();
        for (int i = 0; i < x.Rows; i++)
        {
            for (long e = x.Starts[i]; e < x.Starts[i + 1]; e++)
            {
                for (int b = 0; b < Batch; b++)
                {
                    y[(i * Batch) + b] += x.Values[(int)e] * a[(x.ColumnIndices[(int)e] * Batch) + b];
                }
            }
        }
    }

    protected override void BatchMomentsCore(in SparseRowView x, ReadOnlySpan<float> h, Span<float> first, Span<float> second)
    {
        double[] once = Widened(first), twice = Widened(second);
        for (int i = 0; i < x.Rows; i++)
        {
            for (long e = x.Starts[i]; e < x.Starts[i + 1]; e++)
            {
                double value = x.Values[(int)e];
                for (int b = 0; b < Batch; b++)
                {
                    once[(x.ColumnIndices[(int)e] * Batch) + b] += h[(i * Batch) + b] * value;
                    twice[(x.ColumnIndices[(int)e] * Batch) + b] += h[(i * Batch) + b] * value * value;
                }
            }
        }

        Narrow(once, first);
        Narrow(twice, second);
    }

    protected override void BatchGramCore(in SparseRowView x, ReadOnlySpan<float> h, float uniform, ReadOnlySpan<float> p, Span<float> y, Span<float> ySum, Span<float> q, int stride)
    {
        double[] product = new double[x.Rows * Batch], sums = new double[Batch];
        BatchTimesCore(x, Widened(Dense(p, x.Columns, stride)), product);
        for (int k = 0; k < product.Length; k++)
        {
            product[k] *= h.IsEmpty ? uniform : h[k];
            sums[k % Batch] += product[k];
        }

        if (!q.IsEmpty)
        {
            double[] wide = Widened(Dense(q, x.Columns, stride));
            BatchDotCore(x, product, wide);
            for (int k = 0; k < wide.Length; k++)
            {
                q[(k / Batch * stride) + (k % Batch)] = (float)wide[k];
            }
        }

        Narrow(product, y);
        Narrow(sums, ySum);
    }

    protected override void BatchDescentCore(in SparseView x, ReadOnlySpan<float> h, in BatchView at, Span<float> v, Span<float> vSum, int stride)
    {
        for (int b = 0; b < Batch; b++)
        {
            double sum = vSum[b];
            foreach (int k in at.Visit)
            {
                int element = (k * Batch) + b, column = at.Columns[k];
                double dot = 0;
                for (long e = x.Starts[column]; e < x.Starts[column + 1]; e++)
                {
                    dot += x.Values[(int)e] * v[(x.RowIndices[(int)e] * stride) + b];
                }

                double beta = at.Start[element] + at.Change[element], curvature = at.Curvature[element];
                double l1 = (at.Below[element] - (double)at.Above[element]) / 2, start = at.Above[element] + l1 + (at.L2[element] * at.Start[element]);
                double z = (curvature * beta) + start + (at.InverseScale[k] * (dot - (at.Center[element] * sum)));
                double end = Math.CopySign(Math.Max(Math.Abs(z) - l1, 0), z) / (curvature + at.L2[element]);
                double step = (Math.Clamp(end, at.Lower[k], at.Upper[k]) - beta) * at.Moves[element], d = step * at.InverseScale[k];
                at.Change[element] += (float)step;
                for (long e = x.Starts[column]; e < x.Starts[column + 1]; e++)
                {
                    int row = (x.RowIndices[(int)e] * stride) + b;
                    v[row] -= (float)(d * x.Values[(int)e] * (h.IsEmpty ? at.Uniform : h[row]));
                }

                sum -= d * at.Center[element] * at.WeightSum[b];
            }

            vSum[b] = (float)sum;
        }
    }

    /// <summary>What is at k·stride, without what is between.</summary>
    private static float[] Dense(ReadOnlySpan<float> values, int count, int stride)
    {
        var dense = new float[count * Batch];
        for (int k = 0; k < dense.Length; k++)
        {
            dense[k] = values[(k / Batch * stride) + (k % Batch)];
        }

        return dense;
    }

    private static double[] Widened(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }

    private static void Narrow(ReadOnlySpan<double> values, Span<float> result)
    {
        for (int i = 0; i < values.Length; i++)
        {
            result[i] = (float)values[i];
        }
    }
}
