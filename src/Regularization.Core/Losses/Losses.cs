namespace Regularization;

/// <summary>The losses of the library.</summary>
public static class Losses
{
    /// <summary>Half the squared error, (y − η)² / 2: least squares, glmnet's <c>gaussian</c>.</summary>
    public static Loss Squared { get; } = new SquaredLoss();

    /// <summary>log(1 + exp(η)) − y η for classes y in {0, 1}: logistic regression, glmnet's <c>binomial</c>.</summary>
    public static Loss Logistic { get; } = new LogisticLoss();
}
