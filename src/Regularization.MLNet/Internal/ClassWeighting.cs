namespace Regularization;

/// <summary>The weights of classes as they were asked for.</summary>
internal sealed class ClassWeighting
{
    private readonly bool _balance;
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);

    /// <summary>Checks and copies the options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not positive and finite.</exception>
    public ClassWeighting(MultilayerPerceptronClassOptions options)
    {
        _balance = options.BalanceClasses;
        foreach ((string name, double weight) in options.ClassWeights ?? new Dictionary<string, double>())
        {
            _weights[name] = weight > 0 && double.IsFinite(weight)
                ? weight
                : throw new ArgumentOutOfRangeException(
                    nameof(options.ClassWeights),
                    FormattableString.Invariant($"ClassWeights of '{name}' is {weight}; a class weight must be positive and finite. To leave a class out, filter its rows."));
        }
    }

    /// <summary>What the rows of each class are weighted by.</summary>
    /// <param name="names">The names of all classes.</param>
    /// <param name="counts">Rows of each class that is there.</param>
    /// <param name="present">The classes that are there.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is not the name of a class.</exception>
    public float[] FactorsOf(ClassNames names, int[] counts, int[] present)
    {
        foreach (string name in _weights.Keys)
        {
            if (!names.Contains(name))
            {
                IReadOnlyList<string> near = NearMatches.Of(name, names.All);
                string help = near.Count > 0
                    ? $"Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?"
                    : $"Its {names.Count} classes are {string.Join(", ", names.All.Take(5).Select(n => $"'{n}'"))}{(names.Count > 5 ? ", ..." : string.Empty)}.";
                throw new ArgumentOutOfRangeException(
                    nameof(MultilayerPerceptronClassOptions.ClassWeights), $"ClassWeights names '{name}', which is not a class of label '{names.Column}'. {help}");
            }
        }

        double[]? balanced = _balance ? NetworkData.BalancedWeights(counts) : null;
        return [.. present.Select((c, k) => (float)(_weights.GetValueOrDefault(names[c], 1) * (balanced?[k] ?? 1)))];
    }
}
