namespace Regularization;

/// <summary>What the trainers of neural networks for classes have in common: weights of classes.</summary>
/// <remarks>
/// <example>
/// <code>
/// MultilayerPerceptronClassOptions options = new MultilayerPerceptronBinaryTrainer.Options { ClassWeights = new Dictionary&lt;string, double&gt; { ["true"] = 5 } };
/// </code>
/// </example>
/// </remarks>
public abstract class MultilayerPerceptronClassOptions : MultilayerPerceptronOptions
{
    private protected MultilayerPerceptronClassOptions()
    {
    }

    /// <summary>Whether each class gets the same sum of weights: a row is weighted by n / (K · rows of its class), times its own weight.</summary>
    public bool BalanceClasses { get; set; }

    /// <summary>
    /// Weights of classes, positive and finite, by name: the text of the label's key value, its number (1, 2, ...) where it has none, or <c>true</c> and
    /// <c>false</c>; 1 for classes that are not named. Null for none. They multiply the weights of rows.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; set; }
}
