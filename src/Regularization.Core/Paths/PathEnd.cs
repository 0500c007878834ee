namespace Regularization;

/// <summary>What is said where the last lambda of a path is the best: a smaller one might be better still.</summary>
internal static class PathEnd
{
    /// <summary>Where a lambda adds no more than this share to what is explained, a path that ended early had nothing left to gain.</summary>
    private const double LeastGain = 1e-3;

    /// <summary>The warning, or null where the best is not the last, or nothing could come of a smaller one.</summary>
    /// <param name="grid">The lambdas that were asked for.</param>
    /// <param name="path">The lambda of each solution, and the share of the deviance that it explains.</param>
    /// <param name="selected">The position of the best.</param>
    /// <param name="endedEarly">Whether the grid ended where it stopped paying.</param>
    /// <param name="measure">What is smallest there.</param>
    public static string? Warning(LambdaGrid grid, (double Lambda, double Explained)[] path, int selected, bool endedEarly, string measure)
    {
        (double lambda, double explained) = path[selected];
        if (path.Length < 2 || selected < path.Length - 1 || lambda == 0)
        {
            return null;
        }

        string best = FormattableString.Invariant($"The smallest {measure} is at the smallest lambda, {lambda:g4}");
        if (path.Length == (grid.Values?.Count ?? grid.Count))
        {
            return $"{best}: a still smaller one may be better.{WayOut(grid, grid.Values is null ? "Let the lambdas go further down, by a smaller Ratio of the LambdaGrid." : "Give smaller lambdas, too.")}";
        }

        string? because = !endedEarly ? null
            : explained > LambdaGrid.Enough ? FormattableString.Invariant($"explains more than {LambdaGrid.Enough:0.0%} of the deviance")
            : explained - path[selected - 1].Explained > LeastGain * explained ? "hardly explains more than the one before"
            : null;
        return because is null ? null : $"{best}, where the path ended because it {because}: a still smaller one may be better.{WayOut(grid, "To go on, set EarlyStop of the LambdaGrid to false, or give smaller lambdas.")}";
    }

    /// <summary>The advice of whoever made the grid, or else that of its class.</summary>
    private static string WayOut(LambdaGrid grid, string usual) => (grid.Advice ?? usual) is { Length: > 0 } advice ? $" {advice}" : string.Empty;
}
