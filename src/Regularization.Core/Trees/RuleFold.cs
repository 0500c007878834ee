namespace Regularization;

/// <summary>One fold of growing and choosing: the rules of trees grown on the other rows, these rows, and those held out.</summary>
internal sealed record RuleFold
{
    /// <summary>Its number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The rules and terms of the other rows.</summary>
    public required RuleCandidates Candidates { get; init; }

    /// <summary>The features of the other rows, by rows.</summary>
    public required float[] Features { get; init; }

    /// <summary>Their response.</summary>
    public required double[] Y { get; init; }

    /// <summary>Their weights, or null.</summary>
    public required double[]? Weights { get; init; }

    /// <summary>The features of the rows held out, by rows.</summary>
    public required float[] HeldFeatures { get; init; }

    /// <summary>Their response.</summary>
    public required double[] HeldY { get; init; }

    /// <summary>Their shares of all weight.</summary>
    public required double[] HeldWeights { get; init; }
}
