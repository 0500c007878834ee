using System.Numerics;
using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// Proves that columns outside the working set have a gradient too small to matter, mostly without touching them: with the gradients at an earlier
/// residual ρ_ref, |z_j'Wρ| ≤ t |z_j'Wρ_ref| + ‖z_j‖ ‖ρ − tρ_ref‖ for any t (Cauchy-Schwarz). What that does not prove is computed.
/// </summary>
internal sealed class Screening
{
    /// <summary>When more than this share of the columns cannot be proved harmless, one pass over all of them makes a new reference.</summary>
    private const double RenewalShare = 0.25;

    /// <summary>Room for rounding in the bound.</summary>
    private const double Safety = 1 + 1e-9;

    private readonly FitContext _context;
    private readonly double[] _referenceGradient;
    private double[] _reference;
    private double _referenceSquares;
    private double[] _threshold;
    private double[] _previousThreshold;

    public Screening(FitContext context)
    {
        _context = context;
        _reference = context.NullResidual;
        _referenceGradient = [.. context.NullGradient];
        LastGradient = [.. context.NullGradient];
        _referenceSquares = WeightedDot(_reference, _reference);
        (_threshold, _previousThreshold) = (new double[LastGradient.Length], new double[LastGradient.Length]);
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

    /// <summary>The columns that the sequential strong rule does not discard between the last two lambdas.</summary>
    public List<int> Strong()
    {
        var columns = new List<int>();
        for (int j = 0; j < _threshold.Length; j++)
        {
            // Thresholds of columns that are left out are infinite, and their difference is NaN.
            if (Math.Abs(LastGradient[j]) >= (2 * _threshold[j]) - _previousThreshold[j] || _threshold[j] == 0)
            {
                columns.Add(j);
            }
        }

        return columns;
    }

    /// <summary>The columns among those not visited that may violate the optimality conditions, with their gradients at this dual residual.</summary>
    /// <param name="residual">The dual residual, without weights.</param>
    /// <param name="isVisited">By column.</param>
    public (int[] Columns, double[] Gradient) Check(double[] residual, bool[] isVisited)
    {
        double cross = WeightedDot(_reference, residual), squares = WeightedDot(residual, residual);
        double t = _referenceSquares > 0 ? Math.Max(0, cross / _referenceSquares) : 0;
        double distance = Distance(residual, t) + (1e-12 * Math.Sqrt(squares));
        List<int> doubtful = Doubtful(t, distance, isVisited);
        int[] columns = [.. doubtful];
        if (columns.Length == 0)
        {
            return (columns, []);
        }

        var u = new double[residual.Length];
        TensorPrimitives.Multiply<double>(residual, _context.Design.W, u);
        if (columns.Length > RenewalShare * isVisited.Length)
        {
            _context.Design.Gradient(_context.Design.AllColumns, u, _referenceGradient);
            _reference = [.. residual];
            _referenceSquares = squares;
            _referenceGradient.CopyTo(LastGradient, 0);
            columns = [.. columns.Where(j => Math.Abs(_referenceGradient[j]) > _threshold[j])];
            return (columns, [.. columns.Select(j => _referenceGradient[j])]);
        }

        var gradient = new double[columns.Length];
        _context.Design.Gradient(columns, u, gradient);
        for (int k = 0; k < columns.Length; k++)
        {
            LastGradient[columns[k]] = gradient[k];
        }

        return (columns, gradient);
    }

    /// <summary>The columns for which t |z_j'Wρ_ref| + ‖z_j‖ distance does not stay below the threshold.</summary>
    private List<int> Doubtful(double t, double distance, bool[] isVisited)
    {
        var columns = new List<int>();
        double[] reference = _referenceGradient, norm = _context.Design.Norm;
        var factor = new Vector<double>(t * Safety);
        var radius = new Vector<double>(distance * Safety);
        int j = 0;
        for (; j <= norm.Length - Vector<double>.Count; j += Vector<double>.Count)
        {
            Vector<double> bound = (Vector.Abs(new Vector<double>(reference, j)) * factor) + (new Vector<double>(norm, j) * radius);
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
                if (!isVisited[k] && ((Math.Abs(reference[k]) * t) + (norm[k] * distance)) * Safety > _threshold[k])
                {
                    columns.Add(k);
                }
            }
        }
    }

    /// <summary>‖ρ − tρ_ref‖, taken directly: the difference of squares would cancel.</summary>
    private double Distance(double[] residual, double t)
    {
        double sum = 0;
        ReadOnlySpan<double> w = _context.Design.W;
        for (int i = 0; i < residual.Length; i++)
        {
            double d = residual[i] - (t * _reference[i]);
            sum += w[i] * d * d;
        }

        return Math.Sqrt(sum);
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
}
