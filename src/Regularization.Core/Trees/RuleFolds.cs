namespace Regularization;

/// <summary>Cross-validation of the whole of RuleFit: for each fold trees grown on the other rows, their rules, and the lasso path over them, at each penalty factor of rules and each relaxation, judged on the fold.</summary>
internal abstract class RuleFolds
{
    private readonly TrainingProblem _all;
    private readonly ReadOnlyMemory<float> _features;
    private readonly Func<IReadOnlyList<int>, LeafTable> _grow;
    private readonly IReadOnlyList<string>? _names;
    private readonly int[] _nameOfFold;
    private readonly double[] _weights;

    /// <param name="search">What is chosen among.</param>
    /// <param name="all">All rows.</param>
    /// <param name="features">All features, by rows.</param>
    /// <param name="folds">The fold of each row, and the numbers that users know the folds by.</param>
    /// <param name="grow">Grows trees on some rows and puts these in them.</param>
    /// <param name="names">Names of the features.</param>
    protected RuleFolds(RuleSearch search, TrainingProblem all, ReadOnlyMemory<float> features, (int[] OfRow, int[] Names) folds, Func<IReadOnlyList<int>, LeafTable> grow, IReadOnlyList<string>? names)
    {
        (Search, _all, _features, _grow, _names, _weights) = (search, all, features, grow, names, all.NormalizedWeights());
        (FoldOfRow, _nameOfFold) = folds;
    }

    /// <summary>The fold of each row, 0 .. Count − 1.</summary>
    public int[] FoldOfRow { get; }

    /// <summary>The number of folds.</summary>
    public int Count => _nameOfFold.Length;

    /// <summary>What is chosen among.</summary>
    protected RuleSearch Search { get; }

    /// <summary>The best of all factors, relaxations and lambdas, and among the lambdas of the best what a rule makes of their curve.</summary>
    public RuleChoice Choose(SelectionRule rule, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<double> factors = Search.Factors, shares = Search.Shares;
        var foldWeights = new double[Count];
        double[][] lambdas = [.. factors.Select((_, v) => FitAll(v, progress, cancellationToken))];
        if (!factors.Where((_, v) => IsKept(v)).Any())
        {
            throw ModelLimit.Unmet(Search.Limits, Grid);
        }

        FoldScores[][] scores = [.. lambdas.Select(own => (FoldScores[])[.. shares.Select((_, s) => new FoldScores(Measures, _nameOfFold, own, s == 0 ? progress : null))])];
        for (int f = 0; f < Count; f++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RuleFold fold = Grown(f);
            foldWeights[f] = fold.HeldWeights.Sum();
            Judge(fold, lambdas, scores, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        RuleChoice? best = null;
        for (int v = 0; v < factors.Count; v++)
        {
            for (int s = 0; s < shares.Count; s++)
            {
                CrossValidationCurve[] curves = scores[v][s].Curves(foldWeights, lambdas[v].Length);
                if (Find(v, curves[0], SelectionRule.LambdaMin) is { } least && (best is null || curves[0].Mean[least] < best.Curves[0].Mean[best.Index]))
                {
                    best = new RuleChoice(v, factors[v], shares[s], curves, least, scores[v][s].Unconverged, factors.Count > 1);
                }
            }
        }

        return best! with { Index = Find(best.At, best.Curves[0], rule) ?? best.Index };
    }

    /// <summary>What is measured; the first is what is chosen by.</summary>
    protected abstract IReadOnlyList<Measure> Measures { get; }

    /// <summary>Fits the path on all rows at a penalty factor, and gives its lambdas.</summary>
    protected abstract double[] FitAll(int at, IProgress<FitProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Fits a fold at all factors, lambdas and relaxations, and notes what its rows say.</summary>
    protected abstract void Judge(RuleFold fold, double[][] lambdas, FoldScores[][] scores, CancellationToken cancellationToken);

    /// <summary>The lambdas that were asked for.</summary>
    protected abstract LambdaGrid Grid { get; }

    /// <summary>Whether some solution on the path on all rows at a penalty factor keeps the limits.</summary>
    protected abstract bool IsKept(int at);

    /// <summary>The position on the path on all rows that a rule chooses; null if no solution keeps the limits.</summary>
    protected abstract int? Find(int at, CrossValidationCurve curve, SelectionRule rule);

    private RuleFold Grown(int fold)
    {
        int[] rows = [.. Enumerable.Range(0, FoldOfRow.Length).Where(i => FoldOfRow[i] != fold)], held = [.. Enumerable.Range(0, FoldOfRow.Length).Where(i => FoldOfRow[i] == fold)];
        LeafTable leaves = _grow(rows);
        if (leaves.Rows != rows.Length)
        {
            throw new ArgumentException($"There are {leaves.Rows} rows in the trees of fold {_nameOfFold[fold]}, which were to be grown on {rows.Length}; put these rows in them, in their order.");
        }

        float[] features = Features(rows);
        double[]? weights = _all.Weights is null ? null : [.. rows.Select(i => _all.Weights[i])];
        return new RuleFold
        {
            Number = fold,
            Candidates = new RuleCandidates(leaves, features, weights, _names, Search.WinsorizedShare),
            Features = features,
            Y = [.. rows.Select(i => _all.Y[i])],
            Weights = weights,
            HeldFeatures = Features(held),
            HeldY = [.. held.Select(i => _all.Y[i])],
            HeldWeights = [.. held.Select(i => _weights[i])],
        };
    }

    private float[] Features(int[] rows)
    {
        int p = _features.Length / FoldOfRow.Length;
        var own = new float[rows.Length * p];
        for (int i = 0; i < rows.Length; i++)
        {
            _features.Span.Slice(rows[i] * p, p).CopyTo(own.AsSpan(i * p));
        }

        return own;
    }
}
