namespace Regularization;

/// <summary>What a path says in its one line of solutions that did not converge.</summary>
internal static class OpenLambdas
{
    /// <summary>", 3 lambdas not converged (EpochLimit)", and ", cancelled" where the path was; empty where all converged.</summary>
    /// <param name="statuses">Of the solutions.</param>
    /// <param name="isCanceled">Whether the path was ended before its last lambda.</param>
    public static string In(IEnumerable<FitStatus> statuses, bool isCanceled)
    {
        FitStatus[] open = [.. statuses.Where(status => status is not FitStatus.Converged)];
        return (open.Length == 0 ? string.Empty : $", {Counted.Of(open.Length, "lambda")} not converged ({string.Join(", ", open.Distinct())})") + (isCanceled ? ", cancelled before its last lambda" : string.Empty);
    }
}
