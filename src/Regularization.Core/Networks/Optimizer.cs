namespace Regularization;

/// <summary>
/// A first-order update rule with its settings, as PyTorch has them. Immutable; the moments it keeps belong to the training run.
/// </summary>
/// <remarks>
/// With gradient g of the loss (and of penalties that are a term in it), weight w, learning rate η and <see cref="WeightDecay"/> d:
/// coupled decay adds d·w to g before anything else, so that in plain SGD it equals an L2 term factor·Σw² in the loss with d = 2·factor;
/// decoupled decay (<see cref="IsDecoupled"/>) shrinks w by η·d·w beside the step. Source: Loshchilov and Hutter, Decoupled weight decay regularization (2019), algorithms 1 and 2.
/// <example>
/// <code>
/// Optimizer coupled = Optimizers.Adam(weightDecay: 0.01), decoupled = coupled with { IsDecoupled = true };   // the second is AdamW
/// </code>
/// </example>
/// </remarks>
public abstract record Optimizer
{
    private readonly double _learningRate = 1e-3;
    private readonly double _weightDecay;

    private protected Optimizer()
    {
    }

    /// <summary>The name, in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>η, the learning rate before any schedule. Positive and finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = Check.Positive(value, nameof(LearningRate));
    }

    /// <summary>d, the weight decay. Not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = Check.NotNegative(value, nameof(WeightDecay));
    }

    /// <summary>Whether the decay shrinks the weights beside the step (AdamW) and not through the gradient.</summary>
    public bool IsDecoupled { get; init; }

    /// <summary>Refuses settings that contradict each other.</summary>
    internal virtual void CheckSettings()
    {
    }

    /// <summary>Whether the rule keeps the first moment (0), the second (1), or the largest second one (2).</summary>
    internal abstract bool Keeps(int moment);

    /// <summary>
    /// The share of a weight that decay takes in a step by itself; at 1 and more it turns the sign of the weight. 0 where an adaptive step bounds coupled decay.
    /// </summary>
    internal virtual double DecayShare => IsDecoupled ? LearningRate * WeightDecay : 0;

    /// <summary>
    /// The update of step t = 1, 2, … at a learning rate, with no penalties but proximal ones of strength 1, which <see cref="ParameterGroup"/> puts the
    /// strengths into. A proximal step must be to its penalty what the step is to the loss: under a constant gradient g an L1 penalty takes L1 / |g| of
    /// what the weight is moved by, at every t.
    /// </summary>
    internal abstract OptimizerStep Step(double learningRate, int t);
}

/// <summary>Stochastic gradient descent: m := μ m + g (m := g at the first step); w := w − η m, or with Nesterov's momentum w − η (g + μ m). Source: Sutskever et al. (2013), as PyTorch's SGD.</summary>
/// <remarks>
/// <example>
/// <code>
/// SgdOptimizer sgd = Optimizers.Sgd(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 5e-4);
/// NetworkFit fit = new NetworkTrainer(NetworkLosses.CrossEntropy, sgd).Fit(rows);
/// </code>
/// </example>
/// </remarks>
public sealed record SgdOptimizer : Optimizer
{
    private readonly double _momentum;

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary>μ in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = Check.Share(value, nameof(Momentum));
    }

    /// <summary>Whether the momentum looks ahead; needs a <see cref="Momentum"/>.</summary>
    public bool Nesterov { get; init; }

    internal override bool Keeps(int moment) => moment == 0 && Momentum > 0;

    internal override void CheckSettings()
    {
        if (Nesterov && Momentum == 0)
        {
            throw new ArgumentException("Nesterov is true, and Momentum is 0; there is no momentum to look ahead by. Set Momentum, such as 0.9, or leave Nesterov out.", nameof(Nesterov));
        }
    }

    internal override double DecayShare => LearningRate * WeightDecay;

    internal override OptimizerStep Step(double learningRate, int t) => new()
    {
        Rule = Momentum == 0 ? UpdateRule.Sgd : Nesterov ? UpdateRule.Nesterov : UpdateRule.Momentum,
        LearningRate = (float)learningRate,
        Beta1 = (float)Momentum,
        ProxL1 = (float)Gain(t),
        ProxL2 = (float)Gain(t),
        Lookahead = (float)Momentum,
        Decay = (float)(IsDecoupled ? 0 : WeightDecay),
        Shrink = (float)(IsDecoupled ? learningRate * WeightDecay : 0),
    };

    /// <summary>What t steps of a constant gradient have added up to in the direction of step t: 1 + μ + … + μᵗ⁻¹, and one power more where the momentum looks ahead.</summary>
    private double Gain(int t) => (1 - Math.Pow(Momentum, Nesterov ? t + 1 : t)) / (1 - Momentum);
}

/// <summary>
/// Adam: m := β₁ m + (1 − β₁) g, v := β₂ v + (1 − β₂) g², w := w − η (m / (1 − β₁ᵗ)) / ((v / (1 − β₂ᵗ))^½ + ε); AMSGrad keeps the largest v. With decoupled decay it is AdamW.
/// Source: Kingma and Ba (2015), algorithm 1; Reddi et al. (2018), algorithm 2.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// AdamOptimizer adam = Optimizers.AdamW(learningRate: 0.002, weightDecay: 0.01) with { Beta2 = 0.99, AmsGrad = true };
/// NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, adam).Fit(rows);
/// </code>
/// </example>
/// </remarks>
public sealed record AdamOptimizer : Optimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;

    /// <inheritdoc/>
    public override string Name => IsDecoupled ? "adamw" : "adam";

    /// <summary>β₁ in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = Check.Share(value, nameof(Beta1));
    }

    /// <summary>β₂ in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = Check.Share(value, nameof(Beta2));
    }

    /// <summary>ε, positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = Check.Positive(value, nameof(Epsilon));
    }

    /// <summary>Whether the step is scaled by the largest second moment so far.</summary>
    public bool AmsGrad { get; init; }

    internal override bool Keeps(int moment) => moment < 2 || AmsGrad;

    internal override OptimizerStep Step(double learningRate, int t) => new()
    {
        Rule = AmsGrad ? UpdateRule.AmsGrad : UpdateRule.Adam,
        LearningRate = (float)(learningRate / (1 - Math.Pow(Beta1, t))),
        Beta1 = (float)Beta1,
        Beta2 = (float)Beta2,
        Rest1 = (float)(1 - Beta1),
        Rest2 = (float)(1 - Beta2),
        Epsilon = (float)Epsilon,
        SecondScale = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, t))),
        ProxL1 = (float)(1 - Math.Pow(Beta1, t)), // the learning rate above has the correction of a first moment, and a proximal step has none
        ProxL2 = (float)(1 - Math.Pow(Beta1, t)),
        Decay = (float)(IsDecoupled ? 0 : WeightDecay),
        Shrink = (float)(IsDecoupled ? learningRate * WeightDecay : 0),
    };
}

/// <summary>RMSprop: v := α v + (1 − α) g², w := w − η g / (v^½ + ε). Source: Hinton, lecture 6e (2012), as PyTorch's RMSprop.</summary>
/// <remarks>
/// <example>
/// <code>
/// RmsPropOptimizer optimizer = Optimizers.RmsProp(learningRate: 0.001) with { Smoothing = 0.9 };
/// NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, optimizer).Fit(rows);
/// </code>
/// </example>
/// </remarks>
public sealed record RmsPropOptimizer : Optimizer
{
    private readonly double _smoothing = 0.99;
    private readonly double _epsilon = 1e-8;

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary>α in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double Smoothing
    {
        get => _smoothing;
        init => _smoothing = Check.Share(value, nameof(Smoothing));
    }

    /// <summary>ε, positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or not finite.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = Check.Positive(value, nameof(Epsilon));
    }

    internal override bool Keeps(int moment) => moment == 1;

    internal override OptimizerStep Step(double learningRate, int t) => new()
    {
        Rule = UpdateRule.RmsProp,
        LearningRate = (float)learningRate,
        Beta2 = (float)Smoothing,
        Rest2 = (float)(1 - Smoothing),
        Epsilon = (float)Epsilon,
        SecondScale = 1,
        ProxL1 = 1,
        ProxL2 = 1,
        Decay = (float)(IsDecoupled ? 0 : WeightDecay),
        Shrink = (float)(IsDecoupled ? learningRate * WeightDecay : 0),
    };
}

/// <summary>The update rules of the library, with PyTorch's defaults.</summary>
/// <remarks>
/// <example>See <see cref="Optimizer"/>.</example>
/// </remarks>
public static class Optimizers
{
    /// <summary>Stochastic gradient descent.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ in [0, 1); 0 for none.</param>
    /// <param name="nesterov">Whether the momentum looks ahead.</param>
    /// <param name="weightDecay">d, coupled: 2 x the factor of an L2 sum of squares in the loss.</param>
    public static SgdOptimizer Sgd(double learningRate = 0.01, double momentum = 0, bool nesterov = false, double weightDecay = 0) =>
        new() { LearningRate = learningRate, Momentum = momentum, Nesterov = nesterov, WeightDecay = weightDecay };

    /// <summary>Adam with coupled decay.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="weightDecay">d, coupled.</param>
    public static AdamOptimizer Adam(double learningRate = 1e-3, double weightDecay = 0) => new() { LearningRate = learningRate, WeightDecay = weightDecay };

    /// <summary>Adam with decoupled decay.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="weightDecay">d, decoupled: not an L2 penalty.</param>
    public static AdamOptimizer AdamW(double learningRate = 1e-3, double weightDecay = 0.01) =>
        new() { LearningRate = learningRate, WeightDecay = weightDecay, IsDecoupled = true };

    /// <summary>RMSprop.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="weightDecay">d, coupled.</param>
    public static RmsPropOptimizer RmsProp(double learningRate = 0.01, double weightDecay = 0) => new() { LearningRate = learningRate, WeightDecay = weightDecay };
}
