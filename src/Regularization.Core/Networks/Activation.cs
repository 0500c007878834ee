using System.Numerics;
using System.Numerics.Tensors;

namespace Regularization;

/// <summary>The function between the layers of a network, applied to every value. All of them can be scored by a stock ML.NET expression.</summary>
/// <remarks>
/// <example>
/// <code>
/// var architecture = new NetworkArchitecture { Hidden = [64, 32], Activation = Activations.Tanh };
/// Console.WriteLine(architecture.Activation.Expression);   // as ML.NET's Expression transformer reads it
/// </code>
/// </example>
/// </remarks>
public abstract class Activation
{
    private protected Activation()
    {
    }

    /// <summary>The name, in lower case: <c>relu</c>, <c>leaky relu</c>, <c>tanh</c>, <c>logistic</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The function as an ML.NET expression of x.</summary>
    public abstract string Expression { get; }

    /// <summary>The gain g of He's initialisation: weights have variance g² / fan-in. Source: He et al. (2015), equations (10) and (15).</summary>
    internal abstract double Gain { get; }

    /// <summary>z := a(z).</summary>
    internal abstract void Apply(Span<float> z);

    /// <summary>The same in double precision.</summary>
    internal abstract void Apply(Span<double> z);

    /// <summary>gradient := gradient ∘ a'(z), written in terms of the output a(z) = <paramref name="factor"/> · <paramref name="output"/>.</summary>
    internal void Backpropagate(ReadOnlySpan<float> output, float factor, Span<float> gradient)
    {
        int i = 0;
        for (; i <= gradient.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(gradient[i..]) * Derivative(factor * new Vector<float>(output[i..]))).CopyTo(gradient[i..]);
        }

        for (; i < gradient.Length; i++)
        {
            gradient[i] *= Derivative(new Vector<float>(factor * output[i]))[0];
        }
    }

    /// <summary>a'(z) in terms of a(z).</summary>
    private protected abstract Vector<float> Derivative(Vector<float> output);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The activations of the library.</summary>
/// <remarks>
/// <example>See <see cref="Activation"/>.</example>
/// </remarks>
public static class Activations
{
    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new ReluActivation();

    /// <summary>x for x &gt; 0, else 0.01 x.</summary>
    public static Activation LeakyRelu { get; } = new LeakyReluActivation();

    /// <summary>tanh(x).</summary>
    public static Activation Tanh { get; } = new TanhActivation();

    /// <summary>1 / (1 + exp(−x)).</summary>
    public static Activation Logistic { get; } = new LogisticActivation();

    private sealed class ReluActivation : Activation
    {
        public override string Name => "relu";

        public override string Expression => "x : max(x, 0f)";

        internal override double Gain => Math.Sqrt(2);

        internal override void Apply(Span<float> z) => TensorPrimitives.Max<float>(z, 0, z);

        internal override void Apply(Span<double> z) => TensorPrimitives.Max<double>(z, 0, z);

        private protected override Vector<float> Derivative(Vector<float> output) =>
            Vector.ConditionalSelect(Vector.GreaterThan(output, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
    }

    private sealed class LeakyReluActivation : Activation
    {
        private const float Slope = 0.01f;

        public override string Name => "leaky relu";

        public override string Expression => "x : x > 0f ? x : 0.01f * x";

        internal override double Gain => Math.Sqrt(2 / (1 + ((double)Slope * Slope)));

        internal override void Apply(Span<float> z) => Backpropagate(z, 1, z); // the function is its derivative times its argument

        internal override void Apply(Span<double> z)
        {
            foreach (ref double value in z)
            {
                value *= value > 0 ? 1 : Slope;
            }
        }

        private protected override Vector<float> Derivative(Vector<float> output) =>
            Vector.ConditionalSelect(Vector.GreaterThan(output, Vector<float>.Zero), Vector<float>.One, new Vector<float>(Slope));
    }

    private sealed class TanhActivation : Activation
    {
        public override string Name => "tanh";

        public override string Expression => "x : tanh(x)";

        internal override double Gain => 1;

        internal override void Apply(Span<float> z) => TensorPrimitives.Tanh<float>(z, z);

        internal override void Apply(Span<double> z) => TensorPrimitives.Tanh<double>(z, z);

        private protected override Vector<float> Derivative(Vector<float> output) => Vector<float>.One - (output * output);
    }

    private sealed class LogisticActivation : Activation
    {
        public override string Name => "logistic";

        public override string Expression => "x : 1f / (1f + exp(-x))";

        internal override double Gain => 1;

        internal override void Apply(Span<float> z) => TensorPrimitives.Sigmoid<float>(z, z);

        internal override void Apply(Span<double> z) => TensorPrimitives.Sigmoid<double>(z, z);

        private protected override Vector<float> Derivative(Vector<float> output) => output * (Vector<float>.One - output);
    }
}
