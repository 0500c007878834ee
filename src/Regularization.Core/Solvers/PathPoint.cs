namespace Regularization;

/// <summary>Where a path has come to at one lambda: what the fit at the next ones starts from.</summary>
/// <param name="Lambda">λ.</param>
/// <param name="Columns">The columns with coefficients that are not 0, ascending.</param>
/// <param name="Beta">Their coefficients, of the standardised features.</param>
/// <param name="Intercept">On the original scale.</param>
/// <param name="Eta">The linear predictor, length n; of rows of weight 0 anything.</param>
/// <param name="Loss">Σ w loss there; null if it is not known.</param>
internal sealed record PathPoint(double Lambda, int[] Columns, double[] Beta, double Intercept, double[] Eta, double? Loss)
{
    /// <summary>The null model.</summary>
    public static PathPoint Null(FitContext context, double lambda) => new(lambda, [], [], context.NullIntercept, context.StartingPredictor(context.NullIntercept), null);
}
