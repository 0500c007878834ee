using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A model as it is kept in a JSON file: all that turns a row of a file into a prediction.</summary>
internal sealed record ModelFile
{
    public const string FormatName = "regularize-model";

    public const int CurrentVersion = 1;

    /// <summary>Always <see cref="FormatName"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Counted up when an older tool could no longer read the file rightly.</summary>
    public required int Version { get; init; }

    public required Family Family { get; init; }

    public required ModelLabel Label { get; init; }

    /// <summary>What was done with missing values, and what prediction does unless it is told otherwise.</summary>
    public required MissingPolicy Missing { get; init; }

    public required double Intercept { get; init; }

    /// <summary>Ascending by feature.</summary>
    public required IReadOnlyList<Coefficient> Coefficients { get; init; }

    /// <summary>The columns that the features come from, in the order of the features.</summary>
    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    public required ModelFit Fit { get; init; }

    [JsonIgnore]
    public bool IsLibSvm => Inputs is [LibSvmInput];

    /// <summary>Throws if the parts do not fit together.</summary>
    /// <exception cref="FormatException">The message says what does not fit.</exception>
    public void Check()
    {
        Require(Format == FormatName, $"'format' is '{Format}', not '{FormatName}'");
        Require(Version == CurrentVersion, $"its version is {Version}, and this tool reads version {CurrentVersion}; use the version of the tool that wrote it");
        Require(double.IsFinite(Intercept), "the intercept is not finite");
        Require(Inputs.Count > 0, "it has no inputs");
        Require(IsLibSvm || Inputs.All(input => input is ColumnInput), "it has both columns and libsvm indices");
        Require((Family == Family.Binomial) == (Label is { Positive: not null, Negative: not null }), "the classes of the label do not fit the family");
        foreach (ModelInput input in Inputs)
        {
            Require(input is not CategoryInput category || category.Levels.Count == category.Shares.Count, "a category has not as many shares as levels");
            Require(input is not TextInput text || text.Words.Count == text.Idf.Count, "a text has not as many idf values as words");
        }

        Feature[] features = TrainingData.FeaturesOf(Inputs);
        int previous = -1;
        foreach (Coefficient coefficient in Coefficients)
        {
            Require(coefficient.Feature > previous && coefficient.Feature < features.Length, $"feature {coefficient.Feature} is out of order or above {features.Length - 1}");
            Require(features[coefficient.Feature].Name == coefficient.Name, $"feature {coefficient.Feature} is '{features[coefficient.Feature].Name}' by the inputs and '{coefficient.Name}' by the coefficients");
            Require(double.IsFinite(coefficient.Value), $"the coefficient of '{coefficient.Name}' is not finite");
            previous = coefficient.Feature;
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}
