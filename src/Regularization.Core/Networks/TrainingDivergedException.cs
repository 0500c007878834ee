namespace Regularization;

/// <summary>Training ended in NaN or infinity before there were any weights worth keeping.</summary>
/// <remarks>
/// <example>
/// <code>
/// try
/// {
///     NetworkFit fit = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Sgd(learningRate: 1e6)).Fit(rows);
/// }
/// catch (TrainingDivergedException e)
/// {
///     Console.WriteLine(e.Message);   // what to change
/// }
/// </code>
/// </example>
/// </remarks>
public sealed class TrainingDivergedException : InvalidOperationException
{
    /// <summary>An exception without details.</summary>
    public TrainingDivergedException()
    {
    }

    /// <summary>An exception with a message.</summary>
    /// <param name="message">Where it happened, and what to do.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    /// <param name="message">Where it happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
