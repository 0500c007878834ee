namespace Regularization;

/// <content>The dual point and its part of the gap.</content>
internal sealed partial class ResidualModel
{
    /// <summary>The last <see cref="LossGap"/> since the model was refreshed, and its scale. With the columns outside the visited ones it is mostly asked for again at the same scale.</summary>
    private (double Scale, double Gap)? _lossGap;

    public override double LossGap(double scale)
    {
        if (_lossGap is { } last && last.Scale == scale)
        {
            return last.Gap;
        }

        VectorMath.Multiply(_dualResidual, scale, _other);
        double gap = RowBlocks.Sum(_threads, _eta.Length, (start, count) =>
            Loss.DualityGap(_eta.AsSpan(start, count), Context.Y.AsSpan(start, count), W.Slice(start, count), _other.AsSpan(start, count)));
        _lossGap = (scale, gap);
        return gap;
    }

    public override double[] DualResidual() => _dualResidual;

    /// <summary>Makes the dual point, directly after <see cref="RefreshRows"/>: the residual without its mean and without its parts along unpenalised columns, within the domain of the conjugate.</summary>
    /// <returns>Whether the gradient of the dual point is not that of the residual: then its weighted residual is in <see cref="Work"/>, and <see cref="WorkingModel.DualGradient"/> is to be filled.</returns>
    public bool ProjectDual()
    {
        double mean = InterceptGradient;
        _lossGap = null;
        (_dualResidual, DualGradient, DualIntercept) = (_residual, Gradient, 0);
        bool free = _projection.IsNeeded(), centered = Loss.IsSquared || mean == 0;
        if (!free && centered)
        {
            return false;
        }

        _dualResidual = _projection.Buffer;
        VectorMath.Subtract(_residual, centered ? 0 : mean, _dualResidual);
        if (free)
        {
            _projection.Project(_dualResidual, Gradient);
            Loss.ClampDual(Context.Y, _dualResidual);
        }
        else if (Loss.ClampDual(Context.Y, _dualResidual))
        {
            ResidualBalance.Balance(Loss, Context.Y, _residual, _work, W, _dualResidual);
        }
        else
        {
            return false;
        }

        DualGradient = new double[Gradient.Length];
        VectorMath.Multiply(_dualResidual, W, _work);
        DualIntercept = Context.Options.Intercept ? VectorMath.Sum(_work) : 0;
        return true;
    }
}
