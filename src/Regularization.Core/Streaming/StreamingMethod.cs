namespace Regularization;

/// <summary>A stochastic algorithm for linear models: how coefficients move after each row. To add one, derive a record that starts its own learner.</summary>
/// <remarks>
/// <example>See <see cref="StreamingTrainer"/>.</example>
/// </remarks>
public abstract record StreamingMethod
{
    private protected StreamingMethod()
    {
    }

    /// <summary>The name, in lower case: <c>ftrl-proximal</c>, <c>averaged sgd</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The size of the steps, a number without a unit: the trainer multiplies it by what fits the data.</summary>
    public abstract double LearningRate { get; init; }

    internal abstract StreamingLearner Start(LearnerSetup setup);
}
