using System.Numerics.Tensors;

namespace Regularization;

/// <content>The kernels of networks.</content>
internal sealed partial class ManagedKernels
{
    public override void Gemm(bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        for (int i = 0; i < m; i++)
        {
            Span<float> row = c.Slice(i * cStride, n);
            if (!accumulate)
            {
                row.Clear();
            }

            if (transposeB)
            {
                for (int j = 0; j < n; j++)
                {
                    float sum = 0;
                    for (int l = 0; l < k; l++)
                    {
                        sum += (transposeA ? a[(l * aStride) + i] : a[(i * aStride) + l]) * b[(j * bStride) + l];
                    }

                    row[j] += sum;
                }
            }
            else
            {
                for (int l = 0; l < k; l++)
                {
                    float factor = transposeA ? a[(l * aStride) + i] : a[(i * aStride) + l];
                    TensorPrimitives.MultiplyAdd(b.Slice(l * bStride, n), factor, row, row);
                }
            }
        }
    }

    public override void SparseTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> w, int width, Span<float> z)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> target = z.Slice(i * width, width);
            for (long e = x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                TensorPrimitives.MultiplyAdd(w.Slice(x.ColumnIndices[(int)e] * width, width), x.Values[(int)e], target, target);
            }
        }
    }

    public override void SparseTransposeTimes(in SparseRowView x, ReadOnlySpan<int> rows, ReadOnlySpan<float> d, int width, int from, int to, Span<float> result)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> source = d.Slice((i * width) + from, to - from);
            for (long e = x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                Span<float> target = result.Slice((x.ColumnIndices[(int)e] * width) + from, to - from);
                TensorPrimitives.MultiplyAdd(source, x.Values[(int)e], target, target);
            }
        }
    }

    public override void Update(in OptimizerStep step, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> largest)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            float w = weights[i], g = gradient[i] + (step.Decay * w) + (step.L1 * Math.Sign(w)) + (2 * step.L2 * w), rate = step.LearningRate, d = g;
            w -= step.Shrink * w;
            if (step.Rule is UpdateRule.Momentum or UpdateRule.Nesterov)
            {
                float m = first[i] = (step.Beta1 * first[i]) + g;
                d = step.Rule == UpdateRule.Nesterov ? g + (step.Lookahead * m) : m;
            }
            else if (step.Rule is UpdateRule.Adam or UpdateRule.AmsGrad)
            {
                d = first[i] = (step.Beta1 * first[i]) + (step.Rest1 * g);
                float v = second[i] = (step.Beta2 * second[i]) + (step.Rest2 * g * g);
                if (step.Rule == UpdateRule.AmsGrad)
                {
                    v = largest[i] = Math.Max(largest[i], v);
                }

                rate /= (step.SecondScale * MathF.Sqrt(v)) + step.Epsilon;
            }
            else if (step.Rule == UpdateRule.RmsProp)
            {
                float v = second[i] = (step.Beta2 * second[i]) + (step.Rest2 * g * g);
                rate /= MathF.Sqrt(v) + step.Epsilon;
            }

            w -= rate * d;
            float shrunk = Math.Abs(w) - (rate * step.ProxL1);
            weights[i] = (shrunk <= 0 ? 0 : MathF.CopySign(shrunk, w)) / (1 + (rate * step.ProxL2));
        }
    }
}
