using System.Diagnostics;
using System.Numerics.Tensors;

namespace Regularization;

/// <summary>
/// One training run. A step: each thread sends its rows of the batch forward and the gradient back, then, when all are done, makes the weight gradients
/// of its share of the inputs and updates those weights at once. Nothing is allocated inside an epoch.
/// </summary>
internal sealed partial class TrainingRun : IDisposable
{
    /// <summary>Weights times rows of a step that are worth a thread of their own: with less the threads wait for each other longer than they work.</summary>
    private const long WorkOfAThread = 1 << 20;

    private readonly NetworkTrainer _trainer;
    private readonly Network _network;
    private readonly NetworkData _data;
    private readonly NetworkData _validation;
    private readonly int[] _heldOut;
    private readonly int[] _order;
    private readonly WorkTeam _team;
    private readonly ForwardPass _pass;
    private readonly float[][] _back;
    private readonly ParameterGroup[] _groups;
    private readonly SparseFirstLayer? _sparse;
    private readonly DropoutMask? _dropout;
    private readonly float[] _y;
    private readonly float[] _w;
    private readonly double[] _lossParts;
    private readonly double[] _metricParts;
    private readonly Action<int> _step;
    private readonly Action<int> _judge;
    private readonly Action<int> _catchUp;
    private int _from;
    private int _count;
    private float _total;
    private int _steps;
    private double _rate;
    private float _clip = 1;

    public TrainingRun(NetworkTrainer trainer, Network network, NetworkData data, int[] trainRows, NetworkData validation, int[] heldOut)
    {
        (_trainer, _network, _data, _validation, _heldOut, _order) = (trainer, network, data, validation, heldOut, trainRows);
        int batch = Math.Min(trainer.Options.BatchSize, trainRows.Length);
        _team = new WorkTeam(Threads(trainer, batch, network, data.X));
        _pass = new ForwardPass(network, batch, data.X.IsSparse && validation.X.IsSparse);
        _back = [.. network.LayerArray.Select(l => new float[batch * l.Outputs])];
        bool IsHidden(int l) => l + 1 < network.LayerArray.Length;
        _sparse = data.X.IsSparse ? new SparseFirstLayer(trainer, network.LayerArray[0], IsHidden(0), data.X, trainRows, batch) : null;
        _groups = [.. network.LayerArray.Select((layer, l) => l == 0 && _sparse is not null ? _sparse.Group : new ParameterGroup(trainer, layer, l, IsHidden(l)))];
        _dropout = trainer.Architecture.Dropout > 0 ? new DropoutMask(trainer.Architecture.Dropout, trainer.Options.Seed) : null;
        (_y, _w) = (new float[batch], new float[batch]);
        (_lossParts, _metricParts) = (new double[_team.Size], new double[_team.Size]);
        (_step, _judge, _catchUp) = (Step, JudgeRows, CatchUp);
    }

    /// <summary>For tests: told the loss of each step before its update, penalties that are a term in it included.</summary>
    public Action<double>? OnStep { get; set; }

    public void Dispose() => _team.Dispose();

    public NetworkFit Train(List<string> warnings, IProgress<EpochReport>? progress, CancellationToken cancellationToken)
    {
        TrainingOptions options = _trainer.Options;
        var history = new List<EpochReport>();
        var random = new Random(options.Seed + 2);
        Network best = _network.Copy();
        double bestLoss = double.PositiveInfinity, plateauBest = double.PositiveInfinity;
        int bestEpoch = 0, sinceBest = 0, sincePlateau = 0, plateaus = 0;
        var status = TrainingStatus.AllEpochs;
        long started = Stopwatch.GetTimestamp();
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            if (options.Shuffle)
            {
                random.Shuffle(_order);
            }

            (double loss, double metric, int badBatch) = Epoch(epoch, plateaus, cancellationToken);
            if (badBatch >= 0)
            {
                string message = FormattableString.Invariant($"The loss became NaN or infinite in epoch {epoch}, batch {badBatch + 1}, at learning rate {_rate:g3}. Lower the learning rate, normalise the features, or clip the norm of the gradient.");
                if (bestEpoch == 0)
                {
                    throw new TrainingDivergedException(message);
                }

                warnings.Add(message);
                status = TrainingStatus.Diverged;
                break;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                status = TrainingStatus.Canceled;
                if (bestEpoch == 0)
                {
                    _network.CopyTo(best);
                }

                break;
            }

            (double validationLoss, double validationMetric) = Judge();
            history.Add(Report(epoch, loss, metric, validationLoss, validationMetric, started));
            progress?.Report(history[^1]);
            double monitored = _heldOut.Length > 0 ? validationLoss : loss;
            if (_heldOut.Length == 0 || monitored < bestLoss)
            {
                (bestLoss, bestEpoch, sinceBest) = (monitored, epoch, 0);
                _network.CopyTo(best);
            }
            else if (++sinceBest >= options.Patience && options.Patience > 0)
            {
                status = TrainingStatus.EarlyStopped;
                break;
            }

            if (monitored < plateauBest * (1 - 1e-4))
            {
                (plateauBest, sincePlateau) = (monitored, 0);
            }
            else if (++sincePlateau > options.Schedule.PlateauPatience)
            {
                plateaus++;
                sincePlateau = 0;
            }
        }

        return new NetworkFit(best, history, status, bestEpoch, warnings);
    }

    /// <summary>All batches once. The mean loss and metric, and the batch in which the loss ceased to be a number, or −1.</summary>
    private (double Loss, double Metric, int BadBatch) Epoch(int epoch, int plateaus, CancellationToken cancellationToken)
    {
        TrainingOptions options = _trainer.Options;
        int batch = _y.Length, batches = (_order.Length + batch - 1) / batch;
        double loss = 0, metric = 0, weight = 0;
        for (int b = 0; b < batches && !cancellationToken.IsCancellationRequested; b++)
        {
            Gather(_data, _order, b * batch, Math.Min(batch, _order.Length - (b * batch)));
            _steps++;
            _rate = _trainer.Optimizer.LearningRate * options.Schedule.At(epoch - 1 + ((double)b / batches), options.Epochs, plateaus);
            _dropout?.Advance();
            if (_total == 0)
            {
                continue;
            }

            double penalty = OnStep is null ? 0 : LossTermPenalty();
            if (_sparse is { IsDue: true })
            {
                CatchUp();
            }

            OptimizerStep step = _trainer.Optimizer.Step(_rate, _steps);
            _sparse?.Begin(_order.AsSpan(_from, _count), step);
            _team.Run(_step);
            _sparse?.End();
            double batchLoss = TensorPrimitives.Sum<double>(_lossParts);
            if (!double.IsFinite(batchLoss))
            {
                return (double.NaN, double.NaN, b);
            }

            OnStep?.Invoke((batchLoss / _total) + penalty);
            loss += batchLoss;
            metric += TensorPrimitives.Sum<double>(_metricParts);
            weight += _total;
        }

        CatchUp();
        return (loss / weight, _network.Loss.MetricOf(metric / weight), -1);
    }

    /// <summary>The weights of features that batches had not make up for the steps they have missed.</summary>
    private void CatchUp()
    {
        if (_sparse is not null)
        {
            _team.Run(_catchUp);
            _sparse.Forget();
        }
    }

    /// <summary>What one thread does of it.</summary>
    private void CatchUp(int number)
    {
        (int first, int last) = _team.Share(_network.Inputs, number);
        _sparse!.CatchUpAll(first, last);
    }

    /// <summary>What one thread does of a step.</summary>
    private void Step(int number)
    {
        (int from, int to) = _team.Share(_count, number);
        ReadOnlySpan<int> rows = _order.AsSpan(_from, _count);
        if (_sparse is not null)
        {
            (int first, int last) = _team.Share(_sparse.TouchedCount, number);
            _sparse.CatchUp(first, last);
            _team.Barrier();
        }

        Backward(rows, from, to, number);
        _team.Barrier();
        if (!double.IsFinite(TensorPrimitives.Sum<double>(_lossParts)))
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
            }

            _team.Barrier();
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
        _lossParts[number] = _network.Loss.Evaluate(top, _y.AsSpan(from, count), _w.AsSpan(from, count), _total, (float)_trainer.Options.LabelSmoothing, withGradient: true, out _metricParts[number]);
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

    private float ClipFactor()
    {
        double squares = 0;
        foreach (ParameterGroup group in _groups)
        {
            squares += group.GradientSquares();
        }

        return (float)Math.Min(1, _trainer.Options.ClipNorm / Math.Max(Math.Sqrt(squares), 1e-30));
    }

    private static int Threads(NetworkTrainer trainer, int batch, Network network, RowMatrix x)
    {
        bool isTouched = x.IsSparse && trainer.Penalty.Group == 0;
        long perRow = network.LayerArray.Skip(isTouched ? 1 : 0).Sum(l => (long)l.W.Length) + (isTouched ? SparseFirstLayer.WorkOfARow(x, network.LayerArray[0]) : 0);
        int asked = trainer.Options.Threads, worth = (int)Math.Clamp(batch * perRow / WorkOfAThread, 1, ColumnBlocks.Resolve(asked));
        return Math.Min(asked > 0 ? asked : worth, batch);
    }

    private double LossTermPenalty()
    {
        if (_trainer.Penalty.Mode != PenaltyMode.LossTerm)
        {
            return 0;
        }

        CatchUp();
        return _groups.Sum(g => g.PenaltyValue());
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
