using Microsoft.ML.Data;

namespace Regularization;

/// <summary>The classes of a label that training rows have, numbered 0, 1, ... without gaps, as solvers need it; and the way back to all of them.</summary>
internal sealed class PresentClasses
{
    /// <summary>The bias of a class that has no rows: its probability is 0 whatever the others are.</summary>
    public const float Never = -1e30f;

    private readonly ClassNames _names;
    private readonly int[] _numberOf;

    /// <summary>Counts the classes.</summary>
    /// <param name="labels">The training labels, 0, 1, ..., below the number of classes.</param>
    /// <param name="names">The names of all classes.</param>
    /// <param name="warnings">Told of classes without rows.</param>
    /// <exception cref="InvalidOperationException">All rows have the same class.</exception>
    public PresentClasses(double[] labels, ClassNames names, List<string> warnings)
    {
        _names = names;
        var counts = new int[names.Count];
        foreach (double label in labels)
        {
            counts[(int)label]++;
        }

        Present = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0)];
        if (Present.Length < 2)
        {
            throw new InvalidOperationException(
                $"The label '{names.Column}' is {names[Present[0]]} in {Counted.Each(labels.Length, "row")} that can be trained on; a classifier needs at least two "
                + "classes. Check how the label is made, or whether the data are filtered or sorted by it.");
        }

        Counts = [.. Present.Select(c => counts[c])];
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
                $"{missing.Length} of the {counts.Length} classes of label '{names.Column}' have no row to train on ({string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? ", ..." : string.Empty)}): "
                + "the model gives them the probability 0. Train on rows of every class, or make the keys from the training rows alone.");
        }
    }

    /// <summary>The classes that are there, in order.</summary>
    public int[] Present { get; }

    /// <summary>The rows of each of them.</summary>
    public int[] Counts { get; }

    /// <summary>The number of classes, those without rows included.</summary>
    public int Count => _names.Count;

    /// <summary>The names of the classes that are there.</summary>
    public string[] Names => [.. Present.Select(c => _names[c])];

    /// <summary>The number of a row's class among those that are there.</summary>
    /// <param name="label">The label as it was read.</param>
    /// <exception cref="InvalidOperationException">No training row has it.</exception>
    public int Number(double label) => (int)label < Count && _numberOf[(int)label] is >= 0 and var number
        ? number
        : throw new InvalidOperationException(
            $"The validation rows have the class '{_names[(int)label]}' of label '{_names.Column}', of which there is no row to train on. Move some of its rows to "
            + "the training data, or leave it out of the validation data.");

    /// <summary>Weights and biases of all classes from those of the classes that are there.</summary>
    public (VBuffer<float>[] Weights, float[] Biases) Expand(VBuffer<float>[] weights, float[] biases)
    {
        var allWeights = new VBuffer<float>[Count];
        var allBiases = new float[Count];
        Array.Fill(allWeights, new VBuffer<float>(weights[0].Length, 0, [], []));
        Array.Fill(allBiases, Never);
        for (int k = 0; k < weights.Length; k++)
        {
            (allWeights[Present[k]], allBiases[Present[k]]) = (weights[k], biases[k]);
        }

        return (allWeights, allBiases);
    }
}
