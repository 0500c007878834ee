namespace Regularization;

/// <summary>
/// A separable penalty Σ_j ω(b_j; λ v_j) with penalty factors v and bounds on the coefficients; b_j is the coefficient of the standardised feature
/// where features are standardised.
/// </summary>
/// <remarks>
/// A penalty is a record: <c>Penalties.Lasso with { Factors = v, LowerBounds = zeros }</c>. To add one, derive from this class; three one-line
/// functions are enough (see CONTRIBUTING.md). A convex penalty that also gives its conjugate gets duality gaps.
/// <example>
/// <code>
/// Penalty penalty = Penalties.Lasso with { Factors = [1, 1, 0], UpperBounds = [2, 2, 5] };
/// double cost = penalty.Value(b: -1.5, strength: 0.1);
/// </code>
/// </example>
/// </remarks>
public abstract record Penalty
{
    /// <summary>The name of the penalty, in lower case: <c>lasso</c>, <c>elastic net</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Penalty factors v, length p, finite and not negative; 0 leaves a feature unpenalised, so that it is always in. Null: all 1. They are used as they are, not rescaled.</summary>
    public IReadOnlyList<double>? Factors { get; init => field = value?.ToArray(); }

    /// <summary>Lower bounds of the coefficients on the scale of the original features, length p or 1 (the same for all), each at most 0; −∞ for none.</summary>
    public IReadOnlyList<double>? LowerBounds { get; init => field = value?.ToArray(); }

    /// <summary>Upper bounds of the coefficients on the scale of the original features, length p or 1 (the same for all), each at least 0; +∞ for none.</summary>
    public IReadOnlyList<double>? UpperBounds { get; init => field = value?.ToArray(); }

    /// <summary>ω(b; strength), with strength = λ v_j ≥ 0 and ω(0) = 0.</summary>
    /// <param name="b">A coefficient.</param>
    /// <param name="strength">λ v_j.</param>
    public abstract double Value(double b, double strength);

    /// <summary>The proximal operator, argmin over b of (b − z)²/2 + step · ω(b; strength).</summary>
    /// <param name="z">The point.</param>
    /// <param name="step">A positive step size.</param>
    /// <param name="strength">λ v_j.</param>
    public abstract double Prox(double z, double step, double strength);

    /// <summary>The largest t for which b = 0 is optimal against a gradient of size t: the right derivative of ω at 0. It starts the path and drives screening.</summary>
    /// <param name="strength">λ v_j.</param>
    public abstract double ZeroThreshold(double strength);

    /// <summary>The supremum of |g| where the conjugate ω*(g) is finite: the strength for the lasso, +∞ with a ridge part, NaN where the penalty gives no conjugate.</summary>
    /// <param name="strength">λ v_j.</param>
    public virtual double DualBound(double strength) => double.NaN;

    /// <summary>A maximiser over b of g b − ω(b; strength), for |g| ≤ DualBound; with it the conjugate is ω*(g) = g b − ω(b). Used for duality gaps.</summary>
    /// <param name="g">A dual value.</param>
    /// <param name="strength">λ v_j.</param>
    public virtual double ConjugateArgument(double g, double strength) => double.NaN;

    /// <summary>Whether ω is l1 |b| + l2/2 b² at every strength, and with which l1 and l2 at this one: then the native kernels do the work.</summary>
    /// <param name="strength">λ v_j.</param>
    /// <param name="l1">The factor of |b|.</param>
    /// <param name="l2">The factor of b² / 2.</param>
    public virtual bool TryElasticNet(double strength, out double l1, out double l2)
    {
        l1 = l2 = double.NaN;
        return false;
    }

    /// <summary>Whether a solution is the best of all; of a penalty from outside the library it is taken to be.</summary>
    internal virtual bool IsConvex => true;

    /// <summary>The l2 of the part of ω that is l2/2 b².</summary>
    internal virtual double Ridge(double strength) => TryElasticNet(strength, out _, out double l2) ? l2 : 0;

    /// <summary>Checks factors and bounds against the number of features.</summary>
    /// <param name="features">p.</param>
    /// <exception cref="ArgumentException">A length is not p, a factor is negative or not finite, a lower bound is above 0 or its upper bound, an upper bound below 0, or one is NaN.</exception>
    internal virtual void Check(int features)
    {
        if (Factors is not null)
        {
            RequireLength(Factors, features, nameof(Factors), allowOne: false);
            for (int j = 0; j < features; j++)
            {
                if (!(Factors[j] >= 0) || double.IsInfinity(Factors[j]))
                {
                    throw new ArgumentException($"The penalty factor of feature {j} is {Factors[j]}; factors must be finite and not negative. To leave a feature out, remove its column.", nameof(Factors));
                }
            }
        }

        if (LowerBounds is not null)
        {
            RequireLength(LowerBounds, features, nameof(LowerBounds), allowOne: true);
        }

        if (UpperBounds is not null)
        {
            RequireLength(UpperBounds, features, nameof(UpperBounds), allowOne: true);
        }

        for (int j = 0; j < features && (LowerBounds is not null || UpperBounds is not null); j++)
        {
            (double lower, double upper) = Bounds(j);
            if (lower > upper)
            {
                throw new ArgumentException($"Feature {j} has lower bound {lower} and upper bound {upper}; the lower one must not be above the upper one.", nameof(LowerBounds));
            }

            if (!(lower <= 0))
            {
                throw new ArgumentException($"The lower bound of feature {j} is {lower}; it must be at most 0, so that the coefficient can be 0. Use double.NegativeInfinity for no bound.", nameof(LowerBounds));
            }

            if (!(upper >= 0))
            {
                throw new ArgumentException($"The upper bound of feature {j} is {upper}; it must be at least 0, so that the coefficient can be 0. Use double.PositiveInfinity for no bound.", nameof(UpperBounds));
            }
        }
    }

    internal double Factor(int feature) => Factors is null ? 1 : Factors[feature];

    internal (double Lower, double Upper) Bounds(int feature) =>
        (At(LowerBounds, feature, double.NegativeInfinity), At(UpperBounds, feature, double.PositiveInfinity));

    private static double At(IReadOnlyList<double>? values, int feature, double otherwise) =>
        values is null ? otherwise : values.Count == 1 ? values[0] : values[feature];

    private static void RequireLength(IReadOnlyList<double> values, int features, string name, bool allowOne)
    {
        if (values.Count != features && !(allowOne && values.Count == 1))
        {
            throw new ArgumentException($"{name} has {values.Count} values for {features} features; give one a feature{(allowOne ? ", or one for all" : string.Empty)}.", name);
        }
    }
}
