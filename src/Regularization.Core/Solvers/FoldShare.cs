namespace Regularization;

/// <summary>
/// What a fold of a cross-validation with the squared loss takes from the fit on all rows: sums over its training rows are those over all rows less those over the
/// rows it holds out, which are few.
/// </summary>
/// <remarks>
/// With weights w of all rows, and Ω their sum over the training rows, sums are taken about the centres m of all rows, S = (all − held out) / Ω, and then moved to
/// the fold's own centres m + δ: S_kl − δ_k δ_l. Columns that vary mostly in the held-out rows would lose digits in this; theirs are computed from the training rows.
/// </remarks>
internal sealed class FoldShare : ISharedGram
{
    /// <summary>The share of a sum of squares that the held-out rows must leave, so that a difference loses no more than three digits.</summary>
    public const double LeastShare = 1e-3;

    /// <summary>So many entries of the held-out rows stay in the second-level cache while sums over them are taken.</summary>
    private const int BlockEntries = 32768;

    private readonly FitContext _all;
    private readonly GramStore _store;
    private readonly DesignMatrix _heldOut;
    private readonly double[] _weights;
    private readonly double _trainingWeight;
    private readonly double[] _shift;
    private readonly double[] _products;
    private readonly bool[] _isDifference;

    /// <param name="all">The fit on all rows.</param>
    /// <param name="store">Its Gram matrix, which all folds share.</param>
    /// <param name="training">The problem with weight 0 for the held-out rows.</param>
    /// <param name="rows">The held-out rows.</param>
    /// <param name="heldOut">Their features.</param>
    public FoldShare(FitContext all, GramStore store, TrainingProblem training, int[] rows, DesignMatrix heldOut)
    {
        (_all, _store, _heldOut) = (all, store, heldOut);
        StandardizedDesign design = all.Design;
        _weights = [.. rows.Select(i => design.W[i])];
        double heldWeight = VectorMath.Sum(_weights);
        _trainingWeight = 1 - heldWeight;
        double[] residual = [.. rows.Select((i, k) => all.NullResidual[i] * _weights[k])];
        double residualSum = VectorMath.Sum(residual);
        int p = design.Columns;
        double[] mean = new double[p], variance = new double[p];
        (_shift, _products, _isDifference) = (new double[p], new double[p], new bool[p]);
        int block = Math.Max(1, BlockEntries / rows.Length);
        for (int from = 0; from < p; from += block)
        {
            int count = Math.Min(block, p - from);
            ReadOnlySpan<int> columns = design.AllColumns.AsSpan(from, count);
            heldOut.Dot(columns, _weights, mean.AsSpan(from, count));
            heldOut.Square(columns, new RowWeights(_weights, 0, heldWeight), design.Moments.Mean.AsSpan(from, count), variance.AsSpan(from, count));
            heldOut.Dot(columns, residual, _products.AsSpan(from, count));
        }

        var direct = new List<int>();
        for (int j = 0; j < p; j++)
        {
            double middle = design.Moments.Mean[j], whole = design.Moments.Variance[j], inverse = design.InverseScale[j];
            double shift = ((heldWeight * middle) - mean[j]) / _trainingWeight, own = ((whole - variance[j]) / _trainingWeight) - (shift * shift);
            (mean[j], variance[j]) = (middle + shift, own);
            bool isDifference = own * _trainingWeight > LeastShare * whole && inverse > 0
                && (design.HasIntercept || (own + (mean[j] * mean[j])) * _trainingWeight > LeastShare * (whole + (middle * middle)));
            if (isDifference)
            {
                _products[j] = ((all.NullGradient[j] / inverse) - _products[j] + (design.Center[j] * residualSum)) / _trainingWeight;
                _shift[j] = design.HasIntercept ? shift : 0;
                _isDifference[j] = true;
            }
            else
            {
                direct.Add(j);
            }
        }

        Moments = new ColumnMoments(mean, variance);
        Moments.Replace(training.X, [.. direct], training.NormalizedWeights());
    }

    /// <summary>Means and variances of the columns over the training rows.</summary>
    public ColumnMoments Moments { get; }

    /// <summary>The gradient of the null model of the fold, whose residual is that of all rows less a constant.</summary>
    public double[] NullGradient(FitContext fold, double[] weightedResidual)
    {
        var gradient = new double[fold.Design.Columns];
        if (!(fold.NullLoss * _trainingWeight > LeastShare * _all.NullLoss))
        {
            fold.Design.Gradient(fold.Design.AllColumns, weightedResidual, gradient);
            return gradient;
        }

        double change = fold.NullIntercept - _all.NullIntercept;
        for (int j = 0; j < gradient.Length; j++)
        {
            gradient[j] = (_products[j] - (_shift[j] * change)) * fold.Design.InverseScale[j];
        }

        int[] direct = [.. fold.Design.AllColumns.Where(j => !_isDifference[j])];
        var own = new double[direct.Length];
        fold.Design.Gradient(direct, weightedResidual, own);
        for (int k = 0; k < direct.Length; k++)
        {
            gradient[direct[k]] = own[k];
        }

        return gradient;
    }

    /// <inheritdoc/>
    public bool TryCross(StandardizedDesign design, int[] columns, int first, Memory<double> gram, int stride)
    {
        int size = columns.Length;
        if (!_store.TryFind(columns, out int[] at) || !columns.All(j => _isDifference[j]))
        {
            return false;
        }

        double[] center = new double[size], shift = new double[size], scale = new double[size];
        for (int k = 0; k < size; k++)
        {
            int j = columns[k];
            (center[k], shift[k], scale[k]) = (_all.Design.Center[j], _shift[j], design.InverseScale[j]);
        }

        _heldOut.Gram(columns, first, _weights, 0, center, gram, stride, design.Threads);
        double inverse = 1 / _trainingWeight;
        var whole = new double[size];
        for (int k = first; k < size; k++)
        {
            Span<double> row = gram.Span.Slice(k * stride, k + 1);
            Span<double> all = whole.AsSpan(0, row.Length);
            _store.CopyRow(at, k, all);
            ReadOnlySpan<double> shifts = shift.AsSpan(0, row.Length), scales = scale.AsSpan(0, row.Length);
            double ownShift = shift[k], ownScale = scale[k];
            for (int l = 0; l < row.Length; l++)
            {
                row[l] = (((all[l] - row[l]) * inverse) - (ownShift * shifts[l])) * (ownScale * scales[l]);
            }
        }

        return true;
    }
}
