using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

internal sealed partial class ManagedKernels
{
    protected override void CoordinateDescentCore(in DenseView x, ReadOnlySpan<double> h, double uniform, Span<double> u, in CoordinateView at, ref EpochProgress progress)
    {
        progress.Epochs = 0;
        progress.MaxChange = 0;
        while (progress.Epochs < progress.MaxEpochs)
        {
            double sum = Sum(u);
            double maxChange = 0;
            foreach (int k in at.Visit)
            {
                if (at.Curvature[k] <= 0)
                {
                    continue;
                }

                ReadOnlySpan<float> column = Column(x, at.Columns[k], 0, x.Rows);
                double center = at.Center[k];
                double gradient = at.InverseScale[k] * (Dot(column, u) - (center * sum));
                double change = Step(at, k, gradient, ref maxChange);
                if (change == 0)
                {
                    continue;
                }

                double d = change * at.InverseScale[k];
                if (h.IsEmpty)
                {
                    AddMultiple(column, -d * uniform, center, u);
                }
                else
                {
                    AddMultiple(column, -d, center, h, u);
                }
            }

            if (EndEpoch(ref progress, maxChange))
            {
                return;
            }
        }
    }

    protected override void CoordinateDescentCore(in SparseView x, ReadOnlySpan<double> h, double uniform, double hSum, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress)
    {
        progress.Epochs = 0;
        progress.MaxChange = 0;
        double sum = IsCentered(at) ? Sum(u) : 0;
        while (progress.Epochs < progress.MaxEpochs)
        {
            double maxChange = 0;
            foreach (int k in at.Visit)
            {
                if (at.Curvature[k] <= 0)
                {
                    continue;
                }

                Entries(x, at.Columns[k], out ReadOnlySpan<int> rows, out ReadOnlySpan<float> values);
                double center = at.Center[k];
                double gradient = at.InverseScale[k] * (SparseDot(rows, values, u) - (center * sum));
                double change = Step(at, k, gradient, ref maxChange);
                if (change == 0)
                {
                    continue;
                }

                double d = change * at.InverseScale[k];
                if (h.IsEmpty)
                {
                    SparseAdd(rows, values, -d * uniform, u);
                }
                else
                {
                    SparseAdd(rows, values, -d, h, u);
                }

                shift += d * center;
                sum -= d * center * hSum;
            }

            if (EndEpoch(ref progress, maxChange))
            {
                return;
            }
        }
    }

    protected override void CoordinateDescentCore(ReadOnlySpan<double> gram, int gramStride, Span<double> q, in CoordinateView at, ref EpochProgress progress)
    {
        int size = at.Beta.Length;
        q = q[..size];
        progress.Epochs = 0;
        progress.MaxChange = 0;
        while (progress.Epochs < progress.MaxEpochs)
        {
            double maxChange = 0;
            foreach (int k in at.Visit)
            {
                if (at.Curvature[k] <= 0)
                {
                    continue;
                }

                double change = Step(at, k, q[k], ref maxChange);
                if (change != 0)
                {
                    AddMultiple(gram.Slice(k * gramStride, size), -change, q);
                }
            }

            if (EndEpoch(ref progress, maxChange))
            {
                return;
            }
        }
    }

    /// <summary>b' = clip(soft(curvature b + gradient, l1) / (curvature + l2), lower, upper); stores it and returns b' − b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Step(in CoordinateView at, int k, double gradient, ref double maxChange)
    {
        double curvature = at.Curvature[k];
        double old = at.Beta[k];
        double value = Clip(Soft((curvature * old) + gradient, at.L1[k]) / (curvature + at.L2[k]), at.Lower[k], at.Upper[k]);
        double change = value - old;
        at.Beta[k] = value;
        double size = curvature * change * change;
        if (size > maxChange || double.IsNaN(size))
        {
            maxChange = size; // once NaN it stays: nothing compares greater
        }

        return change;
    }

    /// <summary>True where the tolerance is reached, or NaN makes every further epoch useless.</summary>
    private static bool EndEpoch(ref EpochProgress progress, double maxChange)
    {
        progress.Epochs++;
        progress.MaxChange = maxChange;
        return !(maxChange > progress.Tolerance);
    }

    private static bool IsCentered(in CoordinateView at)
    {
        foreach (int k in at.Visit)
        {
            if (at.Center[k] != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>y += a x.</summary>
    private static void AddMultiple(ReadOnlySpan<double> x, double a, Span<double> y)
    {
        int width = Vector<double>.Count;
        Vector<double> factor = new(a);
        ref double target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= x.Length - (2 * width); i += 2 * width)
        {
            Vector.MultiplyAddEstimate(Load(x, i), factor, Load(y, i)).StoreUnsafe(ref target, (nuint)i);
            Vector.MultiplyAddEstimate(Load(x, i + width), factor, Load(y, i + width)).StoreUnsafe(ref target, (nuint)(i + width));
        }

        for (; i < x.Length; i++)
        {
            y[i] += a * x[i];
        }
    }
}
