namespace Regularization;

/// <summary>A dense layer: z = x W + c.</summary>
public sealed class NetworkLayer
{
    internal NetworkLayer(int inputs, int outputs)
        : this(inputs, outputs, new float[(long)inputs * outputs], new float[outputs])
    {
    }

    internal NetworkLayer(int inputs, int outputs, float[] weights, float[] biases)
    {
        (Inputs, Outputs, W, C) = (inputs, outputs, weights, biases);
    }

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

    internal NetworkLayer Copy() => new(Inputs, Outputs, [.. W], [.. C]);

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
}
