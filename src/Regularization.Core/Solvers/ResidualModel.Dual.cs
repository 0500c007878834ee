namespace Regularization;

/// <content>The dual point and its part of the gap.</content>
/// <remarks>
/// After a full step of a quadratic model on its Gram matrix, which is solved to its end, the dual point is the residual of that model, θ = (u − h ∘ (Δη + t)) / w with the t that makes Σ w θ = 0. It is as feasible as
/// the model is solved, and its distance from the optimum goes with the square of the step, so that the gap goes with the fourth power. The residual of the loss is infeasible by what the model neglects, and shrinking
/// it until it is feasible costs in proportion: that takes a step more.
/// </remarks>
internal sealed partial class ResidualModel
{
    private double[] _modelDual = [];

    /// <summary>Whether <see cref="_modelDual"/> belongs to the current point.</summary>
    private bool _hasModelDual;

    public override double LossGap(double scale)
    {
        VectorMath.Multiply(_dualResidual, scale, _other);
        return RowBlocks.Sum(_threads, _eta.Length, (start, count) =>
            Loss.DualityGap(_eta.AsSpan(start, count), Context.Y.AsSpan(start, count), W.Slice(start, count), _other.AsSpan(start, count)));
    }

    public override double[] DualResidual() => _dualResidual;

    /// <summary>
    /// Makes the dual point, directly after <see cref="RefreshRows"/>: the residual of the last quadratic model, or that of the loss without its mean and without its parts along unpenalised columns, within the domain of the
    /// conjugate.
    /// </summary>
    /// <returns>Whether the gradient of the dual point is not that of the residual: then its weighted residual is in <see cref="Work"/>, and <see cref="WorkingModel.DualGradient"/> is to be filled.</returns>
    public bool ProjectDual()
    {
        double mean = InterceptGradient;
        (_dualResidual, DualGradient, DualIntercept) = (_residual, Gradient, 0);
        bool free = _projection.IsNeeded(), centered = Loss.IsSquared || mean == 0;
        if (_hasModelDual && !free)
        {
            _dualResidual = _modelDual;
        }
        else if (!free && centered)
        {
            return false;
        }
        else
        {
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
        }

        DualGradient = _otherGradient = _otherGradient.Length == Gradient.Length ? _otherGradient : new double[Gradient.Length];
        VectorMath.Multiply(_dualResidual, W, _work);
        DualIntercept = Context.Options.Intercept ? VectorMath.Sum(_work) : 0;
        return true;
    }

    /// <summary>Keeps the residual of the quadratic model after a full step in η (<see cref="Step"/>), if it is a dual point. What <see cref="RefreshRows"/> made before that step must still be there.</summary>
    private void KeepModelDual()
    {
        if (!_isByGram || !Loss.HasSmoothCurvature || Set.HasTangents)
        {
            return;
        }

        if (_modelDual.Length == 0)
        {
            _modelDual = new double[_eta.Length];
        }

        double[] h = _gram!.Weights;
        double shift = Context.Options.Intercept ? (VectorMath.Sum(_u) - VectorMath.Dot(h, _other)) / VectorMath.Sum(h) : 0;
        VectorMath.Add(_other, shift, _modelDual);
        VectorMath.Multiply(_modelDual, h, _modelDual);
        VectorMath.Subtract(_u, _modelDual, _modelDual);
        VectorMath.Multiply(_modelDual, Context.Design.InverseW, _modelDual);
        _hasModelDual = !Loss.ClampDual(Context.Y, _modelDual);
    }
}
