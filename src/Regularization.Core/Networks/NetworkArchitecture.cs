namespace Regularization;

/// <summary>How initial weights are drawn; biases start at 0.</summary>
/// <remarks>
/// <example>
/// <code>
/// var architecture = new NetworkArchitecture { Hidden = [32], Activation = Activations.Tanh, Initialization = Initialization.Glorot };
/// </code>
/// </example>
/// </remarks>
public enum Initialization
{
    /// <summary>Normal with variance gain² / fan-in. Source: He et al. (2015), equation (10).</summary>
    He,

    /// <summary>Uniform on ± (6 / (fan-in + fan-out))^½. Source: Glorot and Bengio (2010), equation (16).</summary>
    Glorot,
}

/// <summary>The form of a network: dense layers with an activation between them, and a linear output layer.</summary>
/// <remarks>
/// <example>
/// <code>
/// var trainer = new NetworkTrainer(NetworkLosses.CrossEntropy, Optimizers.AdamW()) { Architecture = new NetworkArchitecture { Hidden = [128, 64], Dropout = 0.2 } };
/// </code>
/// </example>
/// </remarks>
public sealed record NetworkArchitecture
{
    private readonly int[] _hidden = [64];
    private readonly double _dropout;
    private readonly Activation _activation = Activations.Relu;
    private readonly Initialization _initialization;

    /// <summary>The sizes of the hidden layers, each at least 1; empty for a linear model.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public IReadOnlyList<int> Hidden
    {
        get => _hidden;
        init => _hidden = [.. (value ?? throw new ArgumentNullException(nameof(Hidden), "Hidden is null; give the sizes of the hidden layers, or an empty list for a linear model.")).Select(v => Check.AtLeast(1, v, "The size of a hidden layer", nameof(Hidden)))];
    }

    /// <summary>The function after each hidden layer.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public Activation Activation
    {
        get => _activation;
        init => _activation = value ?? throw new ArgumentNullException(nameof(Activation), "Activation is null; leave it out for the ReLU.");
    }

    /// <summary>How weights are drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the ways.</exception>
    public Initialization Initialization
    {
        get => _initialization;
        init => _initialization = Check.Defined(value, nameof(Initialization));
    }

    /// <summary>The probability with which each hidden value is dropped during training, in [0, 1); the others are scaled up. Source: Srivastava et al. (2014).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double Dropout
    {
        get => _dropout;
        init => _dropout = Check.Share(value, nameof(Dropout));
    }
}
