namespace Regularization;

/// <summary>Classes: those that training rows have are numbered 0, 1, ... without gaps, as networks need it.</summary>
internal sealed class ClassTargets : NetworkTargets
{
    private readonly string _column;
    private readonly ClassNames _names;
    private readonly int[] _numberOf;
    private readonly float[] _factors;

    /// <summary>Counts the classes.</summary>
    /// <param name="labels">The training labels, 0, 1, ..., below the number of classes.</param>
    /// <param name="column">The label column.</param>
    /// <param name="names">The names of all classes.</param>
    /// <param name="options">Balancing and weights of classes.</param>
    /// <param name="warnings">Told of classes without rows.</param>
    /// <exception cref="InvalidOperationException">All rows have the same class.</exception>
    public ClassTargets(double[] labels, string column, ClassNames names, ClassWeighting options, List<string> warnings)
    {
        (_column, _names) = (column, names);
        var counts = new int[names.Count];
        foreach (double label in labels)
        {
            counts[(int)label]++;
        }

        Present = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0)];
        if (Present.Length < 2)
        {
            throw new InvalidOperationException(
                $"The label '{column}' is {names[Present[0]]} in each of the {labels.Length} rows that can be trained on; a classifier needs at least two "
                + "classes. Check how the label is made, or whether the data are filtered or sorted by it.");
        }

        _numberOf = new int[counts.Length];
        Array.Fill(_numberOf, -1);
        for (int k = 0; k < Present.Length; k++)
        {
            _numberOf[Present[k]] = k;
        }

        if (Present.Length < counts.Length)
        {
            string[] missing = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0).Select(c => $"'{names[c]}'")];
            warnings.Add(
                $"{missing.Length} of the {counts.Length} classes of label '{column}' have no row to train on ({string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? ", ..." : string.Empty)}): "
                + "the model gives them the probability 0. Train on rows of every class, or make the keys from the training rows alone.");
        }

        _factors = options.FactorsOf(names, [.. Present.Select(c => counts[c])], Present);
    }

    /// <summary>The classes that are there, in order.</summary>
    public int[] Present { get; }

    /// <summary>The number of classes, those without rows included.</summary>
    public int Count => _names.Count;

    public override IReadOnlyList<string> ClassNames => [.. Present.Select(c => _names[c])];

    public override float[] Of(double[] labels) => [.. labels.Select(y => (float)Number(y))];

    public override float[]? Weights(double[] labels, double[]? weights) =>
        weights is null && _factors.All(f => f == 1) ? null : [.. labels.Select((y, i) => (float)((weights?[i] ?? 1) * _factors[Number(y)]))];

    private int Number(double label) => (int)label < Count && _numberOf[(int)label] is >= 0 and var number
        ? number
        : throw new InvalidOperationException(
            $"The validation rows have the class '{_names[(int)label]}' of label '{_column}', of which there is no row to train on. Move some of its rows to "
            + "the training data, or leave it out of the validation data.");
}
