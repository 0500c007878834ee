using System.Collections;

namespace Regularization;

/// <summary>The multinomial solutions of a path, by descending λ.</summary>
/// <remarks>
/// <example>See <see cref="MultinomialPathSolver"/>.</example>
/// </remarks>
public sealed class MultinomialPath : IReadOnlyList<MultinomialSolution>
{
    private readonly MultinomialSolution[] _solutions;

    internal MultinomialPath(MultinomialSolution[] solutions, double lambdaMax, double nullDeviance, double seconds, bool isCanceled)
    {
        _solutions = solutions;
        (LambdaMax, NullDeviance, Seconds, IsCanceled) = (lambdaMax, nullDeviance, seconds, isCanceled);
    }

    /// <summary>The smallest λ at which every penalised coefficient is 0 (for ridge, the λ of an elastic net with L1Ratio 0.001).</summary>
    public double LambdaMax { get; }

    /// <summary>The deviance of the model without features, 2/Σw times the sum of its negative log-likelihoods.</summary>
    public double NullDeviance { get; }

    /// <summary>Seconds of the whole path.</summary>
    public double Seconds { get; }

    /// <summary>Whether the path was cancelled before its last λ.</summary>
    public bool IsCanceled { get; }

    /// <summary>What each feature was divided by, length p: the standard deviations, or ones. Coefficient times scale is the standardised coefficient. 0 for a constant feature.</summary>
    public IReadOnlyList<double> Scale { get; internal init; } = [];

    /// <summary>A feature that float32 may have lost digits of, or null.</summary>
    internal FarFeature? Farthest { get; init; }

    /// <summary>What it was fitted to, for reports.</summary>
    internal FitOrigin? Origin { get; init; }

    /// <inheritdoc/>
    public int Count => _solutions.Length;

    /// <summary>The largest relative duality gap of the path; NaN if it is empty.</summary>
    public double LargestGap => _solutions.Length == 0 ? double.NaN : _solutions.Max(s => s.DualityGap);

    /// <summary>Converged if all solutions are, else the first other status.</summary>
    public FitStatus Status => IsCanceled ? FitStatus.Canceled : _solutions.FirstOrDefault(s => s.Status != FitStatus.Converged)?.Status ?? FitStatus.Converged;

    /// <summary>The solution at a position; position 0 has the largest λ.</summary>
    /// <param name="index">0 .. Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public MultinomialSolution this[int index] => (uint)index < (uint)_solutions.Length
        ? _solutions[index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"Position {index} is not on the path, which has {Counted.Of(_solutions.Length, "lambda")}; it must be at least 0 and below {_solutions.Length}.");

    /// <summary>The solution whose λ is nearest on a logarithmic scale.</summary>
    /// <param name="lambda">Finite, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">The path is empty.</exception>
    public MultinomialSolution At(double lambda)
    {
        LambdaGrid.CheckLambda(lambda, nameof(lambda));
        return _solutions.MinBy(s => Math.Abs(Math.Log(s.Lambda + double.Epsilon) - Math.Log(lambda + double.Epsilon)))
            ?? throw new InvalidOperationException("The path is empty: it was cancelled before its first lambda.");
    }

    /// <summary>The path with one of its solutions alone.</summary>
    internal MultinomialPath Only(int index) => new([this[index]], LambdaMax, NullDeviance, Seconds, IsCanceled) { Scale = Scale, Farthest = Farthest, Origin = Origin };

    /// <inheritdoc/>
    public IEnumerator<MultinomialSolution> GetEnumerator() => ((IEnumerable<MultinomialSolution>)_solutions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => _solutions.Length == 0
        ? "empty path"
        : FormattableString.Invariant($"{Counted.Of(Count, "lambda")} from {_solutions[0].Lambda:g4} to {_solutions[^1].Lambda:g4}, {Counted.Of(_solutions[0].ClassCount, "class")}, largest gap {LargestGap:0.0e0}{OpenLambdas.In(_solutions.Select(s => s.Status), IsCanceled)}, {Seconds:0.000} s");
}
