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

    /// <summary>Values in the longest of vectors.</summary>
    private const int VectorLength = 16;

    /// <summary>The most training rows that a network is judged by, where there are no validation rows.</summary>
    private const int JudgedTrainingRows = 4096;

    private readonly NetworkTrainer _trainer;
    private readonly Network _network;
    private readonly NetworkData _data;
    private readonly bool _isValidated;
    private readonly int[] _order;
    private readonly double _meanWeight;
    private readonly int _unit;
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
    private NetworkData _judged;
    private int[] _judgedRows;
    private int _from;
    private int _count;
    private float _total;
    private float _divisor;
    private int _steps;
    private double _rate;
    private float _clip = 1;
    private bool _isBroken;
    private ScoreSpread? _spread;
    private NetworkStart? _before;

    public TrainingRun(NetworkTrainer trainer, Network network, NetworkData data, int[] trainRows, NetworkData validation, int[] heldOut)
    {
        _isValidated = heldOut.Length > 0;
        (_trainer, _network, _data, _order) = (trainer, network, data, trainRows);
        (_judged, _judgedRows) = _isValidated ? (validation, heldOut) : (data, Sample(data, trainRows));
        _meanWeight = trainRows.Average(i => (double)data.RowWeights[i]);
        int batch = Math.Min(trainer.Options.BatchSize, trainRows.Length);
        CheckBatch(network, batch, data.X.IsSparse);
        NetworkMemory.RequireBatch(network, batch);
        _pass = new ForwardPass(network, batch, data.X.IsSparse && _judged.X.IsSparse);
        int narrowest = network.LayerArray.Min(l => l.Outputs);
        _unit = (VectorLength + narrowest - 1) / narrowest;
        _back = [.. network.LayerArray.Select(l => new float[batch * l.Outputs])];
        bool IsHidden(int l) => l + 1 < network.LayerArray.Length;
        _sparse = data.X.IsSparse ? new SparseFirstLayer(trainer, network.LayerArray[0], IsHidden(0), data.X, trainRows, batch) : null;
        _groups = [.. network.LayerArray.Select((layer, l) => l == 0 && _sparse is not null ? _sparse.Group : new ParameterGroup(trainer, layer, l, IsHidden(l)))];
        _dropout = trainer.Architecture.Dropout > 0 ? new DropoutMask(trainer.Architecture.Dropout, trainer.Options.Seed) : null;
        (_y, _w) = (new float[batch], new float[batch]);
        (_step, _judge, _catchUp) = (Step, JudgeRows, CatchUp);
        int threads = Threads(trainer, batch, network, data.X);
        (_lossParts, _metricParts) = (new double[threads], new double[threads]);
        _team = new WorkTeam(threads); // last: it has threads, which nobody would end if anything above failed
    }

    /// <summary>For tests: told the loss of each step before its update, penalties that are a term in it included.</summary>
    public Action<double>? OnStep { get; set; }

    /// <summary>Whether the trained network, or that judged last by <see cref="JudgeTraining"/>, gives about the same score for all training rows, and the untrained one did not.</summary>
    public bool IsConstant { get; private set; }

    public void Dispose() => _team.Dispose();

    public NetworkFit Train(List<string> warnings, IProgress<EpochReport>? progress, CancellationToken cancellationToken)
    {
        TrainingOptions options = _trainer.Options;
        var history = new List<EpochReport>();
        var random = new Random(options.Seed + 2);
        var kept = new KeptWeights(_network, _isValidated);
        _before = new NetworkStart(_network, SpreadOfTraining());
        double start = Judge().Loss, plateauBest = double.PositiveInfinity;
        int sincePlateau = 0, plateaus = 0;
        var status = TrainingStatus.AllEpochs;
        long started = Stopwatch.GetTimestamp();
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            if (options.Shuffle)
            {
                random.Shuffle(_order);
            }

            (double loss, double metric, string? trouble) = Epoch(epoch, plateaus, cancellationToken);
            trouble ??= _network.IsFinite() ? null : Invariant($"The weights became NaN or infinite in epoch {epoch}, at learning rate {_rate:g3}");
            bool isCanceled = trouble is null && cancellationToken.IsCancellationRequested;
            (double validationLoss, double validationMetric) = _isValidated && trouble is null && !isCanceled ? Judge() : (double.NaN, double.NaN);
            if (_isValidated && trouble is null && !isCanceled && !double.IsFinite(validationLoss))
            {
                trouble = Invariant($"The validation loss became NaN or infinite in epoch {epoch}, at learning rate {_rate:g3}");
            }

            if (trouble is not null)
            {
                return Diverged(kept, start, history, trouble, warnings);
            }

            if (isCanceled)
            {
                status = TrainingStatus.Canceled;
                break;
            }

            history.Add(Report(epoch, loss, metric, validationLoss, validationMetric, started));
            progress?.Report(history[^1]);
            double monitored = _isValidated ? validationLoss : loss;
            kept.Keep(epoch, monitored);
            if (_isValidated && options.Patience > 0 && kept.EpochsSince >= options.Patience)
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

        if (kept.IsEmpty)
        {
            warnings.Add("Training was cancelled before its first epoch ended: the network has the weights of a part of that epoch.");
            return new NetworkFit(_network.Copy(), history, status, 0, warnings);
        }

        (Network network, int bestEpoch) = kept.Result;
        if (!_isValidated)
        {
            network.CopyTo(_network);
        }

        double end = _isValidated ? history[bestEpoch - 1].ValidationLoss : Judge().Loss;
        IsConstant = HasBecomeConstant(network);
        TrainingWarnings.AddResult(network, _trainer, start, end, _isValidated, warnings);
        if (IsConstant && !TrainingWarnings.HasDeadLayer(network))
        {
            warnings.Add(TrainingWarnings.OfConstant(_trainer, _before.HasShrunk(network)));
        }

        if (_before.Spread > 0)
        {
            TrainingWarnings.AddStandstill(_trainer, start, _isValidated ? history.Select(h => h.ValidationLoss) : [end], warnings);
        }

        if (status == TrainingStatus.Canceled)
        {
            warnings.Add($"Training was cancelled after {history.Count} of {Counted.Of(options.Epochs, "epoch")}; the network has the weights of epoch {bestEpoch}.");
        }

        return new NetworkFit(network, history, status, bestEpoch, warnings);
    }

    /// <summary>After training: the loss and metric of all training rows, without dropout and label smoothing.</summary>
    /// <param name="network">The network to judge; null for the weights after the last epoch.</param>
    public (double Loss, double Metric) JudgeTraining(Network? network)
    {
        network?.CopyTo(_network);
        IsConstant = HasBecomeConstant(_network);
        (_judged, _judgedRows) = (_data, _order);
        return Judge();
    }

    /// <summary>The weights of the smallest loss, if they are of use.</summary>
    private NetworkFit Diverged(KeptWeights kept, double start, List<EpochReport> history, string trouble, List<string> warnings)
    {
        string message = $"{trouble}. {TrainingWarnings.Remedy(_trainer)}";
        (Network network, int epoch) = kept.Smallest;
        network.CopyTo(_network);
        if (epoch == 0 || !(Judge().Loss < start))
        {
            throw new TrainingDivergedException(message);
        }

        warnings.Add(Invariant($"{message} The network has the weights of epoch {epoch}, the best before."));
        return new NetworkFit(network, history, TrainingStatus.Diverged, epoch, warnings);
    }

    /// <summary>All batches once. The mean loss and metric, and what became NaN or infinite, or null.</summary>
    private (double Loss, double Metric, string? Trouble) Epoch(int epoch, int plateaus, CancellationToken cancellationToken)
    {
        TrainingOptions options = _trainer.Options;
        int batch = _y.Length, batches = (_order.Length + batch - 1) / batch;
        double loss = 0, metric = 0, weight = 0;
        for (int b = 0; b < batches && !cancellationToken.IsCancellationRequested; b++)
        {
            Gather(_data, _order, b * batch, Math.Min(batch, _order.Length - (b * batch)));
            _divisor = (float)(_count * _meanWeight);
            _steps++;
            _rate = _trainer.Optimizer.LearningRate * options.Schedule.At(epoch - 1 + ((double)b / batches), options.Epochs, plateaus, 1.0 / batches);
            _dropout?.Advance();
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
            if (_isBroken || !double.IsFinite(batchLoss))
            {
                string what = double.IsFinite(batchLoss) ? "gradient of the loss" : "loss";
                return (double.NaN, double.NaN, Invariant($"The {what} became NaN or infinite in epoch {epoch}, batch {b + 1}, at learning rate {_rate:g3}"));
            }

            OnStep?.Invoke((batchLoss / _divisor) + penalty);
            loss += batchLoss;
            metric += TensorPrimitives.Sum<double>(_metricParts);
            weight += _total;
        }

        CatchUp();
        return (loss / weight, _network.Loss.MetricOf(metric / weight), null);
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

    private static int Threads(NetworkTrainer trainer, int batch, Network network, RowMatrix x)
    {
        bool isTouched = x.IsSparse && trainer.Penalty.Group == 0;
        long perRow = network.LayerArray.Skip(isTouched ? 1 : 0).Sum(l => (long)l.W.Length) + (isTouched ? SparseFirstLayer.WorkOfARow(x, network.LayerArray[0]) : 0);
        int asked = trainer.Options.Threads, worth = (int)Math.Clamp(batch * perRow / WorkOfAThread, 1, ColumnBlocks.Resolve(asked));
        return Math.Min(asked > 0 ? asked : worth, batch);
    }

    /// <summary>Some of the training rows that count, evenly spread.</summary>
    private static int[] Sample(NetworkData data, int[] rows)
    {
        int[] counting = [.. rows.Where(i => data.RowWeights[i] > 0)];
        int count = Math.Min(counting.Length, JudgedTrainingRows);
        return [.. Enumerable.Range(0, count).Select(k => counting[(int)((long)k * counting.Length / count)])];
    }

    private static void CheckBatch(Network network, int batch, bool isSparse)
    {
        int widest = Math.Max(isSparse ? 0 : network.Inputs, network.LayerArray.Max(l => l.Outputs));
        if ((long)batch * widest > Array.MaxLength)
        {
            throw new ArgumentException($"BatchSize {batch} times the {widest} values of its widest layer or of a row is {(long)batch * widest}; it must be at most {Array.MaxLength}. Use a smaller BatchSize.");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private double LossTermPenalty()
    {
        if (_trainer.Penalty.Mode != PenaltyMode.LossTerm)
        {
            return 0;
        }

        CatchUp();
        return _groups.Sum(g => g.PenaltyValue());
    }
}
