namespace Regularization;

/// <summary>How a penalty on weights enters training.</summary>
/// <remarks>
/// <example>See <see cref="WeightPenalty"/>.</example>
/// </remarks>
public enum PenaltyMode
{
    /// <summary>A proximal step after each update, scaled by the step the optimiser took: weights, and with a group penalty whole neurons, become exactly 0.</summary>
    Proximal,

    /// <summary>A term in the loss, through its (sub)gradient, as one writes it in a PyTorch training loop: weights come near 0 and never stay there.</summary>
    LossTerm,
}

/// <summary>
/// Penalties on the weights of a network: L1 Σ|w| + L2 Σw² + Group Σ_neurons √(fan-in) ‖incoming weights‖₂, summed over layers with their factors.
/// These are factors of plain sums: L2 here equals a coupled weight decay of 2·L2 in SGD.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// var exactZeros = new WeightPenalty { L1 = 1e-4 };                             // proximal: weights become exactly 0
/// var likeOthers = exactZeros with { Mode = PenaltyMode.LossTerm };             // a term of the loss: they only become small
/// var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()) { Penalty = exactZeros };
/// </code>
/// </example>
/// </remarks>
public sealed record WeightPenalty
{
    private readonly double _l1;
    private readonly double _l2;
    private readonly double _group;
    private readonly PenaltyMode _mode;
    private readonly double[]? _layerFactors;

    /// <summary>No penalty.</summary>
    public static WeightPenalty None { get; } = new();

    /// <summary>The factor of Σ|w|. Not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double L1
    {
        get => _l1;
        init => _l1 = Check.NotNegative(value, nameof(L1));
    }

    /// <summary>The factor of Σw². Not negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double L2
    {
        get => _l2;
        init => _l2 = Check.NotNegative(value, nameof(L2));
    }

    /// <summary>The factor of Σ √(fan-in) ‖incoming weights of a neuron‖₂ over the hidden neurons. Not negative. Source: Yuan and Lin (2006), equation (2.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public double Group
    {
        get => _group;
        init => _group = Check.NotNegative(value, nameof(Group));
    }

    /// <summary>How the penalty enters training; the group penalty is always a proximal step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the modes.</exception>
    public PenaltyMode Mode
    {
        get => _mode;
        init => _mode = Check.Defined(value, nameof(Mode));
    }

    /// <summary>Whether penalties and weight decay act on biases too, as PyTorch's do by default. Ours do not.</summary>
    public bool IncludeBiases { get; init; }

    /// <summary>What each layer's penalties and decay are multiplied by, one value a layer from the first to the output layer; null for 1 everywhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor is negative, or not finite.</exception>
    public IReadOnlyList<double>? LayerFactors
    {
        get => _layerFactors;
        init => _layerFactors = value?.Select(v => Check.NotNegative(v, nameof(LayerFactors), nameof(LayerFactors))).ToArray();
    }

    internal double LayerFactor(int layer) => _layerFactors is null ? 1 : _layerFactors[layer];
}
