using System.Diagnostics;
using System.Numerics.Tensors;

namespace Regularization;

/// <content>What is told of an epoch.</content>
internal sealed partial class TrainingRun
{
    /// <summary>The loss and metric of the present weights: of the validation rows, or of some training rows, without dropout and label smoothing.</summary>
    private (double Loss, double Metric) Judge()
    {
        double loss = 0, metric = 0, weight = 0;
        int batch = _y.Length;
        for (int start = 0; start < _judgedRows.Length; start += batch)
        {
            Gather(_judged, _judgedRows, start, Math.Min(batch, _judgedRows.Length - start));
            _team.Run(_judge);
            loss += TensorPrimitives.Sum<double>(_lossParts);
            metric += TensorPrimitives.Sum<double>(_metricParts);
            weight += _total;
            _spread?.Add(_pass.Output.AsSpan(0, _count * _network.Outputs));
        }

        return (loss / weight, _network.Loss.MetricOf(metric / weight));
    }

    /// <summary>Whether a network gives about the same score for all training rows, and the untrained one did not. Leaves the present weights.</summary>
    private bool HasBecomeConstant(Network network)
    {
        Network? present = ReferenceEquals(network, _network) || !_isValidated ? null : _network.Copy();
        network.CopyTo(_network);
        bool isConstant = _before!.IsConstant(SpreadOfTraining(), TrainingWarnings.ScoreScale(_trainer, _data, _order));
        present?.CopyTo(_network);
        return isConstant;
    }

    /// <summary>How far the present scores of some training rows are apart.</summary>
    private double SpreadOfTraining()
    {
        (NetworkData judged, int[] rows) = (_judged, _judgedRows);
        (_judged, _judgedRows, _spread) = (_data, _isValidated ? Sample(_data, _order) : rows, new ScoreSpread(_network.Outputs));
        Judge();
        double width = _spread.Width;
        (_judged, _judgedRows, _spread) = (judged, rows, null);
        return width;
    }

    /// <summary>What one thread does of a batch of judged rows.</summary>
    private void JudgeRows(int number)
    {
        (int from, int to) = RowShare(number);
        int count = to - from, outputs = _network.Outputs;
        _lossParts[number] = _metricParts[number] = 0;
        if (count > 0)
        {
            _pass.Run(_judged.X, _judgedRows.AsSpan(_from, _count), from, to);
            _lossParts[number] = _network.Loss.Evaluate(_pass.Output.AsSpan(from * outputs, count * outputs), _y.AsSpan(from, count), _w.AsSpan(from, count), 1, 0, withGradient: false, out _metricParts[number]);
        }
    }

    private EpochReport Report(int epoch, double loss, double metric, double validationLoss, double validationMetric, long started)
    {
        double squares = 0;
        long zeros = 0, weights = 0;
        int live = 0;
        for (int l = 0; l < _groups.Length; l++)
        {
            NetworkLayer layer = _groups[l].Layer;
            squares += TensorPrimitives.SumOfSquares<float>(layer.W);
            foreach (float w in layer.W)
            {
                zeros += w == 0 ? 1 : 0;
            }

            weights += layer.W.Length;
            live += l + 1 < _groups.Length ? _groups[l].LiveNeurons() : 0;
        }

        return new EpochReport(epoch, _trainer.Options.Epochs, _rate, loss, metric, validationLoss, validationMetric, _groups.Sum(g => g.PenaltyValue()), Math.Sqrt(squares), (double)zeros / weights, live, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
