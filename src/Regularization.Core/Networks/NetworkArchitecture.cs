namespace Regularization;

/// <summary>How initial weights are drawn; biases start at 0.</summary>
public enum Initialization
{
    /// <summary>Normal with variance gain² / fan-in. Source: He et al. (2015), equation (10).</summary>
    He,

    /// <summary>Uniform on ± (6 / (fan-in + fan-out))^½. Source: Glorot and Bengio (2010), equation (16).</summary>
    Glorot,
}

/// <summary>The form of a network: dense layers with an activation between them, and a linear output layer.</summary>
public sealed record NetworkArchitecture
{
    private readonly int[] _hidden = [64];
    private readonly double _dropout;

    /// <summary>The sizes of the hidden layers, each at least 1; empty for a linear model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public IReadOnlyList<int> Hidden
    {
        get => _hidden;
        init => _hidden = [.. value.Select(v => Check.AtLeast(1, v, "The size of a hidden layer"))];
    }

    /// <summary>The function after each hidden layer.</summary>
    public Activation Activation { get; init; } = Activations.Relu;

    /// <summary>How weights are drawn.</summary>
    public Initialization Initialization { get; init; } = Initialization.He;

    /// <summary>The probability with which each hidden value is dropped during training, in [0, 1); the others are scaled up. Source: Srivastava et al. (2014).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0, 1).</exception>
    public double Dropout
    {
        get => _dropout;
        init => _dropout = Check.Share(value, nameof(Dropout));
    }
}
