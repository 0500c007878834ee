namespace Regularization;

/// <summary>How each λ of hierarchical shrinkage did on rows that the trees were not grown on, and which was chosen.</summary>
/// <remarks>
/// <example>
/// <code>
/// var forest = ml.Regression.Trainers.FastForest().Fit(data);
/// (var milder, HierarchicalShrinkageResult result) = ml.Model.HierarchicalShrinkage(forest, trainData: data, validationData: newData);
/// Console.WriteLine($"lambda {result.Lambda}");
/// </code>
/// </example>
/// </remarks>
public sealed class HierarchicalShrinkageResult
{
    internal HierarchicalShrinkageResult(double[] lambdas, double[] losses, int rows)
    {
        (Lambdas, Losses, Rows) = (lambdas, losses, rows);
        Lambda = lambdas[Array.IndexOf(losses, losses.Min())];
    }

    /// <summary>The chosen λ: that of the smallest loss, the first of equals.</summary>
    public double Lambda { get; }

    /// <summary>The λ that were tried.</summary>
    public IReadOnlyList<double> Lambdas { get; }

    /// <summary>The mean loss by weight with each of <see cref="Lambdas"/>: half the squared error; −log of the probability of the true class; or, where a FastForest for classes has no probabilities, half the squared distance of its score from 1 for true and −1 for false.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>How many rows judged them.</summary>
    public int Rows { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"lambda {Lambda:g4}, held-out loss {Losses.Min():g5} ({Losses[0]:g5} with lambda {Lambdas[0]:g4}) on {Counted.Of(Rows, "row")}");
}
