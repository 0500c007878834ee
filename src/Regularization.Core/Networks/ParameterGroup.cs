using System.Numerics.Tensors;

namespace Regularization;

/// <summary>The parameters of one layer in training: gradients, the optimiser's moments, and what decay and penalties they get.</summary>
internal sealed class ParameterGroup
{
    private const int NeuronBlock = 64;

    private readonly NetworkTrainer _trainer;
    private readonly float[][] _moments;
    private readonly float[][] _biasMoments;
    private readonly double _factor;
    private readonly bool _isHidden;

    public ParameterGroup(NetworkTrainer trainer, NetworkLayer layer, int index, bool isHidden)
    {
        (_trainer, Layer, _isHidden) = (trainer, layer, isHidden);
        _factor = trainer.Penalty.LayerFactor(index);
        Gradient = new float[layer.W.Length];
        BiasGradient = new float[layer.C.Length];
        _moments = NewMoments(layer.W.Length);
        _biasMoments = NewMoments(layer.C.Length);
    }

    public NetworkLayer Layer { get; }

    public float[] Gradient { get; }

    public float[] BiasGradient { get; }

    /// <summary>Sets the gradient of the weights into neurons from .. to, to 0.</summary>
    public void ClearGradient(int from, int to)
    {
        for (int i = 0; i < Layer.Inputs; i++)
        {
            Gradient.AsSpan((i * Layer.Outputs) + from, to - from).Clear();
        }
    }

    public double GradientSquares() => TensorPrimitives.SumOfSquares<float>(Gradient) + (double)TensorPrimitives.SumOfSquares<float>(BiasGradient);

    /// <summary>Updates the weights from inputs first .. last, and the biases if asked.</summary>
    public void Update(OptimizerStep step, int first, int last, bool withBiases, float clip)
    {
        OptimizerStep penalized = Penalized(step);
        int from = first * Layer.Outputs, length = (last - first) * Layer.Outputs;
        Apply(penalized, Layer.W.AsSpan(from, length), Gradient.AsSpan(from, length), _moments, from, clip);
        if (withBiases)
        {
            OptimizerStep plain = step with { Decay = 0, Shrink = 0 };
            Apply(_trainer.Penalty.IncludeBiases ? penalized : plain, Layer.C, BiasGradient, _biasMoments, 0, clip);
        }
    }

    /// <summary>The group soft threshold over the incoming weights of neurons first .. last: the proximal operator of Group √(fan-in) ‖w‖₂, scaled by the harmonic mean of the steps of the group: a weight that never gets a gradient has a huge step under Adam, and must not decide.</summary>
    public void ShrinkNeurons(in OptimizerStep step, int first, int last)
    {
        if (!_isHidden)
        {
            return;
        }

        // Weights into one neuron are a row apart: some neurons at a time, so that what is fetched of a row is used.
        double strength = _trainer.Penalty.Group * _factor * _trainer.Optimizer.Gain * Math.Sqrt(Layer.Inputs);
        bool isOneStep = step.Rule is not (UpdateRule.Adam or UpdateRule.AmsGrad or UpdateRule.RmsProp);
        Span<double> squares = stackalloc double[NeuronBlock], inverse = stackalloc double[NeuronBlock];
        Span<float> scale = stackalloc float[NeuronBlock];
        for (int block = first; block < last; block += NeuronBlock)
        {
            int count = Math.Min(NeuronBlock, last - block);
            squares.Clear();
            inverse.Fill(isOneStep ? (double)Layer.Inputs * (1 / step.LearningRate) : 0);
            for (int i = 0; i < Layer.Inputs; i++)
            {
                int at = (i * Layer.Outputs) + block;
                ReadOnlySpan<float> weights = Layer.W.AsSpan(at, count);
                for (int k = 0; k < weights.Length; k++)
                {
                    squares[k] += weights[k] * (double)weights[k];
                }

                for (int k = 0; k < count && !isOneStep; k++)
                {
                    inverse[k] += 1 / StepSize(step, at + k);
                }
            }

            for (int k = 0; k < count; k++)
            {
                double norm = Math.Sqrt(squares[k]), threshold = strength * Layer.Inputs / inverse[k];
                scale[k] = norm > threshold ? (float)(1 - (threshold / norm)) : 0;
            }

            for (int i = 0; i < Layer.Inputs; i++)
            {
                Span<float> weights = Layer.W.AsSpan((i * Layer.Outputs) + block, count);
                TensorPrimitives.Multiply(weights, scale[..count], weights);
            }
        }
    }

    /// <summary>The penalty of this layer's weights (and biases where they count), with its factor.</summary>
    public double PenaltyValue()
    {
        WeightPenalty penalty = _trainer.Penalty;
        if (penalty.L1 == 0 && penalty.L2 == 0 && penalty.Group == 0)
        {
            return 0;
        }

        double absolute = TensorPrimitives.SumOfMagnitudes<float>(Layer.W), squares = TensorPrimitives.SumOfSquares<float>(Layer.W), groups = 0;
        if (penalty.IncludeBiases)
        {
            absolute += TensorPrimitives.SumOfMagnitudes<float>(Layer.C);
            squares += TensorPrimitives.SumOfSquares<float>(Layer.C);
        }

        for (int k = 0; k < Layer.Outputs && _isHidden && penalty.Group > 0; k++)
        {
            double sum = 0;
            for (int i = 0; i < Layer.Inputs; i++)
            {
                double w = Layer.W[(i * Layer.Outputs) + k];
                sum += w * w;
            }

            groups += Math.Sqrt(sum * Layer.Inputs);
        }

        return _factor * ((penalty.L1 * absolute) + (penalty.L2 * squares) + (penalty.Group * groups));
    }

    public int LiveNeurons()
    {
        int live = 0;
        for (int k = 0; k < Layer.Outputs; k++)
        {
            for (int i = 0; i < Layer.Inputs; i++)
            {
                if (Layer.W[(i * Layer.Outputs) + k] != 0)
                {
                    live++;
                    break;
                }
            }
        }

        return live;
    }

    private OptimizerStep Penalized(OptimizerStep step)
    {
        WeightPenalty penalty = _trainer.Penalty;
        bool term = penalty.Mode == PenaltyMode.LossTerm;
        float l1 = (float)(penalty.L1 * _factor), l2 = (float)(penalty.L2 * _factor);
        return step with
        {
            Decay = (float)(step.Decay * _factor),
            Shrink = (float)(step.Shrink * _factor),
            L1 = term ? l1 : 0,
            L2 = term ? l2 : 0,
            ProxL1 = term ? 0 : l1 * (float)_trainer.Optimizer.Gain,
            ProxL2 = term ? 0 : 2 * l2 * (float)_trainer.Optimizer.Gain,
        };
    }

    private static void Apply(in OptimizerStep step, Span<float> weights, Span<float> gradient, float[][] moments, int from, float clip)
    {
        if (clip < 1)
        {
            TensorPrimitives.Multiply(gradient, clip, gradient);
        }

        int length = weights.Length;
        Kernels.Current.Update(step, weights, gradient, Part(moments, 0, from, length), Part(moments, 1, from, length), Part(moments, 2, from, length));
    }

    private float StepSize(in OptimizerStep step, int at) => step.Rule switch
    {
        UpdateRule.Adam => step.LearningRate / ((step.SecondScale * MathF.Sqrt(_moments[1][at])) + step.Epsilon),
        UpdateRule.AmsGrad => step.LearningRate / ((step.SecondScale * MathF.Sqrt(_moments[2][at])) + step.Epsilon),
        UpdateRule.RmsProp => step.LearningRate / (MathF.Sqrt(_moments[1][at]) + step.Epsilon),
        _ => step.LearningRate,
    };

    private static Span<float> Part(float[][] moments, int which, int from, int length) => which < moments.Length ? moments[which].AsSpan(from, length) : [];

    private float[][] NewMoments(int length)
    {
        var moments = new float[_trainer.Optimizer.Moments][];
        for (int k = 0; k < moments.Length; k++)
        {
            moments[k] = new float[length];
        }

        return moments;
    }
}
