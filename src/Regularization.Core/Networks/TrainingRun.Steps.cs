using System.Numerics.Tensors;

namespace Regularization;

/// <content>What the threads do of a step.</content>
internal sealed partial class TrainingRun
{
    /// <summary>What one thread does of a step.</summary>
    private void Step(int number)
    {
        (int from, int to) = RowShare(number);
        ReadOnlySpan<int> rows = _order.AsSpan(_from, _count);
        if (_sparse is not null)
        {
            (int first, int last) = _team.Share(_sparse.TouchedCount, number);
            _sparse.CatchUp(first, last);
            _team.Barrier();
        }

        Backward(rows, from, to, number);
        _team.Barrier();
        if (_isBroken || !double.IsFinite(TensorPrimitives.Sum<double>(_lossParts)))
        {
            return; // Leave the weights as they are.
        }

        for (int l = 0; l < _groups.Length; l++)
        {
            WeightGradient(l, number);
        }

        if (_trainer.Options.ClipNorm > 0)
        {
            _team.Barrier();
            if (number == 0)
            {
                _clip = ClipFactor();
                _sparse?.Clip(_clip);
            }

            _team.Barrier();
            if (_isBroken)
            {
                return;
            }
        }

        OptimizerStep step = _trainer.Optimizer.Step(_rate, _steps);
        foreach (ParameterGroup group in _groups)
        {
            UpdateWeights(group, step, number);
            if (number == 0)
            {
                group.UpdateBiases(step, _clip);
            }
        }

        if (_trainer.Penalty.Group > 0)
        {
            _team.Barrier();
            foreach (ParameterGroup group in _groups)
            {
                (int first, int last) = _team.Share(group.Layer.Outputs, number);
                group.ShrinkNeurons(step, first, last);
            }
        }
    }

    private void UpdateWeights(ParameterGroup group, in OptimizerStep step, int number)
    {
        if (group != _sparse?.Group)
        {
            (int first, int last) = _team.Share(group.Layer.Inputs, number);
            group.Update(step, first, last, _clip);
            return;
        }

        (int from, int to) = _team.Share(_sparse.TouchedCount, number);
        _sparse.Update(from, to, _clip);
        if (_sparse.IsUpdatedWhole)
        {
            _team.Barrier();
            (from, to) = _team.Share(_network.Inputs, number);
            _sparse.CatchUpAll(from, to, withPresent: true);
        }
    }

    /// <summary>Forward and back for rows from .. to of the batch: fills the gradients with respect to each layer's sums.</summary>
    private void Backward(ReadOnlySpan<int> rows, int from, int to, int number)
    {
        int count = to - from;
        _lossParts[number] = _metricParts[number] = 0;
        if (count <= 0)
        {
            return;
        }

        _pass.Run(_data.X, rows, from, to, _dropout);
        int last = _groups.Length - 1, outputs = _network.Outputs;
        Span<float> top = _back[last].AsSpan(from * outputs, count * outputs);
        _pass.Output.AsSpan(from * outputs, count * outputs).CopyTo(top);
        _lossParts[number] = _network.Loss.Evaluate(top, _y.AsSpan(from, count), _w.AsSpan(from, count), _divisor, (float)_trainer.Options.LabelSmoothing, withGradient: true, out _metricParts[number]);
        if (!float.IsFinite(TensorPrimitives.Sum<float>(top)))
        {
            _isBroken = true; // e^f is infinite in float32 long before it is in the loss
            return;
        }

        for (int l = last; l > 0; l--)
        {
            NetworkLayer layer = _network.LayerArray[l];
            Span<float> above = _back[l].AsSpan(from * layer.Outputs, count * layer.Outputs), below = _back[l - 1].AsSpan(from * layer.Inputs, count * layer.Inputs);
            Kernels.Current.Gemm(false, true, count, layer.Inputs, layer.Outputs, above, layer.Outputs, layer.W, layer.Outputs, below, layer.Inputs, accumulate: false);
            _dropout?.Apply(l - 1, from, to, below);
            ReadOnlySpan<float> output = _pass.Values[l - 1].AsSpan(from * layer.Inputs, count * layer.Inputs);
            _network.Activation.Backpropagate(output, _dropout?.Keep ?? 1, below); // dropout has scaled what the activation put out
        }
    }

    private void WeightGradient(int l, int number)
    {
        ParameterGroup group = _groups[l];
        NetworkLayer layer = group.Layer;
        Span<float> d = _back[l].AsSpan(0, _count * layer.Outputs);
        if (group == _sparse?.Group)
        {
            (int first, int last) = _team.Share(layer.Outputs, number);
            _sparse.Gradient(d, first, last);
            _team.Barrier(); // The update shares the inputs out, this product the outputs.
        }
        else
        {
            (int first, int last) = _team.Share(layer.Inputs, number);
            float[] input = l == 0 ? _pass.Input : _pass.Values[l - 1];
            if (last > first)
            {
                Kernels.Current.Gemm(true, false, last - first, layer.Outputs, _count, input.AsSpan(first), layer.Inputs, d, layer.Outputs, group.Gradient.AsSpan(first * layer.Outputs), layer.Outputs, accumulate: false);
            }
        }

        if (number == 0)
        {
            group.BiasGradient.AsSpan().Clear();
            for (int i = 0; i < _count; i++)
            {
                TensorPrimitives.Add(group.BiasGradient, d.Slice(i * layer.Outputs, layer.Outputs), group.BiasGradient);
            }
        }
    }

    /// <summary>What the gradient is multiplied by, terms of penalties in the loss included, so that it is not longer than asked.</summary>
    private float ClipFactor()
    {
        double squares = 0;
        foreach (ParameterGroup group in _groups)
        {
            squares += (group == _sparse?.Group ? _sparse.GradientSquares() : group.GradientSquares()) + group.BiasGradientSquares();
        }

        _isBroken = !double.IsFinite(squares);
        return (float)Math.Min(1, _trainer.Options.ClipNorm / Math.Max(Math.Sqrt(squares), 1e-30));
    }

    /// <summary>
    /// The rows of the batch that a thread takes: whole units, but for the last, which takes the rest. What a unit puts out is a vector long, however
    /// narrow the layers: shorter spans go another way through the library's exponential, whose last digits then depended on the number of threads.
    /// </summary>
    private (int From, int To) RowShare(int number)
    {
        int units = Math.Max(1, _count / _unit);
        (int from, int to) = _team.Share(units, number);
        return (from * _unit, to == units && to > from ? _count : to * _unit);
    }

    /// <summary>Makes some rows the batch: their responses and weights.</summary>
    private void Gather(NetworkData data, int[] rows, int from, int count)
    {
        (_from, _count) = (from, count);
        for (int i = 0; i < count; i++)
        {
            (_y[i], _w[i]) = (data.Responses[rows[from + i]], data.RowWeights[rows[from + i]]);
        }

        _total = TensorPrimitives.Sum<float>(_w.AsSpan(0, count));
    }
}
