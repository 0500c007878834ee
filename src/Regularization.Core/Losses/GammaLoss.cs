using System.Numerics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Half the gamma deviance of a y &gt; 0 with mean μ = exp(η): loss(y, η) = y/μ − 1 − log(y/μ), which is y exp(−η) + η up to a term of y alone.
/// </summary>
/// <remarks>
/// −∂loss/∂η = y/μ − 1, ∂²loss/∂η² = y/μ. Conjugate gap: with ν = y/μ, a log(a/ν) − a + ν for a = 1 + θ ≥ 0.
/// Source: McCullagh, Nelder, Generalized Linear Models (1989), section 8.3.
/// </remarks>
internal sealed class GammaLoss : LogLinkLoss
{
    private const double DomainTolerance = 1e-15;

    public override string Name => "gamma";

    internal override double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 1e-20;

    internal override bool HasDispersion => true;

    internal override double Variance(double mean) => mean * mean;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        Exponentials(eta, -1, residual);
        for (int i = 0; i < residual.Length; i++)
        {
            double ratio = Math.Min(y[i] * residual[i], Ceiling);
            residual[i] = ratio - 1;
            if (!curvature.IsEmpty)
            {
                curvature[i] = ratio;
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
            Span<double> inverse = buffer[..count];
            Exponentials(eta.Slice(start, count), -1, inverse);
            for (int i = 0; i < count; i++)
            {
                double ratio = Math.Min(y[start + i] * inverse[i], Ceiling), dual = theta[start + i];
                sum += weights[start + i] * Divergence(1 + dual, ratio, Math.Log(y[start + i]) - eta[start + i], dual - (ratio - 1), DomainTolerance);
            }
        }

        return double.IsNaN(sum) ? double.PositiveInfinity : sum;
    }

    public override bool ClampDual(ReadOnlySpan<double> y, Span<double> theta)
    {
        bool moved = false;
        for (int i = 0; i < theta.Length; i++)
        {
            moved |= theta[i] < -1;
            theta[i] = Math.Max(theta[i], -1);
        }

        return moved;
    }

    public override string? ResponseRule(double y) => y > 0 ? null : "responses above 0. Drop the rows, or use a Tweedie loss of a power below 2, which takes zeros.";

    protected override Vector<double> At(Vector<double> eta, Vector<double> y) => Excess(Vector<double>.One, Vector.Min(y * Exponential(-eta), new Vector<double>(Ceiling)), VectorFunctions.Log(y) - eta);
}
