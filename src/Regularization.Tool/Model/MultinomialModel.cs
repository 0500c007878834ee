using System.Text.Json.Serialization;

namespace Regularization.Tool;

/// <summary>A multinomial model: for each class an intercept and the coefficients that are not 0.</summary>
internal sealed record MultinomialModel : ModelFile
{
    public const string FormatName = "regularize-multinomial";

    public const int CurrentVersion = 1;

    private double[][]? _byFeature;

    /// <summary>In the order of the classes of the label.</summary>
    public required IReadOnlyList<ClassModel> Classes { get; init; }

    [JsonPropertyOrder(3)]
    public required ModelFit Fit { get; init; }

    [JsonIgnore]
    public override int Width => Classes.Count;

    public override void Score(FeatureVector row, Span<double> outputs)
    {
        double[][] byFeature = _byFeature ??= ByFeature();
        for (int k = 0; k < outputs.Length; k++)
        {
            outputs[k] = Classes[k].Intercept;
        }

        for (int i = 0; i < row.Features.Length; i++)
        {
            double[] coefficients = byFeature[row.Features[i]];
            for (int k = 0; k < coefficients.Length; k++)
            {
                outputs[k] += row.Values[i] * coefficients[k];
            }
        }
    }

    public override string LargestPart(FeatureVector row) => LargestOf(Classes.Select(model => model.Coefficients), row);

    public override void Check()
    {
        RequireVersion(CurrentVersion);
        Require(Family == Family.Multinomial, "the family of a multinomial model is multinomial");
        base.Check();
        Require(Classes.Count == Label.Classes!.Count, $"it has {Classes.Count} linear predictors for {Label.Classes.Count} classes");
        Feature[] features = TrainingData.FeaturesOf(Inputs);
        foreach (ClassModel model in Classes)
        {
            Require(double.IsFinite(model.Intercept), "an intercept is not finite");
            int previous = -1;
            foreach (Coefficient coefficient in model.Coefficients)
            {
                Require(coefficient.Feature > previous && coefficient.Feature < features.Length, $"feature {coefficient.Feature} is out of order or above {features.Length - 1}");
                Require(coefficient.Name == features[coefficient.Feature].Name, $"feature {coefficient.Feature} is '{features[coefficient.Feature].Name}' by the inputs and '{coefficient.Name}' by a coefficient");
                Require(double.IsFinite(coefficient.Value), $"the coefficient of '{coefficient.Name}' is not finite");
                previous = coefficient.Feature;
            }
        }
    }

    protected override Func<int, bool> Needed()
    {
        HashSet<int> used = [.. Classes.SelectMany(model => model.Coefficients).Select(coefficient => coefficient.Feature)];
        return used.Contains;
    }

    /// <summary>For each feature its coefficients, one a class; none where all are 0.</summary>
    private double[][] ByFeature()
    {
        var byFeature = new double[Inputs.Sum(input => input.FeatureCount)][];
        Array.Fill(byFeature, []);
        for (int k = 0; k < Classes.Count; k++)
        {
            foreach (Coefficient coefficient in Classes[k].Coefficients)
            {
                if (byFeature[coefficient.Feature].Length == 0)
                {
                    byFeature[coefficient.Feature] = new double[Classes.Count];
                }

                byFeature[coefficient.Feature][k] = coefficient.Value;
            }
        }

        return byFeature;
    }
}
