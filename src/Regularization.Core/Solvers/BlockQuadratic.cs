namespace Regularization;

/// <summary>Minimises b'Gb/2 − c'b + λ Ω(b) for a small G: the quadratic model of the loss on a working set.</summary>
internal abstract class BlockQuadratic(BlockPenalty penalty, int size)
{
    /// <summary>A Newton system is not made of more unknowns than these.</summary>
    protected const int LargestSystem = 2000;

    /// <summary>Added to the diagonal of a Newton system, relative to it.</summary>
    private const double Ridge = 1e-13;

    /// <summary>What is tried of a Newton step: all, a half, a quarter, …</summary>
    private const int MostLengths = 5;

    private readonly double[] _direction = new double[size];
    private readonly double[] _image = new double[size];
    private readonly double[] _trial = new double[size];
    private double[] _system = [];

    protected BlockPenalty Penalty { get; } = penalty;

    protected int Size { get; } = size;

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

    /// <summary>Epochs that cost about as much as a Newton step on so many unknowns.</summary>
    protected int EpochsOfNewton(int unknowns) => Math.Max(3, (int)(NewtonSystem.PriceOfProduct * unknowns * unknowns / (3.0 * Size)));

    /// <summary>Room for the system of so many unknowns, with what was there before.</summary>
    protected double[] SystemOf(int unknowns) => _system.Length >= unknowns * unknowns ? _system : _system = new double[unknowns * unknowns];

    /// <summary>
    /// A Newton step where the penalty is smooth around b, along the span of some directions: A x = r, with A over its unknowns in <paramref name="system"/> (lower
    /// triangle) and r in <paramref name="right"/>. It is taken as far as the objective falls.
    /// </summary>
    /// <param name="gram">G.</param>
    /// <param name="gradient">c − Gb, kept so.</param>
    /// <param name="b">The point.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="system">A, by rows; overwritten.</param>
    /// <param name="right">r; overwritten with x.</param>
    /// <param name="members">Which coefficients move.</param>
    /// <param name="unknown">The unknown that moves each of them, in the order of the members, with its sign if that is −1 (as its complement).</param>
    /// <returns>Whether the point moved.</returns>
    protected bool TryNewton(double[] gram, double[] gradient, double[] b, double lambda, double[] system, double[] right, ReadOnlySpan<int> members, ReadOnlySpan<int> unknown)
    {
        if (Cholesky.Factor(system, right.Length, Ridge) is not { } factor)
        {
            return false;
        }

        factor.Solve(right);
        Array.Clear(_direction);
        Array.Clear(_image);
        for (int k = 0; k < members.Length; k++)
        {
            double change = unknown[k] < 0 ? -right[~unknown[k]] : right[unknown[k]];
            _direction[members[k]] = change;
            VectorMath.MultiplyAdd(gram.AsSpan(members[k] * Size, Size), change, _image, _image);
        }

        double slope = VectorMath.Dot(gradient, _direction), bend = VectorMath.Dot(_direction, _image);
        double before = Penalty.Value(b, lambda), length = 1;
        for (int k = 0; k < MostLengths; k++, length /= 2)
        {
            VectorMath.MultiplyAdd(_direction, length, b, _trial);
            if ((length * ((length * bend / 2) - slope)) + Penalty.Value(_trial, lambda) - before < 0)
            {
                _trial.CopyTo(b, 0);
                VectorMath.MultiplyAdd(_image, -length, gradient, gradient);
                return true;
            }
        }

        return false;
    }
}
