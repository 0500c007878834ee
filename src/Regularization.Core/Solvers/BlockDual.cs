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
    private readonly double[] _h = new double[context.Y.Length];
    private readonly double[] _eta = new double[context.Y.Length];
    private readonly double[] _mean = new double[free.Length];
    private readonly double[] _coefficients = new double[free.Length];
    private Cholesky? _factor;
    private double _sum;

    /// <summary>Makes the dual point, and the gradient of its columns.</summary>
    public void Project(int[] columns, double[] gradient)
    {
        if (free.Length == 0 || !TryRemoveFree())
        {
            VectorMath.Subtract(model.Residual, model.InterceptGradient, _theta);
        }

        if (context.Loss.ClampDual(context.Y, _theta) && context.Options.Intercept && free.Length == 0)
        {
            ResidualBalance.Balance(context.Loss, context.Y, model.Residual, model.Curvature, context.Design.W, _theta);
        }

        VectorMath.Multiply(_theta, context.Design.W, _u);
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
            charge += Math.Abs(VectorMath.Sum(_u)) * AssumedRange * (1 + Math.Abs(context.NullIntercept));
        }

        VectorMath.Multiply(_theta, scale, _scaled);
        double ofLoss = context.Loss.DualityGap(model.Eta, context.Y, context.Design.W, _scaled);
        double ofPenalty = penalty.Value(b, lambda) - (scale * VectorMath.Dot(gradient, b));
        return (ofLoss + Math.Max(ofPenalty, 0) + (scale * charge)) / context.NullLoss;
    }

    /// <summary>The largest change of a proximal gradient step, in units of the largest null gradient.</summary>
    public double Kkt(BlockPenalty penalty, double[] gradient, double[] b, double lambda)
    {
        double bound = context.Loss.CurvatureBound, curvature = double.IsFinite(bound) ? bound : 1;
        double[] next = new double[b.Length];
        VectorMath.MultiplyAdd(gradient, 1 / curvature, b, next);
        penalty.Prox(next, lambda / curvature, next);
        VectorMath.Subtract(next, b, next);
        double most = next.Length == 0 ? 0 : VectorMath.MaxMagnitude(next);
        return Math.Max(most * curvature, Math.Abs(model.InterceptGradient)) / context.GradientScale;
    }

    /// <summary>
    /// θ = residual − curvature · (α + Z_A s), so that Z_A'Wθ = 0 and 1'Wθ = 0: the residual that a Newton step on the unpenalised columns would leave if the loss
    /// were its quadratic model. Where a response has all but its whole probability the curvature is small, and θ stays in the domain of the conjugate.
    /// </summary>
    private bool TryRemoveFree()
    {
        StandardizedDesign design = context.Design;
        if (!context.Loss.IsSquared || _sum == 0)
        {
            VectorMath.Multiply(model.Curvature, design.W, _h);
            _sum = VectorMath.Sum(_h);
            _factor = free.Length > FreeProjection.LargestProjection || !(_sum > 0) ? null
                : Cholesky.Factor(WeightedGram.Build(design, free, context.Loss.IsSquared ? design.W : _h), free.Length, FreeProjection.Ridge);
            design.Gradient(free, _h, _mean);
            VectorMath.Multiply(_mean, design.HasIntercept ? 1 / _sum : 0, _mean);
        }

        if (_factor is null)
        {
            return false;
        }

        model.Residual.CopyTo(_theta, 0);
        for (int pass = 0; pass <= FreeProjection.Refinements; pass++)
        {
            VectorMath.Multiply(_theta, design.W, _u);
            double ofIntercept = design.HasIntercept ? VectorMath.Sum(_u) : 0;
            design.Gradient(free, _u, _coefficients);
            VectorMath.MultiplyAdd(_mean, -ofIntercept, _coefficients, _coefficients);
            _factor.Solve(_coefficients);
            Array.Fill(_eta, design.HasIntercept ? (ofIntercept / _sum) - VectorMath.Dot(_mean, _coefficients) : 0);
            design.AddTo(_eta, free, _coefficients);
            VectorMath.Multiply(_eta, model.Curvature, _eta);
            VectorMath.Subtract(_theta, _eta, _theta);
        }

        return true;
    }
}
