using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A model as it is kept in a JSON file: all that turns a row of a file into a prediction.</summary>
internal abstract record ModelFile
{
    /// <summary>The name of the kind of model, as its class has it.</summary>
    [JsonPropertyOrder(-5)]
    public required string Format { get; init; }

    /// <summary>Counted up when an older tool could no longer read the file rightly.</summary>
    [JsonPropertyOrder(-4)]
    public required int Version { get; init; }

    [JsonPropertyOrder(-3)]
    public required Family Family { get; init; }

    [JsonPropertyOrder(-2)]
    public required ModelLabel Label { get; init; }

    /// <summary>What was done with missing values, and what prediction does unless it is told otherwise.</summary>
    [JsonPropertyOrder(-1)]
    public required MissingPolicy Missing { get; init; }

    /// <summary>The columns that the features come from, in the order of the features.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    /// <summary>How many linear predictors a row has: 1, or one a class.</summary>
    [JsonIgnore]
    public virtual int Width => 1;

    /// <summary>What reads rows for this model.</summary>
    [JsonIgnore]
    public ModelEncoding Encoding => new(Inputs, Label, Needed(), OffsetColumn());

    /// <summary>The linear predictors of a row.</summary>
    public abstract void Score(FeatureVector row, Span<double> outputs);

    /// <summary>The part of the model that makes the score of a row what it is, for a message where that is no finite number.</summary>
    public abstract string LargestPart(FeatureVector row);

    /// <summary>Throws if the parts do not fit together.</summary>
    /// <exception cref="FormatException">The message says what does not fit.</exception>
    public virtual void Check()
    {
        Require(Inputs.Count > 0, "it has no inputs");
        Require(Inputs is [LibSvmInput] || Inputs.All(input => input is ColumnInput), "it has both columns and libsvm indices");
        bool classesFit = Family switch
        {
            Family.Binomial or Family.SquaredHinge => Label is { Positive: not null, Negative: not null, Classes: null },
            Family.Multinomial => Label is { Positive: null, Negative: null, Classes.Count: >= 2 },
            _ => Label is { Positive: null, Negative: null, Classes: null },
        };
        Require(classesFit, "the classes of the label do not fit the family");
        foreach (ModelInput input in Inputs)
        {
            Require(input is not CategoryInput category || category.Levels.Count == category.Shares.Count, "a category has not as many shares as levels");
            Require(input is not TextInput text || text.Words.Count == text.Idf.Count, "a text has not as many idf values as words");
            Require(input is not NumberInput { Mean: var mean } || double.IsFinite(mean), "the mean of a number is not finite");
            Require(input is not CategoryInput { Shares: var shares } || shares.All(double.IsFinite), "a share of a category is not finite");
            Require(input is not TextInput { Idf: var idf } || idf.All(double.IsFinite), "an idf value of a text is not finite");
            Require(input is not CategoryInput { Levels: var levels } || levels.Distinct(StringComparer.Ordinal).Count() == levels.Count, "a category has a level twice");
            Require(input is not TextInput { Words: var words } || words.Distinct(StringComparer.Ordinal).Count() == words.Count, "a text has a word twice");
            Require(input is not LibSvmInput { Indices: var numbers } || numbers.Distinct().Count() == numbers.Count, "an index is there twice");
            Require(input is not NumberInput { Deviation: not null } number || IsScale(number.Deviation.Value), "the deviation of a number is not positive and finite");
            Require(input is not LibSvmInput { Sizes: not null } indices || (indices.Sizes.Count == indices.Indices.Count && indices.Sizes.All(size => IsScale(size))), "the sizes of the indices are not as many as these, positive and finite");
        }
    }

    protected static bool IsScale(double value) => value > 0 && double.IsFinite(value);

    protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }

    protected void RequireVersion(int current) =>
        Require(Version == current, $"its version is {Version}, and this tool reads version {current}; use the version of the tool that wrote it");

    /// <summary>The coefficient that adds most to the score of a row, in words.</summary>
    protected static string LargestOf(IEnumerable<IReadOnlyList<Coefficient>> predictors, FeatureVector row)
    {
        Coefficient? largest = null;
        double most = 0;
        foreach (Coefficient coefficient in predictors.SelectMany(coefficients => coefficients))
        {
            int at = row.Features.BinarySearch(coefficient.Feature);
            double size = at < 0 ? 0 : Math.Abs(row.Values[at] * coefficient.Value);
            if (size > most)
            {
                (largest, most) = (coefficient, size);
            }
        }

        return largest is null ? "the offset or the intercept is too large" : $"the coefficient of '{largest.Name}' is {Cells.Write(largest.Value)}";
    }

    /// <summary>The column of the offsets, or of the exposures whose logarithm they are.</summary>
    protected virtual (string Column, bool IsExposure)? OffsetColumn() => null;

    /// <summary>Which features, by number, do anything.</summary>
    protected abstract Func<int, bool> Needed();
}
