using System.Globalization;

namespace Regularization;

/// <summary>
/// What is fitted: a design matrix X (n x p), a response y (n), and, where given, example weights w (n), offsets o (n) and feature names (p).
/// Everything is checked once, here; solvers rely on it.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// var problem = new TrainingProblem(DesignMatrix.FromRows(new double[,] { { 1, 0 }, { 2, 1 }, { 3, 0 } }), [1.1, 1.9, 3.2])
/// {
///     Weights = [1, 1, 2],
///     FeatureNames = ["size", "new"],
/// };
/// </code>
/// </example>
/// </remarks>
public sealed class TrainingProblem
{
    private readonly double[] _y;
    private readonly double[]? _weights;
    private readonly double[]? _offsets;
    private readonly double[]? _classOffsets;
    private readonly IReadOnlyList<string>? _featureNames;

    /// <summary>A problem with equal weights and no offsets.</summary>
    /// <param name="x">The design matrix, n x p.</param>
    /// <param name="y">The response, length n, finite. Classes are 0 and 1 for the logistic loss.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a response is NaN or infinite.</exception>
    public TrainingProblem(DesignMatrix x, ReadOnlySpan<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (y.Length != x.Rows)
        {
            throw new ArgumentException($"There are {y.Length} responses for {x.Rows} rows of features; there must be one a row.", nameof(y));
        }

        FiniteCheck.Require(y, "response", nameof(y));
        X = x;
        _y = y.ToArray();
    }

    /// <summary>The design matrix, n x p.</summary>
    public DesignMatrix X { get; }

    /// <summary>The response, length n.</summary>
    public ReadOnlySpan<double> Y => _y;

    /// <summary>Example weights, length n, not negative, with a positive sum; only their ratios matter. Null: all equal.</summary>
    /// <exception cref="ArgumentException">The length is not n, a weight is negative, NaN or infinite, or all are 0.</exception>
    public IReadOnlyList<double>? Weights
    {
        get => _weights;
        init
        {
            _weights = Checked(value, "weight", nameof(Weights));
            if (_weights is null)
            {
                return;
            }

            double sum = 0;
            for (int i = 0; i < _weights.Length; i++)
            {
                if (_weights[i] < 0)
                {
                    throw new ArgumentException($"The weight of row {i} is {_weights[i]}; weights must not be negative.", nameof(Weights));
                }

                sum += _weights[i];
            }

            if (!(sum > 0) || double.IsInfinity(sum))
            {
                throw new ArgumentException($"The weights sum to {sum}; the sum must be positive and finite. Leave Weights null for equal weights.", nameof(Weights));
            }
        }
    }

    /// <summary>Offsets o, length n, added to the linear predictor with coefficient 1. Null: none.</summary>
    /// <exception cref="ArgumentException">The length is not n, or an offset is NaN or infinite.</exception>
    public IReadOnlyList<double>? Offsets
    {
        get => _offsets;
        init => _offsets = Checked(value, "offset", nameof(Offsets));
    }

    /// <summary>
    /// Offsets o_ik of multinomial models, K · n of them, class after class: that of row i and class k, added to its linear predictor, is at k · n + i. Null: none.
    /// </summary>
    /// <exception cref="ArgumentException">The length is not a multiple of n, or an offset is NaN or infinite.</exception>
    public IReadOnlyList<double>? ClassOffsets
    {
        get => _classOffsets;
        init
        {
            if (value is null)
            {
                _classOffsets = null;
                return;
            }

            if (value.Count == 0 || value.Count % X.Rows != 0)
            {
                throw new ArgumentException($"There are {value.Count} class offsets for {X.Rows} rows; there must be one for each class and row, class after class.", nameof(ClassOffsets));
            }

            double[] copy = [.. value];
            FiniteCheck.Require(copy, "class offset", nameof(ClassOffsets));
            _classOffsets = copy;
        }
    }

    /// <summary>Names of the features, length p, or null. One that a feature before has becomes <c>name [3]</c>, with its index, and an empty one <c>x3</c>.</summary>
    /// <exception cref="ArgumentException">The length is not p.</exception>
    public IReadOnlyList<string>? FeatureNames
    {
        get => _featureNames;
        init
        {
            if (value is not null && value.Count != X.Columns)
            {
                throw new ArgumentException($"There are {value.Count} feature names for {X.Columns} features.", nameof(FeatureNames));
            }

            _featureNames = value is null ? null : UniqueNames.Of(value, j => string.Create(CultureInfo.InvariantCulture, $"x{j}"));
        }
    }

    /// <summary>Rows that the reader of the data left out, because of a missing feature, label or weight; it is only reported.</summary>
    public long RowsSkipped { get; init; }

    /// <summary>The name of a feature, or <c>x</c> and its index where none was given.</summary>
    /// <param name="feature">0 .. p − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public string NameOf(int feature) => feature >= 0 && feature < X.Columns
        ? _featureNames is null ? $"x{feature}" : _featureNames[feature]
        : throw new ArgumentOutOfRangeException(nameof(feature), $"Feature {feature} does not exist; there are features 0 to {X.Columns - 1}.");

    /// <summary>The problem on some of the rows, which are copied: to select features on some rows and judge them on the others.</summary>
    /// <param name="rows">Rows, 0 .. n − 1, ascending, without repeats.</param>
    /// <exception cref="ArgumentException">There are none, they do not ascend, or one is outside 0 .. n − 1.</exception>
    public TrainingProblem SelectRows(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] chosen = [.. rows];
        for (int k = 0; k < chosen.Length; k++)
        {
            if (chosen[k] < (k == 0 ? 0 : chosen[k - 1] + 1) || chosen[k] >= X.Rows)
            {
                throw new ArgumentException($"Row {chosen[k]} stands at position {k} of the rows to select; they must ascend within 0 .. {X.Rows - 1}, without repeats.", nameof(rows));
            }
        }

        if (chosen.Length == 0)
        {
            throw new ArgumentException("No rows were selected; a problem needs at least 1.", nameof(rows));
        }

        return new TrainingProblem(X.SelectRows(chosen), [.. chosen.Select(i => _y[i])])
        {
            Weights = _weights is null ? null : [.. chosen.Select(i => _weights[i])],
            Offsets = _offsets is null ? null : [.. chosen.Select(i => _offsets[i])],
            ClassOffsets = ClassOffsetsOf(chosen),
            FeatureNames = _featureNames,
        };
    }

    /// <summary>The size, and what there is besides features and response.</summary>
    public override string ToString() =>
        $"{Counted.Of(X.Rows, "row")} x {Counted.Of(X.Columns, "feature")}{(X.IsSparse ? ", sparse" : string.Empty)}{(Weights is null ? string.Empty : ", weights")}{(Offsets is null && ClassOffsets is null ? string.Empty : ", offsets")}{(FeatureNames is null ? string.Empty : ", names")}";

    /// <summary>The class offsets of some rows, class after class; null if there are none.</summary>
    internal double[]? ClassOffsetsOf(int[] rows) =>
        _classOffsets is null ? null : [.. Enumerable.Range(0, _classOffsets.Length / X.Rows).SelectMany(k => rows.Select(i => _classOffsets[(k * X.Rows) + i]))];

    /// <summary>w_i / Σ w, newly made.</summary>
    internal double[] NormalizedWeights()
    {
        var weights = new double[X.Rows];
        if (_weights is null)
        {
            Array.Fill(weights, 1.0 / X.Rows);
            return weights;
        }

        double sum = 0;
        foreach (double w in _weights)
        {
            sum += w;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = _weights[i] / sum;
        }

        return weights;
    }

    /// <summary>The same problem with other weights; nothing else is copied.</summary>
    internal TrainingProblem WithWeights(double[] weights) => new(X, _y) { Weights = weights, Offsets = _offsets, ClassOffsets = _classOffsets, FeatureNames = _featureNames };

    private double[]? Checked(IReadOnlyList<double>? values, string what, string property)
    {
        if (values is null)
        {
            return null;
        }

        if (values.Count != X.Rows)
        {
            throw new ArgumentException($"There are {values.Count} {what}s for {X.Rows} rows; there must be one a row.", property);
        }

        double[] copy = [.. values];
        FiniteCheck.Require(copy, what, property);
        return copy;
    }
}
