using System.Numerics.Tensors;

namespace Regularization;

/// <summary>What a network was before training, to tell whether training has made it a constant.</summary>
/// <param name="network">The untrained network.</param>
/// <param name="spread">How far its scores of training rows are apart.</param>
internal sealed class NetworkStart(Network network, double spread)
{
    /// <summary>Scores this close together, against what they are to explain and against those of the start, are the same for any use.</summary>
    private const double Same = 1e-3;

    /// <summary>A layer whose weights have come down to this share of their start was shrunk by a penalty; as little in three layers makes <see cref="Same"/>.</summary>
    private const double Shrunk = 0.1;

    private readonly double[] _norms = Norms(network);

    /// <summary>How far the scores of training rows were apart.</summary>
    public double Spread { get; } = spread;

    /// <summary>Whether scores have become the same. Both must hold: a response of tiny numbers asks for scores close together, one of huge numbers is not reached in few epochs.</summary>
    /// <param name="now">How far the scores of the same rows are apart after training.</param>
    /// <param name="scale">How far they should be, about.</param>
    public bool IsConstant(double now, double scale) => Spread > 0 && now < Same * Spread && now < Same * scale;

    /// <summary>Whether the weights of some layer have all but vanished.</summary>
    public bool HasShrunk(Network trained) => Norms(trained).Zip(_norms).Any(n => n.First < Shrunk * n.Second);

    private static double[] Norms(Network network) => [.. network.LayerArray.Select(l => (double)TensorPrimitives.Norm<float>(l.W))];
}
