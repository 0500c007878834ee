namespace Regularization;

/// <summary>
/// The pinball loss of a quantile τ, max(τ r, (τ − 1) r) with r = y − η, averaged over a window of width s around r (convolved with a uniform density), and less the constant
/// s τ (1 − τ) / 2, so that its least value is 0.
/// </summary>
/// <remarks>
/// Without the constant it is the pinball loss itself for |r| ≥ s/2, and above it by s/8 at most (at r = 0). The window is centred, so that the quantile of a smooth
/// distribution moves by an amount of the order s² only; a Moreau envelope of the same curvature 1/s would move it by (1/2 − τ) s.
/// Source: Fernandes, Guerre, Horta, Smoothing Quantile Regressions (2021), equation (2), with a uniform kernel.
/// </remarks>
internal sealed class QuantileLoss(double quantile, double smoothing) : ClippedLoss((0.5 - quantile) * smoothing, smoothing, quantile - 1, quantile)
{
    /// <summary>The least share of the weight beyond the quantile, of that of the lightest row.</summary>
    private const double LeastBeyond = 0.5;

    private const double Rounding = 1e-9;

    public override string Name => "quantile";

    internal override double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 1e-10 * Math.Sqrt(MeanSquare(y, weights));

    protected override (string Name, double Value) Width { get; } = ("smoothing", smoothing);

    /// <summary>τ.</summary>
    public double Quantile { get; } = quantile;

    /// <summary>
    /// Refuses a quantile beyond which less than half of the lightest row of positive weight is to lie. At its best a share of at most 1 − τ of the weight lies above the model and at most τ below it, as the gradient by
    /// the intercept is 0: where that is less than the weight of each row none lies there, the model bounds all of them, and what it says is of one extreme row. Half a row is the least that rounds to one.
    /// Source: Koenker and Bassett, Regression quantiles, Econometrica 46 (1978), section 3.
    /// </summary>
    public override void CheckResponse(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        base.CheckResponse(y, weights);
        int rows = 0;
        double sum = 0, lightest = double.PositiveInfinity;
        foreach (double weight in weights)
        {
            (rows, sum, lightest) = weight > 0 ? (rows + 1, sum + weight, Math.Min(lightest, weight)) : (rows, sum, lightest);
        }

        double beyond = Math.Min(Quantile, 1 - Quantile), share = lightest / sum;
        if (beyond < LeastBeyond * share * (1 - Rounding))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The quantile is {Quantile:g6}, and {Counted.Of(rows, "row")} of positive weight {(rows == 1 ? "is" : "are")} fitted: {beyond:g2} of the weight is to lie {(Quantile < 0.5 ? "below" : "above")} the model, and the lightest row has {share:g2}, so that it would be a bound of all rows. Use a quantile nearer to 0.5, or more rows: {Math.Ceiling(LeastBeyond / beyond * (1 - Rounding)):n0} of equal weight are enough."),
                nameof(y));
        }
    }
}
