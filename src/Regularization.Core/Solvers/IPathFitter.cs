namespace Regularization;

/// <summary>Fits one lambda after the other, each from where the last one ended.</summary>
internal interface IPathFitter
{
    /// <summary>The smallest lambda at which every penalised coefficient is 0.</summary>
    double LambdaMax { get; }

    /// <summary>The fit at lambda to a measure of at most <paramref name="tolerance"/>.</summary>
    Solution Fit(double lambda, double tolerance, CancellationToken cancellationToken, bool visitAll = false);
}
