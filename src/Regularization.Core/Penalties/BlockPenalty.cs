namespace Regularization;

/// <summary>
/// A convex penalty λ Ω(b) that is a norm of whole blocks of coefficients, and so not a sum over single ones: group lasso, sparse group lasso, SLOPE.
/// b_j is the coefficient of the standardised feature where features are standardised.
/// </summary>
/// <remarks>
/// Paths, cross-validation and <see cref="LinearModelFitter"/> take it as any other penalty; stochastic steps on streams do not. What <see cref="Penalty"/>
/// asks of single coefficients it refuses with <see cref="NotSupportedException"/>, and so it does <see cref="Penalty.Factors"/> and bounds when it is fitted.
/// <example>
/// <code>
/// BlockPenalty groups = Penalties.GroupLasso(FeatureGroups.FromLists([[0, 1, 2], [3, 4]], features: 5));
/// double value = groups.Value([0.5, 0, 0, 0, 1], lambda: 0.1);
/// </code>
/// </example>
/// </remarks>
public abstract record BlockPenalty : Penalty
{
    private protected BlockPenalty()
    {
    }

    /// <summary>λ Ω(b).</summary>
    /// <param name="b">All p coefficients.</param>
    /// <param name="lambda">λ ≥ 0.</param>
    public abstract double Value(ReadOnlySpan<double> b, double lambda);

    /// <summary>The proximal operator, argmin over b of ‖b − z‖²/2 + strength · Ω(b).</summary>
    /// <param name="z">The point, length p.</param>
    /// <param name="strength">The step size times λ, not negative.</param>
    /// <param name="result">Written, length p; it may be <paramref name="z"/> itself.</param>
    public abstract void Prox(ReadOnlySpan<double> z, double strength, Span<double> result);

    /// <summary>The dual norm over the penalised coefficients, max g.b subject to Ω(b) ≤ 1: all of them are 0 at λ exactly if this is at most λ.</summary>
    /// <param name="g">A gradient, length p; the values of unpenalised features count for nothing.</param>
    public abstract double DualNorm(ReadOnlySpan<double> g);

    /// <summary>Not for this penalty.</summary>
    /// <param name="b">Not used.</param>
    /// <param name="strength">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override double Value(double b, double strength) => throw NotSeparable();

    /// <summary>Not for this penalty.</summary>
    /// <param name="z">Not used.</param>
    /// <param name="step">Not used.</param>
    /// <param name="strength">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override double Prox(double z, double step, double strength) => throw NotSeparable();

    /// <summary>Not for this penalty.</summary>
    /// <param name="strength">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override double ZeroThreshold(double strength) => throw NotSeparable();

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>Whether a feature is not penalised at any λ.</summary>
    internal abstract bool IsFree(int feature);

    /// <summary>The same penalty as a function of some coefficients, in this order, with all others 0.</summary>
    internal abstract BlockPenalty Restrict(ReadOnlySpan<int> features);

    /// <summary>Marks the features that can be in the model if no size of a gradient is more than slack · (what it is compared with) above the given one: at slack 0, those that must come in.</summary>
    /// <param name="gradient">Length p.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="slack">λ of the gradient less λ for the strong rule.</param>
    /// <param name="result">Written, length p.</param>
    internal abstract void MayEnter(ReadOnlySpan<double> gradient, double lambda, double slack, Span<bool> result);

    /// <summary>Minimises b'Gb/2 − c'b + λ Ω(b) from b, for the penalty as it is restricted.</summary>
    internal abstract BlockQuadratic Quadratic(int size);

    /// <inheritdoc/>
    internal override void Check(int features)
    {
        if (Factors is not null)
        {
            throw new ArgumentException($"Factors are given, but {Name} does not take factors of single features. {FactorAdvice}", nameof(Factors));
        }

        if (LowerBounds is not null || UpperBounds is not null)
        {
            throw new ArgumentException($"Bounds are given, but {Name} does not take bounds. Leave them out, or use Penalties.ElasticNet.", LowerBounds is null ? nameof(UpperBounds) : nameof(LowerBounds));
        }
    }

    private protected abstract string FactorAdvice { get; }

    private NotSupportedException NotSeparable() =>
        new($"{Name} is not a sum over single coefficients; use the members of BlockPenalty, which take all of them.");
}
