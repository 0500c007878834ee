namespace Regularization.Tests;

/// <summary>The formulas of <c>regularization_native.h</c> as plain loops: slow, and easy to compare with the header by eye.</summary>
internal sealed partial class NaiveKernels(string name = "naive") : KernelSet
{
    public override string Name => name;

    protected override void DotCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        for (int c = 0; c < rCount; c++)
        {
            for (int k = 0; k < columns.Length; k++)
            {
                double sum = 0;
                for (int i = 0; i < x.Rows; i++)
                {
                    sum += x.Values[(columns[k] * x.Stride) + i] * r[(c * rStride) + i];
                }

                result[(c * resultStride) + k] = (accumulate ? result[(c * resultStride) + k] : 0) + sum;
            }
        }
    }

    protected override void DotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        for (int c = 0; c < rCount; c++)
        {
            for (int k = 0; k < columns.Length; k++)
            {
                double sum = 0;
                for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1]; e++)
                {
                    sum += x.Values[(int)e] * r[(c * rStride) + x.RowIndices[(int)e]];
                }

                result[(c * resultStride) + k] = (accumulate ? result[(c * resultStride) + k] : 0) + sum;
            }
        }
    }

    protected override void SquareCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> center, Span<double> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            double sum = 0;
            for (int i = 0; i < x.Rows; i++)
            {
                double z = x.Values[(columns[k] * x.Stride) + i] - center[k];
                sum += (h.IsEmpty ? uniform : h[i]) * z * z;
            }

            result[k] = sum;
        }
    }

    protected override void SquareCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, double hSum, ReadOnlySpan<double> center, Span<double> result)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            double sum = 0;
            double weight = 0;
            for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1]; e++)
            {
                double z = x.Values[(int)e] - center[k];
                double hi = h.IsEmpty ? uniform : h[x.RowIndices[(int)e]];
                sum += hi * z * z;
                weight += hi;
            }
            double rest = hSum - weight;
            result[k] = sum + (rest <= 1e-12 * hSum ? 0 : rest * center[k] * center[k]);
        }
    }

    protected override void AddCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            for (int i = 0; i < x.Rows && a[k] != 0; i++)
            {
                y[i] += a[k] * x.Values[(columns[k] * x.Stride) + i];
            }
        }
    }

    protected override void AddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            for (long e = x.Starts[columns[k]]; e < x.Starts[columns[k] + 1] && a[k] != 0; e++)
            {
                y[x.RowIndices[(int)e]] += a[k] * x.Values[(int)e];
            }
        }
    }

    protected override void CoordinateDescentCore(in DenseView x, ReadOnlySpan<double> h, double uniform, Span<double> u, in CoordinateView at, ref EpochProgress progress)
    {
        progress.Epochs = 0;
        progress.MaxChange = 0;
        bool stopped = false;
        while (!stopped && progress.Epochs < progress.MaxEpochs)
        {
            double sum = 0;
            foreach (double value in u)
            {
                sum += value;
            }

            double maxChange = 0;
            foreach (int k in at.Visit)
            {
                double dot = 0;
                for (int i = 0; i < x.Rows; i++)
                {
                    dot += x.Values[(at.Columns[k] * x.Stride) + i] * u[i];
                }

                double d = Visit(at, k, at.InverseScale[k] * (dot - (at.Center[k] * sum)), ref maxChange) * at.InverseScale[k];
                for (int i = 0; i < x.Rows && d != 0; i++)
                {
                    u[i] -= d * (h.IsEmpty ? uniform : h[i]) * (x.Values[(at.Columns[k] * x.Stride) + i] - at.Center[k]);
                }
            }

            stopped = Stops(ref progress, maxChange);
        }
    }

    protected override void CoordinateDescentCore(in SparseView x, ReadOnlySpan<double> h, double uniform, double hSum, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress)
    {
        progress.Epochs = 0;
        progress.MaxChange = 0;
        bool stopped = false;
        while (!stopped && progress.Epochs < progress.MaxEpochs)
        {
            double maxChange = 0;
            foreach (int k in at.Visit)
            {
                double sum = 0;
                foreach (double value in u)
                {
                    sum += value;
                }

                double dot = 0;
                for (long e = x.Starts[at.Columns[k]]; e < x.Starts[at.Columns[k] + 1]; e++)
                {
                    dot += x.Values[(int)e] * u[x.RowIndices[(int)e]];
                }

                double centered = at.Center[k] == 0 ? dot : dot - (at.Center[k] * sum);
                double d = Visit(at, k, at.InverseScale[k] * centered, ref maxChange) * at.InverseScale[k];
                for (long e = x.Starts[at.Columns[k]]; e < x.Starts[at.Columns[k] + 1] && d != 0; e++)
                {
                    int row = x.RowIndices[(int)e];
                    u[row] -= d * (h.IsEmpty ? uniform : h[row]) * x.Values[(int)e];
                }

                shift += d * at.Center[k];
            }

            stopped = Stops(ref progress, maxChange);
        }
    }

    protected override void CoordinateDescentCore(ReadOnlySpan<double> gram, int gramStride, Span<double> q, in CoordinateView at, ref EpochProgress progress)
    {
        progress.Epochs = 0;
        progress.MaxChange = 0;
        bool stopped = false;
        while (!stopped && progress.Epochs < progress.MaxEpochs)
        {
            double maxChange = 0;
            foreach (int k in at.Visit)
            {
                double change = Visit(at, k, q[k], ref maxChange);
                for (int l = 0; l < at.Beta.Length && change != 0; l++)
                {
                    q[l] -= change * gram[(k * gramStride) + l];
                }
            }

            stopped = Stops(ref progress, maxChange);
        }
    }

    protected override void ProxElasticNetCore(ReadOnlySpan<double> z, double step, ReadOnlySpan<double> l1, ReadOnlySpan<double> l2, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> result)
    {
        for (int k = 0; k < z.Length; k++)
        {
            result[k] = Clip(Soft(z[k], step * l1[k]) / (1 + (step * l2[k])), lower[k], upper[k]);
        }
    }

    private static double Visit(in CoordinateView at, int k, double gradient, ref double maxChange)
    {
        if (at.Curvature[k] <= 0)
        {
            return 0;
        }

        double old = at.Beta[k];
        at.Beta[k] = Clip(Soft((at.Curvature[k] * old) + gradient, at.L1[k]) / (at.Curvature[k] + at.L2[k]), at.Lower[k], at.Upper[k]);
        double change = at.Beta[k] - old;
        maxChange = Math.Max(maxChange, at.Curvature[k] * change * change); // Math.Max keeps NaN
        return change;
    }

    private static bool Stops(ref EpochProgress progress, double maxChange)
    {
        progress.Epochs++;
        progress.MaxChange = maxChange;
        return maxChange <= progress.Tolerance || double.IsNaN(maxChange);
    }

    private static double Soft(double value, double threshold)
    {
        double left = Math.Abs(value) - threshold; // NaN also for infinity less infinity
        return double.IsNaN(left) ? left : Math.CopySign(Math.Max(left, 0), value);
    }

    private static double Clip(double value, double lower, double upper) => double.IsNaN(value) ? value : Math.Min(Math.Max(value, lower), upper);
}
