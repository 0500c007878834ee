using System.Numerics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Half the Poisson deviance of a count or rate y ≥ 0 with mean μ = exp(η): loss(y, η) = y log(y/μ) − y + μ, which is μ − y η up to a term of y alone.
/// </summary>
/// <remarks>
/// −∂loss/∂η = y − μ, ∂²loss/∂η² = μ. Conjugate gap: a log(a/μ) − a + μ for a = y − θ ≥ 0.
/// Source: McCullagh, Nelder, Generalized Linear Models (1989), section 2.3, table 2.1 and the deviances after it.
/// </remarks>
internal sealed class PoissonLoss : LogLinkLoss
{
    public override string Name => "poisson";

    internal override double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 1e-20 * VectorMath.Dot(weights, y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        Exponentials(eta, 1, residual);
        for (int i = 0; i < residual.Length; i++)
        {
            double mean = residual[i];
            residual[i] = y[i] - mean;
            if (!curvature.IsEmpty)
            {
                curvature[i] = mean;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        Span<double> buffer = stackalloc double[Block];
        double sum = 0;
        for (int start = 0; start < eta.Length; start += Block)
        {
            int count = Math.Min(Block, eta.Length - start);
            Span<double> means = buffer[..count];
            Exponentials(eta.Slice(start, count), 1, means);
            for (int i = 0; i < count; i++)
            {
                double response = y[start + i], dual = theta[start + i];
                sum += weights[start + i] * Divergence(response - dual, means[i], eta[start + i], response - means[i] - dual, 1e-15 * response);
            }
        }

        return double.IsNaN(sum) ? double.PositiveInfinity : sum;
    }

    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        bool moved = false;
        for (int i = 0; i < theta.Length; i++)
        {
            moved |= theta[i] > y[i];
            theta[i] = Math.Min(theta[i], y[i]);
        }

        return moved;
    }

    public override string? ResponseRule(double y) => y >= 0 ? null : "counts or rates of 0 or more. Check the label.";

    protected override Vector<double> At(Vector<double> eta, Vector<double> y) => Excess(y, Exponential(eta), eta - VectorFunctions.Log(y));
}
