namespace Regularization;

/// <summary>
/// Means and curvatures of columns under the row weights h of a quadratic model, by position of the working set: m_k = Σ h x_k / Σ h and a_k = Σ h (z_k − m_k)².
/// They are kept while h moves little: then the quadratic model is a little off, which shows in the next gradient, and costs less than a pass over the columns.
/// </summary>
internal sealed class ColumnCurvature(FitContext context, WorkingSet set)
{
    /// <summary>How far h may move, relative to its size, before everything is computed anew.</summary>
    private const double MostDrift = 0.05;

    private readonly double[] _weights = new double[context.Y.Length];
    private bool[] _isKnown = [];

    /// <summary>m_k on the original scale of the column.</summary>
    public double[] Center { get; private set; } = [];

    /// <summary>a_k.</summary>
    public double[] Curvature { get; private set; } = [];

    /// <summary>Makes room for the positions that have come in. For the squared loss, whose h stays, they are known at once.</summary>
    public void Grow()
    {
        int size = set.Columns.Length;
        if (Center.Length < size)
        {
            double[] center = Center, curvature = Curvature;
            Array.Resize(ref center, size);
            Array.Resize(ref curvature, size);
            Array.Resize(ref _isKnown, size);
            (Center, Curvature) = (center, curvature);
        }

        for (int k = 0; context.Loss.IsSquared && k < set.Count; k++)
        {
            int column = set.Columns[k];
            Center[k] = context.Design.Center[column];
            Curvature[k] = context.Design.Norm[column] * context.Design.Norm[column];
        }
    }

    /// <summary>Has everything computed anew the next time: a step based on it was too long.</summary>
    public void Forget() => Array.Clear(_weights);

    /// <summary>Brings these positions up to date with the row weights, if need be.</summary>
    public void Update(int[] positions, double[] h, double hSum)
    {
        if (context.Loss.IsSquared)
        {
            return;
        }

        if (VectorMath.Distance(h, _weights) > MostDrift * VectorMath.Norm(h))
        {
            h.CopyTo(_weights, 0);
            Array.Clear(_isKnown);
        }

        int[] fresh = [.. positions.Where(k => !_isKnown[k])], columns = set.ColumnsAt(fresh);
        double[] center = new double[fresh.Length], square = new double[fresh.Length];
        ColumnBlocks.For(context.Design.Threads, columns, context.Design.X, (from, to) =>
        {
            ReadOnlySpan<int> block = columns.AsSpan(from, to - from);
            Span<double> c = center.AsSpan(from, to - from);
            if (context.Options.Intercept)
            {
                context.Design.X.Dot(block, h, c);
                VectorMath.Divide(c, hSum, c);
            }

            context.Design.X.Square(block, new RowWeights(h, 0, hSum), c, square.AsSpan(from, to - from));
        });
        for (int k = 0; k < fresh.Length; k++)
        {
            double inverse = set.InverseScale[fresh[k]];
            Center[fresh[k]] = center[k];
            Curvature[fresh[k]] = square[k] * inverse * inverse;
            _isKnown[fresh[k]] = true;
        }
    }
}
