namespace Regularization;

/// <summary>Half the squared error: loss(y, η) = (y − η)² / 2. Conjugate gap (y − η − θ)² / 2.</summary>
/// <remarks>Source: Hastie, Tibshirani, Wainwright, Statistical Learning with Sparsity (2015), equation (2.5).</remarks>
internal sealed class SquaredLoss : Loss
{
    public override string Name => "squared";

    public override bool IsSquared => true;

    /// <summary>Less than of others: it is fitted about the mean.</summary>
    /// <inheritdoc/>
    internal override double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 1e-24 * MeanSquare(y, weights);

    public override double CurvatureBound => 1;

    public override double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double r = y[i] - eta[i];
            sum += weights[i] * r * r;
        }

        return sum / 2;
    }

    public override void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature)
    {
        VectorMath.Subtract(y, eta, residual);
        curvature.Fill(1);
    }

    public override double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta)
    {
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double d = y[i] - eta[i] - theta[i];
            sum += weights[i] * d * d;
        }

        return sum / 2;
    }

    public override double Link(double mean) => mean;

    public override double Mean(double eta) => eta;

    public override double Deviance(double eta, double y) => (y - eta) * (y - eta);
}
