namespace Regularization;

/// <summary>
/// The weights that a training run may give back: those of the smallest loss so far, of the validation rows if there are any and else of the training
/// rows, and without validation rows also those of the last epoch.
/// </summary>
internal sealed class KeptWeights(Network network, bool isValidated)
{
    private readonly Network _smallest = network.Copy();
    private readonly Network? _last = isValidated ? null : network.Copy();
    private double _loss = double.PositiveInfinity;
    private int _smallestEpoch;
    private int _lastEpoch;

    /// <summary>Epochs since the loss was smallest.</summary>
    public int EpochsSince { get; private set; }

    /// <summary>Whether no epoch has been kept.</summary>
    public bool IsEmpty => _lastEpoch == 0;

    /// <summary>Keeps the weights after an epoch.</summary>
    public void Keep(int epoch, double loss)
    {
        _lastEpoch = epoch;
        EpochsSince++;
        if (loss < _loss)
        {
            (_loss, _smallestEpoch, EpochsSince) = (loss, epoch, 0);
            network.CopyTo(_smallest);
        }

        if (_last is not null)
        {
            network.CopyTo(_last);
        }
    }

    /// <summary>The network of the smallest loss, and its epoch.</summary>
    public (Network Network, int Epoch) Smallest => (_smallest, _smallestEpoch);

    /// <summary>The network to give back if all went well, and its epoch.</summary>
    public (Network Network, int Epoch) Result => _last is null ? Smallest : (_last, _lastEpoch);
}
