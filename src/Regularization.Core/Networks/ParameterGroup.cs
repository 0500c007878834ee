using System.Numerics.Tensors;

namespace Regularization;

/// <summary>The parameters of one layer in training: gradients, the optimiser's moments, and what decay and penalties they get.</summary>
internal sealed class ParameterGroup
{
    private readonly NetworkTrainer _trainer;
    private readonly float[][] _moments;
    private readonly float[][] _biasMoments;
    private readonly double[] _squares;
    private readonly double[] _roots;
    private readonly float[] _scales;
    private readonly double _factor;
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
        (_squares, _roots, _scales) = (new double[layer.Outputs], new double[layer.Outputs], new float[layer.Outputs]);
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

    public double GradientSquares() =>
        TensorPrimitives.SumOfSquares<float>(Gradient.AsSpan(0, GradientRows * Layer.Outputs)) + (double)TensorPrimitives.SumOfSquares<float>(BiasGradient);

    /// <summary>Updates the weights from inputs first .. last.</summary>
    public void Update(in OptimizerStep step, int first, int last, float clip)
    {
        int from = first * Layer.Outputs;
        Apply(Penalized(step), from, Gradient.AsSpan(from, (last - first) * Layer.Outputs), clip);
    }

    /// <summary>Updates weights, from one on, by a step with their penalties in it.</summary>
    public void Apply(in OptimizerStep penalized, int from, Span<float> gradient, float clip) =>
        Apply(penalized, Layer.W.AsSpan(from, gradient.Length), gradient, _moments, from, clip);

    public void UpdateBiases(in OptimizerStep step, float clip) =>
        Apply(_trainer.Penalty.IncludeBiases ? Penalized(step) : step with { Decay = 0, Shrink = 0 }, Layer.C, BiasGradient, _biasMoments, 0, clip);

    /// <summary>The group soft threshold over the incoming weights of neurons first .. last: the proximal operator of Group √(fan-in) ‖w‖₂, scaled by the harmonic mean of the steps of the group: a weight that never gets a gradient has a huge step under Adam, and must not decide.</summary>
    public void ShrinkNeurons(in OptimizerStep step, int first, int last)
    {
        if (!_isHidden || last == first)
        {
            return;
        }

        int count = last - first, width = Layer.Outputs;
        Span<double> squares = _squares.AsSpan(first, count), roots = _roots.AsSpan(first, count);
        squares.Clear();
        roots.Clear();
        ReadOnlySpan<float> second = step.Rule switch { UpdateRule.Adam or UpdateRule.RmsProp => _moments[1], UpdateRule.AmsGrad => _moments[2], _ => default };
        for (int at = first; at < Layer.W.Length; at += width)
        {
            ColumnSums.AddSquares(Layer.W.AsSpan(at, count), squares);
            if (!second.IsEmpty)
            {
                ColumnSums.AddRoots(second.Slice(at, count), roots);
            }
        }

        // The mean of 1 / s: of (SecondScale √v + ε) / η, where the rule has a v.
        Span<float> scales = _scales.AsSpan(first, count);
        double strength = _trainer.Penalty.Group * _factor * _trainer.Optimizer.Gain * Math.Sqrt(Layer.Inputs);
        double rootScale = step.Rule == UpdateRule.RmsProp ? 1 : step.SecondScale;
        for (int k = 0; k < count; k++)
        {
            double inverse = (second.IsEmpty ? 1 : (rootScale * roots[k] / Layer.Inputs) + step.Epsilon) / step.LearningRate;
            double norm = Math.Sqrt(squares[k]), threshold = strength / inverse;
            scales[k] = norm > threshold ? (float)(1 - (threshold / norm)) : 0;
        }

        for (int at = first; at < Layer.W.Length; at += width)
        {
            Span<float> row = Layer.W.AsSpan(at, count);
            TensorPrimitives.Multiply(row, scales, row);
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
