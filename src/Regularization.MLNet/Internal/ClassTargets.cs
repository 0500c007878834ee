namespace Regularization;

/// <summary>Classes as a network is trained on them.</summary>
internal sealed class ClassTargets : NetworkTargets
{
    private readonly float[] _factors;

    /// <summary>Counts the classes.</summary>
    /// <param name="labels">The training labels, 0, 1, ..., below the number of classes.</param>
    /// <param name="names">The names of all classes.</param>
    /// <param name="options">Balancing and weights of classes.</param>
    /// <param name="warnings">Told of classes without rows.</param>
    /// <exception cref="InvalidOperationException">All rows have the same class.</exception>
    public ClassTargets(double[] labels, ClassNames names, ClassWeighting options, List<string> warnings)
    {
        Classes = new PresentClasses(labels, names, warnings);
        _factors = options.FactorsOf(names, Classes.Counts, Classes.Present);
    }

    /// <summary>The classes that training rows have.</summary>
    public PresentClasses Classes { get; }

    public override IReadOnlyList<string> ClassNames => Classes.Names;

    public override float[] Of(double[] labels) => [.. labels.Select(y => (float)Classes.Number(y))];

    public override float[]? Weights(double[] labels, double[]? weights) =>
        weights is null && _factors.All(f => f == 1) ? null : [.. labels.Select((y, i) => (float)((weights?[i] ?? 1) * _factors[Classes.Number(y)]))];
}
