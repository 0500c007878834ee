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

    public Screening(FitContext context)
    {
        _context = context;
        _reference = context.NullResidual;
        _referenceGradient = [.. context.NullGradient];
        LastGradient = [.. context.NullGradient];
        _referenceSquares = WeightedDot(_reference, _reference);
    }

    /// <summary>The gradient of each column when it was last computed: a guess at what it is now.</summary>
    public double[] LastGradient { get; }

    /// <summary>The columns among those not visited that may violate the optimality conditions, with their gradients at this dual residual.</summary>
    /// <param name="set">Its lambda and visited positions.</param>
    /// <param name="residual">The dual residual, without weights.</param>
    /// <param name="isVisited">By column.</param>
    public (int[] Columns, double[] Gradient) Check(WorkingSet set, double[] residual, bool[] isVisited)
    {
        double cross = WeightedDot(_reference, residual), squares = WeightedDot(residual, residual);
        double t = _referenceSquares > 0 ? Math.Max(0, cross / _referenceSquares) : 0;
        double distance = Distance(residual, t) + (1e-12 * Math.Sqrt(squares));
        var doubtful = new List<int>();
        for (int j = 0; j < isVisited.Length; j++)
        {
            double bound = ((t * Math.Abs(_referenceGradient[j])) + (_context.Design.Norm[j] * distance)) * Safety;
            if (!isVisited[j] && _context.IsEligible(j) && bound > Threshold(set, j))
            {
                doubtful.Add(j);
            }
        }

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
            columns = [.. columns.Where(j => Math.Abs(_referenceGradient[j]) > Threshold(set, j))];
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

    private double Threshold(WorkingSet set, int column) => _context.Penalty.ZeroThreshold(set.Lambda * _context.Penalty.Factor(column));

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
