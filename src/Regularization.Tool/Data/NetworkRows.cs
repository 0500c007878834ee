namespace Regularization.Tool;

/// <summary>The rows that a network is trained on, labels scaled where they are numbers and features are.</summary>
internal sealed class NetworkRows
{
    private NetworkRows(NetworkData data, ModelLabel label, string scaling) => (Data, Label, Scaling) = (data, label, scaling);

    public NetworkData Data { get; }

    /// <summary>The label with its scaling; the model keeps it.</summary>
    public ModelLabel Label { get; }

    /// <summary>What was done with numbers, in words.</summary>
    public string Scaling { get; }

    /// <summary>What an error of the network is to be multiplied by to be one of the label; a squared one twice.</summary>
    public double Unit => Label.Deviation ?? 1;

    public static NetworkRows From(TrainingData data, DataSettings settings)
    {
        ReadOnlySpan<double> y = data.Problem.Y;
        ModelLabel label = settings.Normalize && settings.Family is Family.Gaussian or Family.Huber ? Scaled(data.Label, y) : data.Label;
        float[] targets = new float[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            targets[i] = (float)label.Scaled(y[i]);
        }

        RowMatrix x = RowMatrix.FromDesign(data.Problem.X);
        var rows = new NetworkData(x, targets)
        {
            Weights = data.Problem.Weights is { } weights ? [.. weights.Select(w => (float)w)] : [.. Enumerable.Repeat(1f, targets.Length)],
            FeatureNames = data.Problem.FeatureNames,
            ClassNames = label.Classes ?? (label.Positive is null ? null : [label.Negative!, label.Positive]),
            IsNormalized = settings.Normalize,
        };
        return new NetworkRows(rows, label, Describe(data, settings.Normalize, label.Mean is not null));
    }

    /// <summary>The history in the units of the label.</summary>
    public EpochReport InUnits(EpochReport epoch) => epoch with
    {
        TrainLoss = epoch.TrainLoss * Unit * Unit,
        TrainMetric = epoch.TrainMetric * Unit,
        ValidationLoss = epoch.ValidationLoss * Unit * Unit,
        ValidationMetric = epoch.ValidationMetric * Unit,
    };

    /// <summary>A point of a search in the units of the label.</summary>
    public WeightDecaySearchPoint InUnits(WeightDecaySearchPoint point) => point with
    {
        TrainLoss = point.TrainLoss * Unit * Unit,
        TrainMetric = point.TrainMetric * Unit,
        ValidationLoss = point.ValidationLoss * Unit * Unit,
        StandardError = point.StandardError * Unit * Unit,
        ValidationMetric = point.ValidationMetric * Unit,
        MetricStandardError = point.MetricStandardError * Unit,
    };

    private static string Describe(TrainingData data, bool isNormalized, bool withLabel)
    {
        bool numbers = data.Inputs.Any(input => input is NumberInput), indices = data.Inputs is [LibSvmInput];
        return !isNormalized ? "features as they are"
            : indices ? "features scaled to a largest size of 1" + (withLabel ? ", label standardised" : string.Empty)
            : numbers ? (withLabel ? "numbers and label standardised" : "numbers standardised")
            : withLabel ? "label standardised" : "features as they are";
    }

    private static ModelLabel Scaled(ModelLabel label, ReadOnlySpan<double> y)
    {
        double mean = 0, squares = 0;
        foreach (double value in y)
        {
            mean += value / y.Length;
        }

        foreach (double value in y)
        {
            squares += (value - mean) * (value - mean);
        }

        double deviation = Math.Sqrt(squares / y.Length);
        if (!double.IsFinite(deviation))
        {
            throw new ToolException(FormattableString.Invariant($"{(label.Column is { } column ? $"Label '{column}'" : "The label")} varies by more than a number whose square can be held: {deviation:g3}. Divide it by a constant, or leave out the rows where it is largest."));
        }

        return label with { Mean = mean, Deviation = deviation > 1e-12 * Math.Abs(mean) ? deviation : 1 };
    }
}
