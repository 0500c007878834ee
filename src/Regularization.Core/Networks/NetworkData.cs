using System.Globalization;

namespace Regularization;

/// <summary>Rows to train or judge a network on: features, responses, and weights where given. Checked once, here.</summary>
/// <remarks>
/// <example>
/// <code>
/// var data = new NetworkData(RowMatrix.FromRows([1, 10, 2, 20, 3, 30], rows: 3, columns: 2), [0.5f, 1, 1.5f]) { FeatureNames = ["a", "b"] };
/// </code>
/// </example>
/// </remarks>
public sealed class NetworkData
{
    private readonly float[] _y;
    private readonly float[] _weights;
    private readonly IReadOnlyList<string>? _featureNames;
    private readonly string[]? _classNames;

    /// <summary>Rows of equal weight.</summary>
    /// <param name="x">n x p.</param>
    /// <param name="y">Length n, finite: numbers, classes 0 and 1, or class numbers 0 .. K − 1.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a response is NaN or infinite.</exception>
    public NetworkData(RowMatrix x, ReadOnlySpan<float> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (y.Length != x.Rows)
        {
            throw new ArgumentException($"There are {y.Length} responses for {x.Rows} rows of features; there must be one a row.", nameof(y));
        }

        long bad = FiniteCheck.IndexOfNonFinite(y);
        if (bad >= 0)
        {
            throw new ArgumentException($"The response of row {bad} is {y[(int)bad]}; every response must be a finite number.", nameof(y));
        }

        X = x;
        _y = y.ToArray();
        _weights = new float[y.Length];
        Array.Fill(_weights, 1);
    }

    /// <summary>The features, n x p.</summary>
    public RowMatrix X { get; }

    /// <summary>The responses, length n.</summary>
    public ReadOnlySpan<float> Y => _y;

    /// <summary>Row weights, length n, not negative, with a positive sum. A row of weight 2 counts as two rows, in batches of any size.</summary>
    /// <exception cref="ArgumentException">The length is not n, a weight is negative, NaN or infinite, or all are 0.</exception>
    public IReadOnlyList<float> Weights
    {
        get => _weights;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Weights));
            if (value.Count != _y.Length)
            {
                throw new ArgumentException($"There are {value.Count} weights for {_y.Length} rows; there must be one a row.", nameof(Weights));
            }

            for (int i = 0; i < _y.Length; i++)
            {
                _weights[i] = value[i] >= 0 && float.IsFinite(value[i])
                    ? value[i]
                    : throw new ArgumentException($"The weight of row {i} is {value[i]}; weights must be finite and not negative.", nameof(Weights));
            }

            if (!(_weights.Sum() > 0))
            {
                throw new ArgumentException("All weights are 0; their sum must be positive.", nameof(Weights));
            }
        }
    }

    /// <summary>Names of the features, length p, for messages; null to call them by their numbers. Equal and empty ones are told apart as in <see cref="TrainingProblem.FeatureNames"/>.</summary>
    /// <exception cref="ArgumentException">The length is not p.</exception>
    public IReadOnlyList<string>? FeatureNames
    {
        get => _featureNames;
        init => _featureNames = value is null ? null : value.Count == X.Columns
            ? UniqueNames.Of(value, j => string.Create(CultureInfo.InvariantCulture, $"x{j}"))
            : throw new ArgumentException($"There are {value.Count} feature names for {X.Columns} features; there must be one each.", nameof(FeatureNames));
    }

    /// <summary>Names of the classes 0, 1, … that the responses are, for messages; null to call them by their numbers.</summary>
    /// <exception cref="ArgumentException">A response is not the number of a class with a name.</exception>
    public IReadOnlyList<string>? ClassNames
    {
        get => _classNames;
        init
        {
            int bad = value is null ? -1 : Array.FindIndex(_y, y => !(y >= 0 && y < value.Count && y == MathF.Floor(y)));
            _classNames = bad < 0
                ? value?.ToArray()
                : throw new ArgumentException(FormattableString.Invariant($"The response of row {bad} is {_y[bad]}, and there are names for {value!.Count} classes; responses must be the numbers of classes, from 0 to {value.Count - 1}. Name all classes, or none."), nameof(ClassNames));
        }
    }

    /// <summary>Whether the features have been normalised: a warning of a large value then does not advise to do it.</summary>
    public bool IsNormalized { get; init; }

    internal float[] Responses => _y;

    internal float[] RowWeights => _weights;

    /// <summary>What rows of each class are weighted by so that all classes together weigh the same, and the mean is 1: n / (K · count of the class).</summary>
    /// <param name="counts">The rows of each of K classes, each at least 1.</param>
    /// <exception cref="ArgumentException">A class has no row.</exception>
    public static double[] BalancedWeights(IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        double rows = counts.Sum(c => (long)c);
        return [.. counts.Select((c, k) => c > 0 ? rows / ((double)counts.Count * c) : throw new ArgumentException($"Class {k} has {c} rows; each class needs at least one to be balanced against the others.", nameof(counts)))];
    }

    /// <summary>The same rows with their weights times <see cref="BalancedWeights"/> of their classes, the different responses: for rows of equal weight all classes then have the same sum.</summary>
    public NetworkData WithBalancedClasses()
    {
        IGrouping<float, float>[] classes = [.. _y.GroupBy(v => v)];
        double[] balanced = BalancedWeights([.. classes.Select(g => g.Count())]);
        Dictionary<float, double> weights = classes.Zip(balanced).ToDictionary(c => c.First.Key, c => c.Second);
        return new NetworkData(X, _y)
        {
            Weights = [.. _y.Select((v, i) => (float)(_weights[i] * weights[v]))],
            FeatureNames = _featureNames,
            ClassNames = _classNames,
            IsNormalized = IsNormalized,
        };
    }

    /// <summary>What messages call a feature.</summary>
    internal string FeatureName(int feature) => _featureNames is null ? feature.ToString(CultureInfo.InvariantCulture) : $"'{_featureNames[feature]}'";

    /// <summary>What messages call a class.</summary>
    internal string ClassName(int number) => number < _classNames?.Length ? $"'{_classNames[number]}'" : number.ToString(CultureInfo.InvariantCulture);
}
