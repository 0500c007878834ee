namespace Regularization;

/// <summary>Minimises b'Gb/2 − c'b + λ Ω(b) for a small G: the quadratic model of the loss on a working set.</summary>
internal abstract class BlockQuadratic
{
    /// <summary>Moves b towards the minimum until an epoch gains about as little as the tolerance.</summary>
    /// <param name="gram">G, size x size.</param>
    /// <param name="gradient">c − Gb, kept so.</param>
    /// <param name="b">The point.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="tolerance">Of the sum of curvature · change² in an epoch.</param>
    /// <param name="mostEpochs">The most epochs.</param>
    /// <param name="cancellationToken">Ends it after an epoch.</param>
    /// <returns>The epochs made.</returns>
    public abstract int Minimize(double[] gram, double[] gradient, double[] b, double lambda, double tolerance, int mostEpochs, CancellationToken cancellationToken);
}
