namespace Regularization.Tests;

internal sealed partial class NaiveKernels
{
    protected override void GemmCore(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = accumulate ? c[(i * cStride) + j] : 0;
                for (int l = 0; l < k; l++)
                {
                    sum += a[transposeA ? (l * aStride) + i : (i * aStride) + l] * (double)b[transposeB ? (j * bStride) + l : (l * bStride) + j];
                }

                c[(i * cStride) + j] = (float)sum;
            }
        }
    }

    protected override void SparseTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            for (int e = (int)x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                for (int k = 0; k < width; k++)
                {
                    z[(i * width) + k] += x.Values[e] * w[(x.ColumnIndices[e] * width) + k];
                }
            }
        }
    }

    protected override void SparseTransposeTimesCore(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            for (int e = (int)x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                for (int k = from; k < to; k++)
                {
                    result[(x.ColumnIndices[e] * width) + k] += x.Values[e] * d[(i * width) + k];
                }
            }
        }
    }

    protected override void UpdateCore(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            double w = weights[i], g = gradient[i] + ((step.Decay + (2 * step.L2)) * w) + (step.L1 * (w > 0 ? 1 : w < 0 ? -1 : 0)), rate = step.LearningRate, d = g;
            switch (step.Rule)
            {
                case UpdateRule.Momentum:
                    d = first[i] = (float)((step.Beta1 * first[i]) + g);
                    break;
                case UpdateRule.Nesterov:
                    first[i] = (float)((step.Beta1 * first[i]) + g);
                    d = g + (step.Lookahead * first[i]);
                    break;
                case UpdateRule.Adam:
                    d = first[i] = (float)((step.Beta1 * first[i]) + (step.Rest1 * g));
                    rate /= (step.SecondScale * Math.Sqrt(second[i] = (float)((step.Beta2 * second[i]) + (step.Rest2 * g * g)))) + step.Epsilon;
                    break;
                case UpdateRule.AmsGrad:
                    d = first[i] = (float)((step.Beta1 * first[i]) + (step.Rest1 * g));
                    second[i] = (float)((step.Beta2 * second[i]) + (step.Rest2 * g * g));
                    rate /= (step.SecondScale * Math.Sqrt(largest[i] = Math.Max(largest[i], second[i]))) + step.Epsilon;
                    break;
                case UpdateRule.RmsProp:
                    rate /= Math.Sqrt(second[i] = (float)((step.Beta2 * second[i]) + (step.Rest2 * g * g))) + step.Epsilon;
                    break;
            }

            w = w - (step.Shrink * w) - (rate * d);
            weights[i] = (float)(Soft(w, rate * step.ProxL1) / (1 + (rate * step.ProxL2)));
        }
    }

    protected override void UpdateIdleCore(ReadOnlySpan<OptimizerStep> steps, ReadOnlySpan<int> rows, ReadOnlySpan<int> from, int most, int width, Span<float> weights, Span<float> first, Span<float> second, Span<float> largest)
    {
        foreach (int row in rows)
        {
            for (int t = from[row]; t < steps.Length && t < from[row] + (long)most; t++)
            {
                Span<float> Part(Span<float> all) => all.IsEmpty ? all : all.Slice(row * width, width);
                UpdateCore(steps[t], Part(weights), new float[width], Part(first), Part(second), Part(largest));
            }
        }
    }
}
