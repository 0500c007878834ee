namespace Regularization;

/// <summary>A dense layer: z = x W + c.</summary>
/// <remarks>
/// <example>See <see cref="Network"/>.</example>
/// </remarks>
public sealed class NetworkLayer
{
    /// <summary>A layer with given weights, which are copied.</summary>
    /// <param name="inputs">The number of inputs (fan-in), at least 1.</param>
    /// <param name="outputs">The number of outputs (neurons), at least 1.</param>
    /// <param name="weights">W, length inputs·outputs: the weight from input i to neuron k is <c>weights[i * outputs + k]</c>. Keras keeps them so; for PyTorch's see <see cref="FromTransposed"/>.</param>
    /// <param name="biases">c, length outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">There are not as many weights or biases, or one is NaN or infinite.</exception>
    public NetworkLayer(int inputs, int outputs, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
        : this(Check.AtLeast(1, inputs, "The number of inputs"), Check.AtLeast(1, outputs, "The number of outputs"), new float[Checked(inputs, outputs, weights, biases)])
    {
        weights.CopyTo(W);
        biases.CopyTo(C);
    }

    /// <summary>Weights and biases of 0.</summary>
    internal NetworkLayer(int inputs, int outputs)
        : this(inputs, outputs, new float[(long)inputs * outputs])
    {
    }

    private NetworkLayer(int inputs, int outputs, float[] weights) => (Inputs, Outputs, W, C) = (inputs, outputs, weights, new float[outputs]);

    /// <summary>The number of inputs (fan-in).</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs (neurons).</summary>
    public int Outputs { get; }

    /// <summary>Weights, inputs x outputs by rows: the weight from input i to neuron k is <c>Weights[i * Outputs + k]</c>.</summary>
    public ReadOnlySpan<float> Weights => W;

    /// <summary>Biases, one a neuron.</summary>
    public ReadOnlySpan<float> Biases => C;

    internal float[] W { get; }

    internal float[] C { get; }

    /// <summary>A layer whose weights are held neuron by neuron, as <c>torch.nn.Linear.weight</c> is.</summary>
    /// <param name="inputs">The number of inputs (fan-in), at least 1.</param>
    /// <param name="outputs">The number of outputs (neurons), at least 1.</param>
    /// <param name="weights">Length outputs·inputs: the weight from input i to neuron k is <c>weights[k * inputs + i]</c>.</param>
    /// <param name="biases">c, length outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">There are not as many weights or biases, or one is NaN or infinite.</exception>
    public static NetworkLayer FromTransposed(int inputs, int outputs, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        var layer = new NetworkLayer(inputs, outputs, weights, biases);
        for (int i = 0; i < inputs; i++)
        {
            for (int k = 0; k < outputs; k++)
            {
                layer.W[(i * outputs) + k] = weights[(k * inputs) + i];
            }
        }

        return layer;
    }

    internal NetworkLayer Copy()
    {
        var copy = new NetworkLayer(Inputs, Outputs);
        W.CopyTo(copy.W, 0);
        C.CopyTo(copy.C, 0);
        return copy;
    }

    /// <summary>Draws weights; biases are 0.</summary>
    internal void Initialize(Initialization initialization, double gain, Random random)
    {
        double limit = Math.Sqrt(6.0 / (Inputs + Outputs)), deviation = gain / Math.Sqrt(Inputs);
        for (int i = 0; i < W.Length; i++)
        {
            W[i] = (float)(initialization == Initialization.Glorot
                ? ((2 * random.NextDouble()) - 1) * limit
                : Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) * deviation);
        }

        Array.Clear(C);
    }

    /// <summary>The number of weights, if all is as it must be.</summary>
    private static int Checked(int inputs, int outputs, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        if (weights.Length != (long)inputs * outputs)
        {
            throw new ArgumentException($"There are {weights.Length} weights; {inputs} inputs x {outputs} outputs need {(long)inputs * outputs}.", nameof(weights));
        }

        if (biases.Length != outputs)
        {
            throw new ArgumentException($"There are {biases.Length} biases for {outputs} outputs; there must be one each. Give zeros for a layer without biases.", nameof(biases));
        }

        RequireFinite(weights, "weight", nameof(weights));
        RequireFinite(biases, "bias", nameof(biases));
        return weights.Length;
    }

    private static void RequireFinite(ReadOnlySpan<float> values, string what, string parameter)
    {
        int bad = (int)FiniteCheck.IndexOfNonFinite(values);
        if (bad >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"The {what} at {bad} is {values[bad]}; it must be a finite number."), parameter);
        }
    }
}
