using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// The first layer of a network on sparse rows. A step has gradients only for the features of its batch; the weights of the other features wait, and make up
/// for the steps they have missed when a batch has their feature, at the end of an epoch at the latest. What they miss is known: the optimiser's step
/// with gradient 0. So the result is that of updating all weights in every step, but for the rounding.
/// </summary>
/// <remarks>
/// Making up is O(1) a weight as soon as nothing but a product and a threshold is left of the idle steps: with a_t = (1 − Shrink − η Decay) / (1 + η ProxL2) and
/// θ_t = η ProxL1 / (1 + η ProxL2), |w| becomes P_T max(0, |w| / P_s − (Q_T − Q_s)) from step s to T, P_t = Π a and Q_t = Σ θ_u / P_u. For SGD that is
/// so from the first idle step on; with momentum, and for Adam without coupled decay and penalties, when the momentum has died out. Before that, and where
/// there is no such form (Adam with coupled decay or proximal steps, a subgradient of L1), the idle steps are made one after the other, on one row of
/// weights, which stays in registers.
/// </remarks>
internal sealed class SparseFirstLayer
{
    /// <summary>What is left of the momentum when it no longer counts: less than float32 can tell of what it has moved.</summary>
    private const double Remainder = 1.0 / (1 << 24);

    /// <summary>P_t below which all weights make up for what they have missed, and P starts from 1 again.</summary>
    private const double LeastProduct = 1e-60;

    /// <summary>The largest share of a weight that decay may take in a step for the closed form: with more, P_t would fall too fast, or change its sign.</summary>
    private const double MostShare = 0.5;

    /// <summary>A factor of the moments that counts as 0: denormal numbers are slow.</summary>
    private const double LeastFactor = 1e-30;

    private readonly ParameterGroup _group;
    private readonly RowMatrix _x;
    private readonly int _most;
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly OptimizerStep[] _history;
    private readonly double[] _product;
    private readonly double[] _threshold;
    private readonly int[] _done;
    private readonly int[] _idle;
    private readonly int[] _all;
    private readonly int[] _slot;
    private readonly int[] _touched;
    private readonly float[] _noGradient;
    private readonly long[] _starts;
    private readonly int[] _slots;
    private readonly float[] _values;
    private readonly int[] _batchRows;
    private int _now;

    public SparseFirstLayer(NetworkTrainer trainer, NetworkLayer layer, bool isHidden, RowMatrix x, int[] rows, int batch)
    {
        _x = x;
        int entries = EntriesOfABatch(x, rows, batch), inputs = layer.Inputs;
        _group = new ParameterGroup(trainer, layer, 0, isHidden, gradientRows: Math.Min(entries, inputs));
        WeightPenalty penalty = trainer.Penalty;
        bool isNormOfAll = trainer.Options.ClipNorm > 0 && penalty.Mode == PenaltyMode.LossTerm && (penalty.L1 > 0 || penalty.L2 > 0);
        IsUpdatedWhole = isNormOfAll || (isHidden && penalty.Group > 0);
        OptimizerStep step = trainer.Optimizer.Step(trainer.Optimizer.LearningRate, t: 2);
        (_beta1, _beta2) = (step.Beta1, step.Beta2);
        _most = IdleStepsOneByOne(_group.Penalized(step));
        if (IsUpdatedWhole && _most == 0)
        {
            _most = 1; // one call of a kernel for all, instead of one a row of weights
        }

        int steps = (rows.Length + batch - 1) / batch;
        (_history, _product, _threshold) = (new OptimizerStep[steps], new double[steps + 1], new double[steps + 1]);
        _product[0] = 1;
        (_done, _idle, _slot, _all) = (new int[inputs], new int[inputs], new int[inputs], [.. Enumerable.Range(0, inputs)]);
        Array.Fill(_idle, int.MaxValue / 2); // the moments are 0
        (_touched, _slots, _values) = (new int[Math.Min(entries, inputs)], new int[entries], new float[entries]);
        (_starts, _batchRows) = (new long[batch + 1], [.. Enumerable.Range(0, batch)]);
        _noGradient = new float[layer.Outputs];
    }

    public ParameterGroup Group => _group;

    /// <summary>Whether all weights are updated in every step, as a group penalty needs, which looks at all weights of a neuron, and a norm of the gradient that terms of the loss add to for all weights.</summary>
    public bool IsUpdatedWhole { get; }

    /// <summary>The number of features that the batch has.</summary>
    public int TouchedCount { get; private set; }

    /// <summary>Whether all weights have to make up now: the product of decays is about to leave the range of numbers.</summary>
    public bool IsDue => _product[_now] < LeastProduct;

    /// <summary>The weights that a row makes a step work on: those of its features, with some idle steps to make up for.</summary>
    public static long WorkOfARow(RowMatrix x, NetworkLayer layer)
    {
        const int StepsMadeUp = 16;
        return StepsMadeUp * (x.Sparse.Starts[^1] / x.Rows) * layer.Outputs;
    }

    /// <summary>Begins a step: takes its batch, and notes its update. For one thread.</summary>
    public void Begin(ReadOnlySpan<int> rows, in OptimizerStep step)
    {
        Gather(rows);
        OptimizerStep penalized = _group.Penalized(step);
        _history[_now] = penalized;
        if (_most == int.MaxValue)
        {
            _product[_now + 1] = 1; // there is no closed form, and this is not used
            return;
        }

        double rate = penalized.LearningRate, divisor = 1 + (rate * penalized.ProxL2), kept = 1 - Share(penalized);
        _product[_now + 1] = _product[_now] * kept / divisor;
        _threshold[_now + 1] = _threshold[_now] + (rate * penalized.ProxL1 / divisor / _product[_now + 1]);
    }

    /// <summary>Ends a step. For one thread.</summary>
    public void End() => _now++;

    /// <summary>The features from .. to of those that the batch has make up for what their weights have missed.</summary>
    public void CatchUp(int from, int to) => CatchUp(_touched.AsSpan(from, to - from), _now);

    /// <summary>Features from .. to make up for what their weights have missed, the present step among it if asked.</summary>
    public void CatchUpAll(int from, int to, bool withPresent = false) => CatchUp(_all.AsSpan(from, to - from), _now + (withPresent ? 1 : 0));

    /// <summary>After all have made up: forgets the steps. For one thread.</summary>
    public void Forget()
    {
        _now = 0;
        Array.Clear(_done);
    }

    /// <summary>The gradient of the weights into neurons from .. to.</summary>
    public void Gradient(ReadOnlySpan<float> d, int from, int to)
    {
        int width = _group.Layer.Outputs, rows = d.Length / width;
        for (int i = 0; i < TouchedCount; i++)
        {
            _group.Gradient.AsSpan((i * width) + from, to - from).Clear();
        }

        var batch = new SparseRowView(_starts.AsSpan(0, rows + 1), _slots, _values, TouchedCount);
        Kernels.Current.SparseTransposeTimes(batch, _batchRows.AsSpan(0, rows), d, width, from, to, _group.Gradient);
    }

    /// <summary>Σ g² over the weights of the layer, g with the terms of penalties in the loss, which features without a gradient have too.</summary>
    public double GradientSquares()
    {
        int width = _group.Layer.Outputs;
        double sum = 0;
        for (int i = 0; i < TouchedCount; i++)
        {
            sum += _group.GradientSquares(_group.Gradient.AsSpan(i * width, width), _group.Layer.W.AsSpan(_touched[i] * width, width));
        }

        for (int column = 0; IsUpdatedWhole && column < _all.Length; column++)
        {
            sum += _slot[column] == 0 ? _group.GradientSquares(_noGradient, _group.Layer.W.AsSpan(column * width, width)) : 0;
        }

        return sum;
    }

    /// <summary>Scales the terms of the loss of the present step as its gradient is. For one thread.</summary>
    public void Clip(float clip) => _history[_now] = ParameterGroup.Clipped(_history[_now], clip);

    /// <summary>The present step for the features from .. to of those that the batch has.</summary>
    public void Update(int from, int to, float clip)
    {
        int width = _group.Layer.Outputs;
        ref readonly OptimizerStep step = ref _history[_now];
        for (int i = from; i < to; i++)
        {
            int column = _touched[i];
            _group.Apply(step, column * width, _group.Gradient.AsSpan(i * width, width), clip);
            (_done[column], _idle[column]) = (_now + 1, 0);
        }
    }

    private void CatchUp(ReadOnlySpan<int> columns, int to)
    {
        foreach (int column in columns)
        {
            if (to - _done[column] > 1 && (_most == int.MaxValue ? IsAtRest(column) : _idle[column] >= _most))
            {
                Jump(column, _done[column], to);
                _done[column] = to;
            }
        }

        NetworkLayer layer = _group.Layer;
        Kernels.Current.UpdateIdle(_history.AsSpan(0, to), columns, _done, _most, layer.Outputs, layer.W, _group.Moments(0), _group.Moments(1), _group.Moments(2));
        foreach (int column in columns)
        {
            int missed = to - _done[column];
            if (missed > _most)
            {
                Jump(column, _done[column] + _most, to);
            }

            _idle[column] = Math.Min(_idle[column] + missed, int.MaxValue / 2);
            _done[column] = to;
        }
    }

    /// <summary>Idle steps from .. to of one feature at once.</summary>
    private void Jump(int column, int from, int to)
    {
        double kept = _product[to] / _product[from], threshold = _product[to] * (_threshold[to] - _threshold[from]);
        if (kept != 1 || threshold != 0)
        {
            var step = new OptimizerStep { Rule = UpdateRule.Sgd, LearningRate = 1, Shrink = (float)(1 - kept), ProxL1 = (float)threshold };
            int width = _group.Layer.Outputs;
            Kernels.Current.Update(step, _group.Layer.W.AsSpan(column * width, width), _noGradient, [], [], []);
        }

        DecayMoments(column, to - from);
    }

    /// <summary>Whether idle steps leave the weights of a feature at 0: all are 0, and what momentum they have stays below the threshold.</summary>
    private bool IsAtRest(int column)
    {
        int width = _group.Layer.Outputs, at = column * width;
        ReadOnlySpan<float> momentum = _group.Moments(0).IsEmpty ? [] : _group.Moments(0).Slice(at, width);
        return _group.Layer.W.AsSpan(at, width).IndexOfAnyExcept(0) < 0
            && (momentum.IsEmpty || TensorPrimitives.MaxMagnitude(momentum) <= _history[_done[column]].ProxL1);
    }

    /// <summary>What idle steps without a pull on the weights make of the moments of a feature.</summary>
    private void DecayMoments(int column, int steps)
    {
        Scale(_group.Moments(0), _beta1);
        Scale(_group.Moments(1), _beta2);

        void Scale(Span<float> moments, double beta)
        {
            if (!moments.IsEmpty)
            {
                double factor = Math.Pow(beta, steps);
                Span<float> row = moments.Slice(column * _group.Layer.Outputs, _group.Layer.Outputs);
                TensorPrimitives.Multiply(row, factor < LeastFactor ? 0 : (float)factor, row);
            }
        }
    }

    /// <summary>Makes some rows the batch: their entries with the features numbered in the order of their appearance.</summary>
    private void Gather(ReadOnlySpan<int> rows)
    {
        foreach (int column in _touched.AsSpan(0, TouchedCount))
        {
            _slot[column] = 0;
        }

        TouchedCount = 0;
        SparseRowView x = _x.Sparse;
        int entries = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            for (long e = x.Starts[rows[i]]; e < x.Starts[rows[i] + 1]; e++)
            {
                int column = x.ColumnIndices[(int)e];
                if (_slot[column] == 0)
                {
                    _touched[TouchedCount] = column;
                    _slot[column] = ++TouchedCount;
                }

                (_slots[entries], _values[entries]) = (_slot[column] - 1, x.Values[(int)e]);
                entries++;
            }

            _starts[i + 1] = entries;
        }

        _group.GradientRows = TouchedCount;
    }

    /// <summary>The idle steps that have to be made one by one before the closed form holds.</summary>
    private static int IdleStepsOneByOne(in OptimizerStep step)
    {
        bool isPulled = step.Decay != 0 || step.L2 != 0 || step.L1 != 0, isProximal = step.ProxL1 != 0 || step.ProxL2 != 0;
        double left = step.Rule switch
        {
            UpdateRule.Sgd => step.L1 == 0 ? 0 : 1,
            UpdateRule.RmsProp => isPulled || isProximal ? 1 : 0,
            UpdateRule.Momentum or UpdateRule.Nesterov => isPulled ? 1 : step.Beta1,
            _ => isPulled || isProximal ? 1 : step.Beta1 / Math.Sqrt(step.Beta2), // m / √v
        };
        return left >= 1 || Share(step) > MostShare ? int.MaxValue : left == 0 ? 0 : (int)Math.Ceiling(Math.Log(Remainder) / Math.Log(left));
    }

    /// <summary>The share of a weight that decay takes in an idle step.</summary>
    private static double Share(in OptimizerStep step) =>
        step.Shrink + (step.Rule == UpdateRule.Sgd ? step.LearningRate * (step.Decay + (2.0 * step.L2)) : 0);

    private static int EntriesOfABatch(RowMatrix x, int[] rows, int batch)
    {
        long[] starts = x.Sparse.Starts.ToArray();
        return (int)rows.Select(row => starts[row + 1] - starts[row]).OrderDescending().Take(batch).Sum();
    }
}
