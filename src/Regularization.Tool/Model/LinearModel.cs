using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A linear model: an intercept and the coefficients that are not 0.</summary>
internal sealed record LinearModel : ModelFile
{
    public const string FormatName = "regularize-model";

    public const int CurrentVersion = 1;

    private double[]? _dense;

    public required double Intercept { get; init; }

    /// <summary>Ascending by feature.</summary>
    public required IReadOnlyList<Coefficient> Coefficients { get; init; }

    /// <summary>The column that is added to the linear predictor, if any.</summary>
    [JsonPropertyOrder(2)]
    public string? Offset { get; init; }

    /// <summary>The column whose logarithm is added to the linear predictor, if any.</summary>
    [JsonPropertyOrder(2)]
    public string? Exposure { get; init; }

    /// <summary>Of the family quantile: which one. Predictions are judged by it.</summary>
    [JsonPropertyOrder(2)]
    public double? Quantile { get; init; }

    [JsonPropertyOrder(3)]
    public required ModelFit Fit { get; init; }

    public override void Score(FeatureVector row, Span<double> outputs)
    {
        double[] coefficients = _dense ??= Dense();
        double eta = Intercept;
        for (int k = 0; k < row.Features.Length; k++)
        {
            eta += row.Values[k] * coefficients[row.Features[k]];
        }

        outputs[0] = eta;
    }

    public override string LargestPart(FeatureVector row) => LargestOf([Coefficients], row);

    public override void Check()
    {
        RequireVersion(CurrentVersion);
        Require(Family != Family.Multinomial, "the family of a linear model is not multinomial");
        Require(Offset is null || Exposure is null, "it has both an offset and an exposure");
        Require(Quantile is null or (> 0 and < 1), "the quantile is not above 0 and below 1");
        Require(double.IsFinite(Intercept), "the intercept is not finite");
        base.Check();
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

    protected override Func<int, bool> Needed() => Coefficients.Select(c => c.Feature).ToHashSet().Contains;

    protected override (string Column, bool IsExposure)? OffsetColumn() => (Offset ?? Exposure) is { } column ? (column, Offset is null) : null;

    private double[] Dense()
    {
        double[] dense = new double[Inputs.Sum(input => input.FeatureCount)];
        foreach (Coefficient coefficient in Coefficients)
        {
            dense[coefficient.Feature] = coefficient.Value;
        }

        return dense;
    }
}
