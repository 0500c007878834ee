using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// Projects a residual off the unpenalised columns, in the metric of the row weights: a dual point must be orthogonal to them. Their Gram matrix is
/// factored once for as long as they stay the same.
/// </summary>
internal sealed class FreeProjection(FitContext context, WorkingSet set)
{
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

    /// <summary>residual −= Z_A (Z_A'W Z_A)⁻¹ Z_A'W residual. False if the columns are so dependent that it cannot be done.</summary>
    public bool Project(double[] residual, double[] gradient)
    {
        int[] columns = [.. _free.Select(k => set.Columns[k])];
        if (!_known)
        {
            _factor = Cholesky.Factor(WeightedGram.Build(context.Design, columns, context.Design.W), columns.Length, 1e-13);
            _known = true;
        }

        if (_factor is null)
        {
            return false;
        }

        double[] coefficients = [.. _free.Select(k => gradient[k])];
        _factor.Solve(coefficients);
        TensorPrimitives.Negate<double>(coefficients, coefficients);
        context.Design.AddTo(residual, columns, coefficients);
        return true;
    }

    /// <summary>Sets to 0 what is 0 by construction.</summary>
    public void ClearFree(double[] gradient)
    {
        foreach (int k in _free)
        {
            gradient[k] = 0;
        }
    }
}
