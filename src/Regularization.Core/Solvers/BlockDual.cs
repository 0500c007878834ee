using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// The dual point of a <see cref="BlockModel"/> and its duality gap: the residual without its mean and its parts along unpenalised columns, shrunk until the
/// dual norm of its gradient is at most λ. Gap = Σ_i w_i [loss + loss* + ηθ] + λ Ω(b) − b.g, with what rounding leaves of unpenalised gradients charged for.
/// </summary>
/// <remarks>Source: Ndiaye, Fercoq, Gramfort, Salmon, Gap Safe Screening Rules (2017), section 3.</remarks>
internal sealed class BlockDual(FitContext context, BlockModel model, int[] free)
{
    /// <summary>An unpenalised coefficient is taken to be within this times its size plus that of one that explains the response alone.</summary>
    private const double AssumedRange = 1e3;

    private readonly double[] _theta = new double[context.Y.Length];
    private readonly double[] _u = new double[context.Y.Length];
    private readonly double[] _scaled = new double[context.Y.Length];
    private Cholesky? _factor;
    private bool _isFactored;

    /// <summary>Makes the dual point, and the gradient of its columns.</summary>
    public void Project(int[] columns, double[] gradient)
    {
        TensorPrimitives.Subtract(model.Residual, model.InterceptGradient, _theta);
        if (free.Length > 0)
        {
            RemoveFree();
        }

        if (context.Loss.ClampDual(context.Y, _theta) && context.Options.Intercept && free.Length == 0)
        {
            ResidualBalance.Balance(model.Residual, context.Design.W, _theta);
        }

        TensorPrimitives.Multiply<double>(_theta, context.Design.W, _u);
        context.Design.Gradient(columns, _u, gradient);
    }

    /// <summary>The gap as a share of the null loss, for the gradient of the dual point along some columns, and the penalty on them.</summary>
    public double Gap(BlockPenalty penalty, int[] columns, double[] gradient, double[] b, double lambda)
    {
        double norm = lambda > 0 ? penalty.DualNorm(gradient) : 0, scale = norm > lambda ? lambda / norm : 1, charge = 0;
        double alone = Math.Sqrt(2 * context.NullLoss);
        for (int k = 0; k < columns.Length && (free.Length > 0 || lambda == 0); k++)
        {
            if (context.Design.Norm[columns[k]] > 0 && (lambda == 0 || penalty.IsFree(k)))
            {
                charge += Math.Abs(gradient[k]) * AssumedRange * ((alone / context.Design.Norm[columns[k]]) + Math.Abs(b[k]));
            }
        }

        if (context.Options.Intercept)
        {
            charge += Math.Abs(TensorPrimitives.Sum<double>(_u)) * AssumedRange * (1 + Math.Abs(context.NullIntercept));
        }

        TensorPrimitives.Multiply(_theta, scale, _scaled);
        double ofLoss = context.Loss.DualityGap(model.Eta, context.Y, context.Design.W, _scaled);
        double ofPenalty = penalty.Value(b, lambda) - (scale * TensorPrimitives.Dot<double>(gradient, b));
        return (ofLoss + Math.Max(ofPenalty, 0) + (scale * charge)) / context.NullLoss;
    }

    /// <summary>The largest change of a proximal gradient step, in units of the largest null gradient.</summary>
    public double Kkt(BlockPenalty penalty, double[] gradient, double[] b, double lambda)
    {
        double bound = context.Loss.CurvatureBound, curvature = double.IsFinite(bound) ? bound : 1;
        double[] next = new double[b.Length];
        TensorPrimitives.MultiplyAdd(gradient, 1 / curvature, b, next);
        penalty.Prox(next, lambda / curvature, next);
        TensorPrimitives.Subtract(next, b, next);
        double most = next.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(next));
        return Math.Max(most * curvature, Math.Abs(model.InterceptGradient)) / context.GradientScale;
    }

    private void RemoveFree()
    {
        if (!_isFactored)
        {
            _isFactored = true;
            _factor = free.Length > FreeProjection.LargestProjection ? null
                : Cholesky.Factor(WeightedGram.Build(context.Design, free, context.Design.W), free.Length, FreeProjection.Ridge);
        }

        double[] coefficients = new double[free.Length];
        for (int pass = 0; pass <= FreeProjection.Refinements && _factor is not null; pass++)
        {
            TensorPrimitives.Multiply<double>(_theta, context.Design.W, _u);
            context.Design.Gradient(free, _u, coefficients);
            _factor.Solve(coefficients);
            TensorPrimitives.Negate<double>(coefficients, coefficients);
            context.Design.AddTo(_theta, free, coefficients);
        }
    }
}
