using System.Numerics.Tensors;

namespace Regularization;

/// <summary>The parameters of one layer in training: gradients, the optimiser's moments, and what decay and penalties they get.</summary>
internal sealed class ParameterGroup
{
    private readonly NetworkTrainer _trainer;
    private readonly float[][] _moments;
    private readonly float[][] _biasMoments;
    private readonly GroupStep? _groupStep;
    private readonly double _factor;
    private readonly float _termL1;
    private readonly float _termL2;
    private readonly bool _isHidden;

    /// <param name="trainer">Its optimiser and penalties.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="index">Its number from 0.</param>
    /// <param name="isHidden">Whether a group penalty acts on it.</param>
    /// <param name="gradientRows">The inputs that there can be a gradient for at a time; all if not given.</param>
    public ParameterGroup(NetworkTrainer trainer, NetworkLayer layer, int index, bool isHidden, int? gradientRows = null)
    {
        (_trainer, Layer, _isHidden) = (trainer, layer, isHidden);
        _factor = trainer.Penalty.LayerFactor(index);
        GradientRows = gradientRows ?? layer.Inputs;
        Gradient = new float[GradientRows * layer.Outputs];
        if (trainer.Penalty.Mode == PenaltyMode.LossTerm)
        {
            (_termL1, _termL2) = ((float)(trainer.Penalty.L1 * _factor), (float)(trainer.Penalty.L2 * _factor));
        }

        _groupStep = isHidden && trainer.Penalty.Group * _factor > 0 ? new GroupStep(layer, isScaled: trainer.Optimizer.Keeps(1)) : null;
        BiasGradient = new float[layer.C.Length];
        _moments = NewMoments(layer.W.Length);
        _biasMoments = NewMoments(layer.C.Length);
    }

    public NetworkLayer Layer { get; }

    public float[] Gradient { get; }

    public float[] BiasGradient { get; }

    /// <summary>The inputs that there is a gradient for.</summary>
    public int GradientRows { get; set; }

    /// <summary>The optimiser's moments of the weights, by their number; empty if it does not keep them.</summary>
    public Span<float> Moments(int which) => Part(_moments, which, 0, Layer.W.Length);

    /// <summary>Σ g² over the weights, g with the terms of penalties in the loss.</summary>
    public double GradientSquares() => GradientSquares(Gradient, Layer.W);

    /// <summary>The same over some weights.</summary>
    public double GradientSquares(ReadOnlySpan<float> gradient, ReadOnlySpan<float> weights) => GradientNorm.Squares(gradient, weights, _termL1, 2 * _termL2);

    /// <summary>The same over the biases.</summary>
    public double BiasGradientSquares() =>
        _trainer.Penalty.IncludeBiases ? GradientSquares(BiasGradient, Layer.C) : GradientNorm.Squares(BiasGradient, Layer.C, 0, 0);

    /// <summary>Updates the weights from inputs first .. last.</summary>
    public void Update(in OptimizerStep step, int first, int last, float clip)
    {
        int from = first * Layer.Outputs;
        Apply(Clipped(Penalized(step), clip), from, Gradient.AsSpan(from, (last - first) * Layer.Outputs), clip);
    }

    /// <summary>Updates weights, from one on, by a step with their penalties in it.</summary>
    public void Apply(in OptimizerStep penalized, int from, Span<float> gradient, float clip) =>
        Apply(penalized, Layer.W.AsSpan(from, gradient.Length), gradient, _moments, from, clip);

    public void UpdateBiases(in OptimizerStep step, float clip)
    {
        OptimizerStep own = _trainer.Penalty.IncludeBiases ? Clipped(Penalized(step), clip) : step with { Decay = 0, Shrink = 0, ProxL1 = 0, ProxL2 = 0 };
        Apply(own, Layer.C, BiasGradient, _biasMoments, 0, clip);
    }

    /// <summary>The step with its terms of the loss scaled as the gradient is.</summary>
    public static OptimizerStep Clipped(in OptimizerStep step, float clip) => step with { L1 = clip * step.L1, L2 = clip * step.L2 };

    /// <summary>The proximal step of the group penalty for neurons first .. last.</summary>
    public void ShrinkNeurons(in OptimizerStep step, int first, int last)
    {
        if (_groupStep is not null && last > first && step.LearningRate > 0)
        {
            ReadOnlySpan<float> second = _moments[step.Rule == UpdateRule.AmsGrad ? 2 : 1];
            double strength = _trainer.Penalty.Group * _factor * step.ProxL1 * Math.Sqrt(Layer.Inputs);
            _groupStep.Apply(Penalized(step), second, (float)strength, first, last);
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

    /// <summary>The step with this layer's decay and penalties in it.</summary>
    public OptimizerStep Penalized(in OptimizerStep step)
    {
        WeightPenalty penalty = _trainer.Penalty;
        bool term = penalty.Mode == PenaltyMode.LossTerm;
        float l1 = (float)(penalty.L1 * _factor), l2 = (float)(penalty.L2 * _factor);
        return step with
        {
            Decay = (float)(step.Decay * _factor),
            Shrink = (float)(step.Shrink * _factor),
            L1 = _termL1,
            L2 = _termL2,
            ProxL1 = term ? 0 : l1 * step.ProxL1,
            ProxL2 = term ? 0 : 2 * l2 * step.ProxL2,
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

    private static Span<float> Part(float[][] moments, int which, int from, int length) => moments[which].Length > 0 ? moments[which].AsSpan(from, length) : [];

    private float[][] NewMoments(int length) => [.. Enumerable.Range(0, 3).Select(which => _trainer.Optimizer.Keeps(which) ? new float[length] : [])];
}
