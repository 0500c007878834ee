namespace Regularization;

/// <summary>
/// Projects a residual off the unpenalised columns, in the metric of the row weights: a dual point must be orthogonal to them. Their Gram matrix is
/// factored once for as long as they stay the same.
/// </summary>
internal sealed class FreeProjection(FitContext context, WorkingSet set)
{
    /// <summary>More unpenalised columns than these are not projected out.</summary>
    public const int LargestProjection = 2000;

    /// <summary>Added to the diagonal of the Gram matrix, relative to it; refinement takes its effect out again.</summary>
    public const double Ridge = 1e-12;

    /// <summary>Passes after the first.</summary>
    public const int Refinements = 2;

    private int[] _free = [];
    private Cholesky? _factor;
    private bool _known;
    private double _lambda = double.NaN;
    private double[] _buffer = [];

    /// <summary>Room for a projected residual.</summary>
    public double[] Buffer => _buffer.Length > 0 ? _buffer : _buffer = new double[context.Y.Length];

    /// <summary>Whether there are unpenalised columns at this lambda.</summary>
    public bool IsNeeded()
    {
        if (_lambda != set.Lambda)
        {
            int[] free = [.. set.VisitArray.Where(set.IsFree)];
            _lambda = set.Lambda;
            _known &= free.AsSpan().SequenceEqual(_free);
            _free = free;
        }

        return _free.Length > 0;
    }

    /// <summary>residual −= Z_A (Z_A'W Z_A)⁻¹ Z_A'W residual, refined until rounding is left. Nothing is done where there are too many columns, or too dependent ones: what is left is charged for.</summary>
    public void Project(double[] residual, double[] gradient)
    {
        int[] columns = [.. _free.Select(k => set.Columns[k])];
        if (!_known)
        {
            _factor = columns.Length > LargestProjection ? null : Cholesky.Factor(WeightedGram.Build(context.Design, columns, context.Design.W), columns.Length, Ridge);
            _known = true;
        }

        if (_factor is null)
        {
            return;
        }

        double[] coefficients = [.. _free.Select(k => gradient[k])], u = new double[residual.Length];
        for (int pass = 0; ; pass++)
        {
            _factor.Solve(coefficients);
            VectorMath.Negate(coefficients, coefficients);
            context.Design.AddTo(residual, columns, coefficients);
            if (pass == Refinements)
            {
                return;
            }

            VectorMath.Multiply(residual, context.Design.W, u);
            context.Design.Gradient(columns, u, coefficients);
        }
    }
}
