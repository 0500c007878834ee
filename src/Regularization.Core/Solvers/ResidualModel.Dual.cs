namespace Regularization;

/// <content>The dual point and its part of the gap.</content>
/// <remarks>
/// After a full step of a quadratic model that was solved on its Gram matrix, the dual point is the residual of that model where the step ends, θ = (u − h ∘ (Δη + t)) / w with the t that makes Σ w θ = 0. It is
/// feasible but for what the model was not solved, and near the optimum: as near as the square of the step, where h is that of the point, and as its share of the step by which h is off, where the matrix was kept. The gap goes
/// with the square of that. The residual of the loss is infeasible by all that the model neglects, and shrinking it until it is feasible costs in proportion: most often a step more.
/// </remarks>
internal sealed partial class ResidualModel
{
    private double[] _modelDual = [];

    /// <summary>Whether <see cref="_modelDual"/> is of the step that led to the current point.</summary>
    private bool _hasModelDual;

    public override double LossGap(double scale)
    {
        VectorMath.Multiply(_dualResidual, scale, _other);
        return RowBlocks.Sum(_threads, _eta.Length, (start, count) =>
            Loss.DualityGap(_eta.AsSpan(start, count), Context.Y.AsSpan(start, count), W.Slice(start, count), _other.AsSpan(start, count)));
    }

    public override double[] DualResidual() => _dualResidual;

    /// <summary>
    /// Makes the dual point, directly after <see cref="RefreshRows"/>: the residual of the last quadratic model if it was kept, else that of the loss without its mean and without its parts along unpenalised columns, within the domain of the
    /// conjugate.
    /// </summary>
    /// <returns>Whether the gradient of the dual point is not that of the residual: then its weighted residual is in <see cref="Work"/>, and <see cref="WorkingModel.DualGradient"/> is to be filled.</returns>
    public bool ProjectDual()
    {
        (_dualResidual, DualGradient, DualIntercept) = (_residual, Gradient, 0);
        bool free = _projection.IsNeeded();
        if (!free && _hasModelDual)
        {
            _dualResidual = _modelDual;
        }
        else if (!ProjectResidual(free))
        {
            return false;
        }

        _otherGradient = _otherGradient.Length == Gradient.Length ? _otherGradient : new double[Gradient.Length];
        DualGradient = _otherGradient;
        VectorMath.Multiply(_dualResidual, W, _work);
        DualIntercept = Context.Options.Intercept ? VectorMath.Sum(_work) : 0;
        return true;
    }

    /// <summary>Makes the dual point from the residual of the loss, and says whether its gradient is another one.</summary>
    private bool ProjectResidual(bool free)
    {
        double mean = InterceptGradient;
        bool centered = Loss.IsSquared || mean == 0;
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
            return true;
        }

        if (!Loss.ClampDual(Context.Y, _dualResidual))
        {
            return false;
        }

        ResidualBalance.Balance(Loss, Context.Y, _residual, _work, W, _dualResidual);
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
        _hasModelDual = double.IsFinite(VectorMath.Sum(_modelDual)) && !Loss.ClampDual(Context.Y, _modelDual) && HasDual();

        // A loss without a usable dual says NaN of any point.
        bool HasDual() => !double.IsNaN(Loss.DualityGap(_eta.AsSpan(0, 1), Context.Y.AsSpan(0, 1), W[..1], _modelDual.AsSpan(0, 1)));
    }
}
