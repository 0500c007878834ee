namespace Regularization;

/// <summary>What brings a fit to its tolerance.</summary>
internal static class Remedy
{
    /// <param name="status">How the fit ended.</param>
    /// <param name="easier">What would be easier to fit.</param>
    public static string For(FitStatus status, string easier) => status == FitStatus.PrecisionLimit
        ? $"More epochs do not help: allow a larger tolerance, or {easier}."
        : $"Allow more epochs, or {easier}.";
}
