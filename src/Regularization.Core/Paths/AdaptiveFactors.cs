namespace Regularization;

/// <summary>
/// The penalty factors of the adaptive lasso, v_j = 1 / |b_j s_j|^γ, from a first fit with coefficients b and the scales s of its path (the standard deviations, or ones): what
/// was large is hardly penalised, and what was 0 is left out.
/// </summary>
/// <remarks>
/// Factors that saw all rows make a cross-validation or held-out rows look better than they are; <see cref="AdaptiveFitter"/> and <see cref="MultinomialAdaptiveFitter"/> make them anew for the rows of each fold.
/// Source: Zou, The adaptive lasso and its oracle properties (2006), section 3.1; for the coefficients of
/// several classes together, Wang and Leng, A note on adaptive group lasso (2008).
/// <example>
/// <code>
/// FitSummary first = new LinearModelFitter(Losses.Squared, Penalties.Ridge).Fit(problem);
/// Penalty adapted = AdaptiveFactors.From(first, gamma: 1).ApplyTo(Penalties.Lasso);   // what was small is penalised more
/// FitSummary second = new LinearModelFitter(Losses.Squared, adapted).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed class AdaptiveFactors
{
    private readonly double[] _values;
    private readonly IReadOnlyList<double> _scale;

    private AdaptiveFactors(Func<int, double> size, IReadOnlyList<double> scale, double gamma) =>
        (_values, _scale) = ([.. Enumerable.Range(0, scale.Count).Select(j => Math.Pow(size(j) * scale[j], -gamma))], scale);

    /// <summary>v_j, length p; +∞ for a feature that is left out, as its first coefficient is 0.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The factors from the solution that a fit chose.</summary>
    /// <param name="first">The first fit, such as ridge.</param>
    /// <param name="gamma">γ &gt; 0: the larger, the more the first fit decides.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not positive and finite.</exception>
    public static AdaptiveFactors From(FitSummary first, double gamma = 1)
    {
        ArgumentNullException.ThrowIfNull(first);
        return From(first.Path, first.SelectedIndex, gamma);
    }

    /// <summary>The factors from a solution of a path.</summary>
    /// <param name="path">The path of the first fit.</param>
    /// <param name="index">Which of its solutions, 0 .. Count − 1.</param>
    /// <param name="gamma">γ &gt; 0: the larger, the more the first fit decides.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not positive and finite, or the path has no such solution.</exception>
    public static AdaptiveFactors From(RegularizationPath path, int index, double gamma = 1)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckIndex(index, path.Count);
        SparseCoefficients b = path[index].Coefficients;
        return new AdaptiveFactors(j => Math.Abs(b[j]), path.Scale, CheckedGamma(gamma));
    }

    /// <summary>The factors of several classes from the solution that a fit chose: the norm of the K coefficients of a feature takes the place of |b_j|.</summary>
    /// <param name="first">The first fit, such as ridge.</param>
    /// <param name="gamma">γ &gt; 0: the larger, the more the first fit decides.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not positive and finite.</exception>
    public static AdaptiveFactors From(MultinomialFitSummary first, double gamma = 1)
    {
        ArgumentNullException.ThrowIfNull(first);
        return From(first.Path, first.SelectedIndex, gamma);
    }

    /// <summary>The factors of several classes from a solution of a path: v_j = 1 / (‖b_j‖₂ s_j)^γ with the K coefficients b_j of feature j.</summary>
    /// <param name="path">The path of the first fit.</param>
    /// <param name="index">Which of its solutions, 0 .. Count − 1.</param>
    /// <param name="gamma">γ &gt; 0: the larger, the more the first fit decides.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is not positive and finite, or the path has no such solution.</exception>
    public static AdaptiveFactors From(MultinomialPath path, int index, double gamma = 1)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckIndex(index, path.Count);
        IReadOnlyList<SparseCoefficients> b = path[index].Coefficients;
        return new AdaptiveFactors(j => Math.Sqrt(b.Sum(ofClass => ofClass[j] * ofClass[j])), path.Scale, CheckedGamma(gamma));
    }

    /// <summary>
    /// A penalty with these factors, times its own. Features that are left out get the bounds [0, 0], but for constant ones, which are in no model; those that it leaves unpenalised stay so, whatever their first coefficient.
    /// </summary>
    /// <param name="penalty">Such as <see cref="Penalties.Lasso"/>.</param>
    /// <exception cref="ArgumentException">It has no factors of single features, or its factors or bounds are not as many as the features.</exception>
    public Penalty ApplyTo(Penalty penalty)
    {
        RequireFactors(penalty).Check(_values.Length);
        double[] factors = [.. _values], lower = new double[factors.Length], upper = new double[factors.Length];
        bool hasBounds = penalty.LowerBounds is not null || penalty.UpperBounds is not null;
        for (int j = 0; j < factors.Length; j++)
        {
            double own = penalty.Factor(j);
            bool isInfinite = double.IsInfinity(own * _values[j]), isOut = own > 0 && isInfinite && _scale[j] > 0;
            factors[j] = own == 0 ? 0 : isInfinite ? own : own * _values[j];
            (lower[j], upper[j]) = isOut ? (0, 0) : penalty.Bounds(j);
            hasBounds |= isOut;
        }

        return hasBounds ? penalty with { Factors = factors, LowerBounds = lower, UpperBounds = upper } : penalty with { Factors = factors };
    }

    /// <summary>Refuses penalties that have no factors of single features.</summary>
    internal static Penalty RequireFactors(Penalty penalty)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        return penalty is not BlockPenalty
            ? penalty
            : throw new ArgumentException($"The penalty is {penalty.Name}, which has no factors of single features; adaptive factors need one that has. Use Penalties.Lasso or Penalties.ElasticNet.", nameof(penalty));
    }

    private static void CheckIndex(int index, int count)
    {
        if (index < 0 || index >= count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"Index is {index}; the path has solutions 0 to {count - 1}.");
        }
    }

    internal static double CheckedGamma(double gamma, string parameter = "gamma") => gamma > 0 && double.IsFinite(gamma)
        ? gamma
        : throw new ArgumentOutOfRangeException(parameter, FormattableString.Invariant($"Gamma is {gamma}; it must be positive and finite, such as 1."));
}
