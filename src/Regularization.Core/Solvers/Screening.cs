using System.Numerics;

namespace Regularization;

/// <summary>
/// Proves that columns outside the working set have a gradient too small to matter, mostly without touching them: with the gradients at an earlier
/// residuals ρ_m, |z_j'Wρ| ≤ |Σ_m t_m z_j'Wρ_m| + ‖z_j‖ ‖ρ − Σ_m t_m ρ_m‖ for any t (Cauchy-Schwarz). Along a path residuals move almost on a line, so that a few
/// earlier ones leave little of the next. What that does not prove is computed.
/// </summary>
internal sealed class Screening
{
    /// <summary>When more than this share of the columns cannot be proved harmless, one pass over all of them makes a new reference.</summary>
    private const double RenewalShare = 0.25;

    /// <summary>References that are kept.</summary>
    private const int MostReferences = 3;

    /// <summary>
    /// How fast gradients are taken to grow from one lambda to the next, relative to lambda itself, by which the strong rule bounds it. It rarely comes near that, and where
    /// a working model in covariance form misses a column, little is lost: the pass that proves the others finds it.
    /// </summary>
    private const double GrowthOfGradients = 0.5;

    /// <summary>Added to the diagonal of the references' products, relative to it.</summary>
    private const double Ridge = 1e-12;

    /// <summary>Room for rounding in the bound.</summary>
    private const double Safety = 1 + 1e-9;

    private readonly FitContext _context;
    private readonly double _growth;
    private readonly List<Reference> _references = [];
    private readonly double[] _combined;
    private double[] _threshold;
    private double[] _previousThreshold;

    /// <summary>A gradient below this share of its threshold is not expected to reach it, however far the last lambda is: if it does, the check after the fit finds it.</summary>
    private const double CandidateShare = 0.8;

    public Screening(FitContext context)
    {
        _context = context;
        _growth = context.Loss.IsSquared || QuadraticGram.Suits(context) ? GrowthOfGradients : 1;
        _references.Add(new Reference(context.NullResidual, context.NullGradient, [WeightedDot(context.NullResidual, context.NullResidual)]));
        LastGradient = [.. context.NullGradient];
        (_threshold, _previousThreshold, _combined) = (new double[LastGradient.Length], new double[LastGradient.Length], new double[LastGradient.Length]);
    }

    /// <summary>The gradient of each column when it was last computed: a guess at what it is now.</summary>
    public double[] LastGradient { get; }

    /// <summary>Sets the thresholds below which gradients leave coefficients at 0 to those of this lambda.</summary>
    public void SetLambda(double lambda)
    {
        (_threshold, _previousThreshold) = (_previousThreshold, _threshold);
        double same = _context.Penalty.Factors is null ? _context.Penalty.ZeroThreshold(lambda) : 0;
        for (int j = 0; j < _threshold.Length; j++)
        {
            _threshold[j] = !_context.IsEligible(j) ? double.PositiveInfinity
                : _context.Penalty.Factors is null ? same
                : _context.Penalty.ZeroThreshold(lambda * _context.Penalty.Factor(j));
        }
    }

    /// <summary>The columns that the sequential strong rule does not discard between the last two lambdas, or not all of them where these are far apart.</summary>
    public List<int> Strong()
    {
        var columns = new List<int>();
        for (int j = 0; j < _threshold.Length; j++)
        {
            // Thresholds of columns that are left out are infinite, and their difference is NaN.
            if (Math.Abs(LastGradient[j]) >= Math.Max(_threshold[j] - (_growth * (_previousThreshold[j] - _threshold[j])), CandidateShare * _threshold[j]) || _threshold[j] == 0)
            {
                columns.Add(j);
            }
        }

        return columns;
    }

    /// <summary>What must be computed to know which of the columns that are not visited violate the optimality conditions at a dual residual.</summary>
    /// <param name="residual">The dual residual, without weights.</param>
    /// <param name="isVisited">By column.</param>
    public ScreeningPass Begin(double[] residual, bool[] isVisited)
    {
        var u = new double[residual.Length];
        VectorMath.Multiply(residual, _context.Design.W, u);
        double[] t = Combination(u);
        int[] columns = [.. Doubtful(t, Distance(residual, t), isVisited)];
        bool isRenewal = columns.Length > RenewalShare * isVisited.Length;
        return new ScreeningPass(isRenewal ? _context.Design.AllColumns : columns, u, isRenewal);
    }

    /// <summary>The columns among those not visited that may violate the conditions, with their gradients, of a pass that has been computed.</summary>
    public (int[] Columns, double[] Gradient) End(ScreeningPass pass, double[] residual, bool[] isVisited)
    {
        if (!pass.IsRenewal)
        {
            for (int k = 0; k < pass.Columns.Length; k++)
            {
                LastGradient[pass.Columns[k]] = pass.Gradient[k];
            }

            return (pass.Columns, pass.Gradient);
        }

        pass.Gradient.CopyTo(LastGradient, 0);
        AddReference(residual, pass.Weighted);
        int[] columns = [.. pass.Columns.Where(j => !isVisited[j] && Math.Abs(LastGradient[j]) > _threshold[j])];
        return (columns, [.. columns.Select(j => LastGradient[j])]);
    }

    /// <summary>Keeps a residual with its gradients, in place of the oldest if there are enough.</summary>
    private void AddReference(double[] residual, double[] weighted)
    {
        if (_references.Count == MostReferences)
        {
            _references.RemoveAt(0);
            _references.ForEach(r => r.Products.RemoveAt(0));
        }

        _references.Add(new Reference([.. residual], [.. LastGradient], [.. _references.Select(r => VectorMath.Dot(r.Residual, weighted)), VectorMath.Dot(residual, weighted)]));
    }

    /// <summary>The t of the combination of the references that is closest to a residual, given with its weights, or nearly: any t gives a bound.</summary>
    private double[] Combination(double[] weighted)
    {
        int count = _references.Count;
        double[] products = new double[count * count], t = new double[count];
        for (int k = 0; k < count; k++)
        {
            t[k] = VectorMath.Dot(_references[k].Residual, weighted);
            _references[k].Products.CopyTo(products, k * count);
        }

        Cholesky? factor = Cholesky.Factor(products, count, Ridge);
        if (factor is null)
        {
            Array.Clear(t);
        }

        factor?.Solve(t);
        return t;
    }

    /// <summary>The columns for which |Σ t_m z_j'Wρ_m| + ‖z_j‖ distance does not stay below the threshold.</summary>
    private List<int> Doubtful(double[] t, double distance, bool[] isVisited)
    {
        var columns = new List<int>();
        double[] norm = _context.Design.Norm, combined = _combined;
        Array.Clear(combined);
        for (int m = 0; m < t.Length; m++)
        {
            VectorMath.MultiplyAdd(_references[m].Gradient, t[m], combined, combined);
        }

        var factor = new Vector<double>(Safety);
        var radius = new Vector<double>(distance * Safety);
        int j = 0;
        for (; j <= norm.Length - Vector<double>.Count; j += Vector<double>.Count)
        {
            Vector<double> bound = (Vector.Abs(new Vector<double>(combined, j)) * factor) + (new Vector<double>(norm, j) * radius);
            if (Vector.GreaterThanAny(bound, new Vector<double>(_threshold, j)))
            {
                AddThose(j, j + Vector<double>.Count);
            }
        }

        AddThose(j, norm.Length);
        return columns;

        void AddThose(int from, int to)
        {
            for (int k = from; k < to; k++)
            {
                if (!isVisited[k] && (Math.Abs(combined[k]) + (norm[k] * distance)) * Safety > _threshold[k])
                {
                    columns.Add(k);
                }
            }
        }
    }

    /// <summary>‖ρ − Σ t_m ρ_m‖, taken directly, as the difference of squares would cancel, with room for the rounding of what is combined.</summary>
    private double Distance(double[] residual, double[] t)
    {
        double[] rest = [.. residual];
        double rounding = Math.Sqrt(WeightedDot(residual, residual));
        for (int m = 0; m < t.Length; m++)
        {
            VectorMath.MultiplyAdd(_references[m].Residual, -t[m], rest, rest);
            rounding += Math.Abs(t[m]) * _references[m].Norm;
        }

        return Math.Sqrt(WeightedDot(rest, rest)) + (1e-13 * rounding);
    }

    private double WeightedDot(double[] a, double[] b)
    {
        double sum = 0;
        ReadOnlySpan<double> w = _context.Design.W;
        for (int i = 0; i < a.Length; i++)
        {
            sum += w[i] * a[i] * b[i];
        }

        return sum;
    }

    /// <summary>A residual, its gradient along every column, and its products with the references before it and itself.</summary>
    private sealed record Reference(double[] Residual, double[] Gradient, List<double> Products)
    {
        public double Norm { get; } = Math.Sqrt(Products[^1]);
    }
}
