namespace Regularization;

/// <summary>What the trainers with a log link, μ = exp(b0 + x.b), have in common.</summary>
/// <remarks>
/// <example>
/// <code>
/// LogLinkTrainerOptions options = new ElasticNetPoissonRegressionTrainer.Options { LabelColumnName = "Claims", ExposureColumnName = "Years" };
/// </code>
/// </example>
/// </remarks>
public abstract class LogLinkTrainerOptions : LinearTrainerOptions
{
    private protected LogLinkTrainerOptions()
    {
    }

    /// <summary>
    /// The name of the column of exposures e, <see cref="float"/> and positive, such as the time that was counted in: log(e) is added to the linear predictor in training, so that
    /// μ = e exp(b0 + x.b); null for none. A stock model has no exposure: its score is the mean for an exposure of 1, to be multiplied by others.
    /// </summary>
    public string? ExposureColumnName { get; set; }
}
