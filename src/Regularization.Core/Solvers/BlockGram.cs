using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// The matrix of a quadratic model of the loss on a working set: G = Z'HZ with the columns centred at their h-weighted means m (0 without an intercept). It is
/// kept while h moves little, as the next gradient shows what it is off by, and grows by the columns that come in.
/// </summary>
internal sealed class BlockGram(FitContext context)
{
    /// <summary>How far h may move, relative to its size, before everything is computed anew: not at all where the curvature jumps, as there a small h alone may bend a direction.</summary>
    private readonly double _mostDrift = context.Loss.HasSmoothCurvature ? 0.05 : 0;

    private readonly double[] _h = new double[context.Y.Length];
    private int[] _columns = [];

    /// <summary>G by rows, as many as there are columns.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>m of the standardised columns.</summary>
    public double[] Mean { get; private set; } = [];

    /// <summary>Σ h.</summary>
    public double Sum { get; private set; }

    /// <summary>Has everything computed anew the next time: a step based on it was too long.</summary>
    public void Forget() => Sum = 0;

    /// <summary>Brings it up to date with columns, those that it has first, and row weights, of which those of the squared loss are left as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(int[] columns, double[] h)
    {
        StandardizedDesign design = context.Design;
        if (Sum == 0 || (!context.Loss.IsSquared && VectorMath.Distance(h, _h) > _mostDrift * VectorMath.Norm(_h)))
        {
            h.CopyTo(_h, 0);
            Sum = VectorMath.Sum(_h);
            _columns = [];
        }
        else if (ReferenceEquals(columns, _columns))
        {
            return;
        }

        int size = columns.Length, known = 0;
        double[] gram = new double[size * size], mean = new double[size];
        if (_columns.Length > 0)
        {
            int[] at = new int[design.Columns];
            for (int k = 0; k < _columns.Length; k++)
            {
                at[_columns[k]] = k + 1;
            }

            known = Array.FindIndex(columns, j => at[j] == 0);
            known = known < 0 ? size : known;
            int[] from = [.. columns.AsSpan(0, known).ToArray().Select(j => at[j] - 1)];
            for (int k = 0; k < known; k++)
            {
                ReadOnlySpan<double> row = Values.AsSpan(from[k] * _columns.Length, _columns.Length);
                mean[k] = Mean[from[k]];
                for (int l = 0; l < known; l++)
                {
                    gram[(k * size) + l] = row[from[l]];
                }
            }
        }

        WeightedGram.Cross(design, columns, known, context.Loss.IsSquared ? design.W : _h, gram, size);
        for (int k = known; k < size; k++)
        {
            for (int l = 0; l < k; l++)
            {
                gram[(l * size) + k] = gram[(k * size) + l];
            }
        }

        if (design.HasIntercept && known < size)
        {
            design.Gradient(columns.AsMemory(known), _h, mean.AsMemory(known));
            VectorMath.Divide(mean.AsSpan(known), Sum, mean.AsSpan(known));
        }

        (_columns, Values, Mean) = (columns, gram, mean);
    }
}
