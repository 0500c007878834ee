namespace Regularization;

/// <summary>
/// What the quadratic models of a fold, with a curved loss, take from the fit on all rows: the Gram matrix over the training rows, with the curvatures h that the loss has on all rows, is that over
/// all rows less that over the rows that are held out, which are few.
/// </summary>
/// <remarks>
/// With Ω the weight of the training rows and sums about the means m over all rows, S_kl = (all − held out)_kl, which is then moved to the training rows' own means m + δ:
/// (S_kl − H δ_k δ_l) / Ω, H being Σ h over the training rows and δ_k = −Σ h (x_k − m_k) / H over the others.
/// </remarks>
internal sealed class CurvatureShare
{
    private readonly GramStore _store;
    private readonly int[] _rows;
    private readonly DesignMatrix? _heldOut;
    private readonly double _trainingWeight;
    private int _version;

    /// <summary>For the fit on all rows.</summary>
    /// <param name="store">The matrix over all rows.</param>
    public CurvatureShare(GramStore store) => (_store, _rows, _trainingWeight) = (store, [], 1);

    /// <summary>For a fold.</summary>
    /// <param name="store">The matrix over all rows.</param>
    /// <param name="rows">The rows that are held out.</param>
    /// <param name="heldOut">Their features.</param>
    /// <param name="weights">The weights of all rows.</param>
    public CurvatureShare(GramStore store, int[] rows, DesignMatrix heldOut, double[] weights)
    {
        (_store, _rows, _heldOut) = (store, rows, heldOut);
        _trainingWeight = 1 - rows.Sum(i => weights[i]);
    }

    /// <summary>Whether the matrix over all rows is of the weights that <see cref="TryWeights"/> gave.</summary>
    public bool IsCurrent => _version == _store.Version;

    /// <summary>Whether the matrix over all rows has a column.</summary>
    public bool Holds(int column) => _store.Holds(column);

    /// <summary>Writes the weights of the rows, h / Ω and 0 for those that are held out, if there are any yet.</summary>
    public bool TryWeights(double[] h)
    {
        _version = _store.Version;
        if (_version == 0)
        {
            return false;
        }

        VectorMath.Divide(_store.H, _trainingWeight, h);
        foreach (int row in _rows)
        {
            h[row] = 0;
        }

        return true;
    }

    /// <summary>The rows of the matrix, and the means of the columns, from <paramref name="first"/> on; false, and anything in them, if it cannot be had so.</summary>
    /// <param name="design">The design of the fit, for its scales.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="first">Where those begin that are new.</param>
    /// <param name="means">By place in <paramref name="columns"/>.</param>
    /// <param name="gram">gram[k·stride + l] for k ≥ first and l ≤ k.</param>
    /// <param name="stride">From row to row.</param>
    public bool TryCross(StandardizedDesign design, int[] columns, int first, double[] means, Memory<double> gram, int stride)
    {
        if (!IsCurrent || !_store.TryFind(columns, out int[] at))
        {
            return false;
        }

        int size = columns.Length;
        double[] center = [.. at.Select(_store.CenterAt)], shift = new double[size], h = [.. _rows.Select(i => _store.H[i])];
        double heldSum = VectorMath.Sum(h), rest = _store.HSum - heldSum;
        if (!(rest > FoldShare.LeastShare * _store.HSum))
        {
            return false;
        }

        if (_heldOut is not null)
        {
            if (design.HasIntercept)
            {
                _heldOut.Dot(columns, h, shift);
                for (int k = 0; k < size; k++)
                {
                    shift[k] = ((heldSum * center[k]) - shift[k]) / rest;
                }
            }

            _heldOut.Gram(columns, first, h, 0, center, gram, stride, design.Threads);
        }

        double inverse = 1 / _trainingWeight;
        var whole = new double[size];
        for (int k = first; k < size; k++)
        {
            Span<double> row = gram.Span.Slice(k * stride, k + 1), all = whole.AsSpan(0, row.Length);
            _store.CopyRow(at, k, all);
            if (_heldOut is null)
            {
                row.Clear();
            }

            double ownShift = rest * shift[k], ownScale = inverse * design.InverseScale[columns[k]];
            for (int l = 0; l < row.Length; l++)
            {
                row[l] = (all[l] - row[l] - (ownShift * shift[l])) * ownScale * design.InverseScale[columns[l]];
            }

            if (!(row[k] > FoldShare.LeastShare * all[k] * ownScale * design.InverseScale[columns[k]]))
            {
                return false;
            }

            means[k] = center[k] + shift[k];
        }

        return true;
    }
}
