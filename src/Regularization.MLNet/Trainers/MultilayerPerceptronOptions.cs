namespace Regularization;

/// <summary>What the trainers of neural networks have in common: columns, the form of the network, regularisation, training, and what to tell whom.</summary>
/// <remarks>
/// With loss_i the loss of row i, w_i its weight and W the weights of all layers (biases apart), training minimises over mini-batches
/// Σ_i w_i loss_i / Σ_i w_i + L1 Σ|W| + L2 ΣW² + Group Σ_neurons √(fan-in) ‖incoming weights‖₂, and the optimiser decays the weights beside it.
/// Weights are those of the scaled features while <see cref="Normalize"/> is set. Options are read and checked when the trainer is made; changing them
/// afterwards has no effect on it.
/// <example>
/// <code>
/// MultilayerPerceptronOptions options = new MultilayerPerceptronRegressionTrainer.Options { Optimizer = Optimizers.Sgd(0.05, momentum: 0.9), WeightDecay = 5e-4, Dropout = 0.2 };
/// </code>
/// </example>
/// </remarks>
public abstract class MultilayerPerceptronOptions
{
    private protected MultilayerPerceptronOptions()
    {
    }

    /// <summary>The name of the label column.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The name of the feature column, a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The name of the column of example weights, <see cref="float"/>; null for equal weights. Only their ratios matter.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>The sizes of the hidden layers, at least one of them, each at least 1.</summary>
    public IReadOnlyList<int> HiddenLayers { get; set; } = [64];

    /// <summary>The function after each hidden layer.</summary>
    public Activation Activation { get; set; } = Activations.Relu;

    /// <summary>How initial weights are drawn.</summary>
    public Initialization Initialization { get; set; } = Initialization.He;

    /// <summary>The probability with which each hidden value is dropped in training, in [0, 1). Source: Srivastava et al. (2014).</summary>
    public double Dropout { get; set; }

    /// <summary>The update rule with its learning rate; AdamW with PyTorch's defaults (learning rate 0.001, decoupled weight decay 0.01) unless given.</summary>
    public Optimizer Optimizer { get; set; } = Optimizers.AdamW();

    /// <summary>
    /// The weight decay of the optimiser, not negative; null for the one that <see cref="Optimizer"/> has. Decoupled in AdamW; in the others coupled, which
    /// in plain SGD is 2 x the factor of an L2 term.
    /// </summary>
    public double? WeightDecay { get; set; }

    /// <summary>The factor of Σ|W| in the objective, not negative. With a proximal step weights become exactly 0.</summary>
    public double L1Regularization { get; set; }

    /// <summary>The factor of ΣW² in the objective, not negative: not halved, and not a ratio.</summary>
    public double L2Regularization { get; set; }

    /// <summary>
    /// The factor of Σ √(fan-in) ‖incoming weights‖₂ over hidden neurons, not negative: whole neurons become 0, and are cut out of the model.
    /// Source: Yuan and Lin (2006), equation (2.1).
    /// </summary>
    public double GroupRegularization { get; set; }

    /// <summary>How the L1 and L2 terms enter training: as proximal steps, or through their gradients.</summary>
    public PenaltyMode PenaltyMode { get; set; } = PenaltyMode.Proximal;

    /// <summary>Whether penalties and weight decay act on biases too, as PyTorch's do by default.</summary>
    public bool RegularizeBiases { get; set; }

    /// <summary>Passes over the training rows, at least 1.</summary>
    public int Epochs { get; set; } = 100;

    /// <summary>Rows of a step, at least 1.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>The share of rows held out to watch the loss, in [0, 1); not used where validation data are given. The best weights by it are kept.</summary>
    public double ValidationFraction { get; set; }

    /// <summary>With validation rows, training ends after so many epochs without a better validation loss; 0 for never.</summary>
    public int Patience { get; set; } = 10;

    /// <summary>Label smoothing ε in [0, 1), for classes: targets become (1 − ε) target + ε / K. Source: Szegedy et al. (2016), section 7.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary>Gradients, those of penalties that are a term in the loss included, are scaled down to this length where they are longer; 0 for no clipping.</summary>
    public double ClipNorm { get; set; }

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; set; } = LearningRateSchedule.Constant;

    /// <summary>
    /// The seed of initial weights, the order of rows, dropout and the held-out part; null for the seed of the <see cref="Microsoft.ML.MLContext"/>, or 1
    /// if that has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Threads to use, at least 1; 0 or null for as many processors as the work of a step keeps busy. Steps do not depend on it; reported losses do, in their last digits.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Whether features are scaled for training, the scaling then being folded into the first layer, so that the model takes them as they are. Dense features
    /// get mean 0 and standard deviation 1; sparse ones are divided by their largest size and not centred.
    /// </summary>
    public bool Normalize { get; set; } = true;

    /// <summary>Told after every epoch; null for none. <see cref="Microsoft.ML.MLContext.Log"/> gets the same as lines.</summary>
    public IProgress<EpochReport>? Progress { get; set; }

    /// <summary>
    /// Stops training within a batch: the best model so far is returned, and a warning says so. While data are read
    /// <see cref="OperationCanceledException"/> is thrown.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Given what training found, each time the trainer has been fitted: the way to it inside a pipeline. Null for none.</summary>
    public Action<MultilayerPerceptronSummary>? OnFitted { get; set; }
}
