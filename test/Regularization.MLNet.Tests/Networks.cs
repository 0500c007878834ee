namespace Regularization.MLNet.Tests;

/// <summary>Options that train in a fraction of a second.</summary>
internal static class Networks
{
    public static T Small<T>(Action<T>? set = null, string label = "Label")
        where T : MultilayerPerceptronOptions, new()
    {
        var options = new T
        {
            LabelColumnName = label,
            HiddenLayers = [16],
            Optimizer = Optimizers.AdamW(0.02),
            Epochs = 60,
            BatchSize = 32,
            NumberOfThreads = 1,
        };
        set?.Invoke(options);
        return options;
    }
}
