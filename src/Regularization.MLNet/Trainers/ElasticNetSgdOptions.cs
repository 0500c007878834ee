namespace Regularization;

/// <summary>What the trainers that stream their data have in common: columns, penalty, how the rows are gone through, and what to tell whom.</summary>
/// <remarks>
/// The objective is that of <see cref="RegularizedTrainerOptions"/>, so that a <see cref="Lambda"/> means the same in both. Options are read and checked
/// when the trainer is made; changing them afterwards has no effect on it.
/// <example>
/// <code>
/// ElasticNetSgdOptions options = new ElasticNetSgdTrainer.Options { Lambda = 0.01, Method = new AveragedSgd(), OnFitted = fit =&gt; Console.WriteLine(fit) };
/// </code>
/// </example>
/// </remarks>
public abstract class ElasticNetSgdOptions
{
    private protected ElasticNetSgdOptions()
    {
    }

    /// <summary>The name of the label column.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The name of the feature column, a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The name of the column of example weights, <see cref="float"/>; null for equal weights. Only their ratios matter.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>The strength λ, finite and not negative; 0 is the fit without a penalty. It must be given: a stream is not cross-validated.</summary>
    public required double Lambda { get; set; }

    /// <summary>The mixing r in [0, 1]: 1 is the lasso, 0 is ridge.</summary>
    public double L1Ratio { get; set; } = PenaltyKind.DefaultL1Ratio;

    /// <summary>The algorithm: <see cref="FtrlProximal"/> or <see cref="AveragedSgd"/>.</summary>
    public StreamingMethod Method { get; set; } = new FtrlProximal();

    /// <summary>The most passes over the rows that train, at least 1. Fewer are made where the <see cref="Tolerance"/> is met.</summary>
    public int Passes { get; set; } = new StreamingOptions().Passes;

    /// <summary>A share of the null model's loss, at which training ends as in <see cref="StreamingOptions.Tolerance"/>. Not negative; 0 makes all passes.</summary>
    public double Tolerance { get; set; } = new StreamingOptions().Tolerance;

    /// <summary>
    /// Whether each feature is divided by its standard deviation, so that the penalty treats all alike. It takes one more pass, before the others, that
    /// measures. The weights of the model are for the features as they are.
    /// </summary>
    public bool Standardize { get; set; } = true;

    /// <summary>Whether there is an intercept (a bias); it is never penalised.</summary>
    public bool Intercept { get; set; } = true;

    /// <summary>Rows held back and handed out in random order, so that sorted data do no harm. 0 or 1 keeps the order of the data.</summary>
    public int ShuffleRows { get; set; } = new StreamingOptions().ShuffleRows;

    /// <summary>
    /// Whether the model is judged by passes that do not train: the exact objective, the duality gap, and whether the <see cref="Tolerance"/> is met. Without it
    /// the data are read at least once less, and the fit has estimates and no gap. The model is the same after as many passes.
    /// </summary>
    public bool Evaluate { get; set; } = new StreamingOptions().Evaluate;

    /// <summary>
    /// What training starts from: <see cref="StreamingFit.ToStart"/> of an earlier fit goes on with it, worth the rows it has seen, also inside a pipeline.
    /// Null for all 0. A previous model given to <c>Fit</c> comes first.
    /// </summary>
    public StreamingStart? Start { get; set; }

    /// <summary>How many rows a previous model given to <c>Fit</c> is worth, as in <see cref="StreamingStart.Rows"/>. Positive and finite; small values let it be forgotten sooner.</summary>
    public double PreviousModelRows { get; set; } = StreamingStart.DefaultRows;

    /// <summary>The seed of the random order; null for the seed of the <see cref="Microsoft.ML.MLContext"/>, or 1 if that has none.</summary>
    public int? Seed { get; set; }

    /// <summary>Told after every 100,000 rows and after every pass; null for none. <see cref="Microsoft.ML.MLContext.Log"/> gets the same as traces.</summary>
    public IProgress<StreamingReport>? Progress { get; set; }

    /// <summary>
    /// Stops training within about a thousand rows. The model so far is returned with a warning, not evaluated and its status saying so; before a row has
    /// been learnt from <see cref="OperationCanceledException"/> is thrown.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Given what the fit found, each time the trainer has been fitted: the way to it inside a pipeline. Null for none.</summary>
    public Action<StreamingFit>? OnFitted { get; set; }
}
