namespace Regularization;

/// <summary>What is known of a fit before its features are looked at: the responses, offsets and weights as they are fitted, and the null model (intercept only).</summary>
internal sealed class NullFit
{
    /// <summary>Smaller squares have lost digits, or nearly: what is made of them cannot be trusted.</summary>
    private const double LeastSquare = 1e-280;

    /// <param name="problem">The data.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="intercept">Whether there is an intercept.</param>
    /// <exception cref="ArgumentException">Responses or offsets do not fit the loss.</exception>
    public NullFit(TrainingProblem problem, Loss loss, bool intercept)
    {
        if (problem.ClassOffsets is not null)
        {
            throw new ArgumentException($"The problem has class offsets, which are for multinomial models; the loss is {loss.Name}. Give Offsets, one a row.", nameof(problem));
        }

        Y = problem.Y.ToArray();
        Offsets = problem.Offsets is null ? [] : [.. problem.Offsets];
        double[] weights = problem.NormalizedWeights();
        loss.CheckResponse(Y, weights);
        Center = intercept && Offsets.Length == 0 ? loss.CenterOf(Y, weights) : 0;
        for (int i = 0; i < Y.Length && Center != 0; i++)
        {
            Y[i] -= Center;
        }

        OffsetCheck.Require(loss, Offsets, Y, weights, nameof(problem));
        for (int i = 0; i < Offsets.Length; i++)
        {
            // Rows that count for nothing must not do so by an offset that overflows.
            Offsets[i] = weights[i] > 0 ? Offsets[i] : 0;
        }

        Saturated = loss.SaturatedValue(Y, weights);
        double[] eta = Offsets.Length > 0 ? [.. Offsets] : new double[Y.Length];
        Intercept = intercept ? NullModel.Fit(loss, Y, weights, Offsets, out eta) : 0;
        Eta = eta;
        double value = loss.Value(Eta, Y, weights) - Saturated, square = Loss.MeanSquare(Y, weights);
        bool isConstant = IsConstant(Y, weights);
        if (!double.IsFinite(value) || !double.IsFinite(square) || (!isConstant && (loss.IsSquared ? square < LeastSquare : square == 0)))
        {
            // Nothing after it could be trusted.
            throw new ArgumentException(FormattableString.Invariant($"The responses are of size {VectorMath.MaxMagnitude(Y):g3}; their squares must neither overflow nor vanish. Rescale the response."));
        }

        double rounding = Math.Max(loss.RoundingOf(Y, weights), 1e-24 * LeastSquare);
        // With an intercept no model is better for a constant response than one of it alone, whatever rounding leaves of its loss: gaps have no other unit then.
        bool isExplained = isConstant && !loss.IsSquared && intercept && Offsets.Length == 0;
        HasVariation = value > rounding && !isExplained;
        LossValue = isExplained ? 1 : Math.Max(value, rounding);
        if (loss.IsSquared && !HasVariation)
        {
            // What is left is rounding, which no model is to be of.
            Eta.CopyTo(Y, 0);
        }
    }

    /// <summary>The responses less <see cref="Center"/>, length n.</summary>
    public double[] Y { get; }

    /// <summary>What is taken off responses and intercepts while they are fitted; 0 for most.</summary>
    public double Center { get; }

    /// <summary>Length n, or empty.</summary>
    public double[] Offsets { get; }

    /// <summary>The loss of a model that is right of every row.</summary>
    public double Saturated { get; }

    /// <summary>The intercept of the null model; 0 without one.</summary>
    public double Intercept { get; }

    /// <summary>Its linear predictor, length n.</summary>
    public double[] Eta { get; }

    /// <summary>Its loss above the saturated one; 1 where there is nothing to explain but rounding.</summary>
    public double LossValue { get; }

    /// <summary>Whether there is anything to explain: false for a response that is constant, or varies so little beside its size that rounding would decide on the fit.</summary>
    public bool HasVariation { get; }

    /// <summary>Whether all rows of positive weight have the same response.</summary>
    private static bool IsConstant(double[] y, ReadOnlySpan<double> weights)
    {
        double first = double.NaN;
        for (int i = 0; i < y.Length; i++)
        {
            if (weights[i] > 0 && !double.IsNaN(first) && y[i] != first)
            {
                return false;
            }

            first = weights[i] > 0 ? y[i] : first;
        }

        return true;
    }
}
