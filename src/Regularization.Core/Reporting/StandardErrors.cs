using System.Globalization;

namespace Regularization;

/// <summary>Standard errors for people.</summary>
internal static class StandardErrors
{
    /// <summary>" +- 0.018", to follow what it is the error of; empty where there is none, as of a single row.</summary>
    public static string After(double error, string sign = "+-") => double.IsFinite(error) ? $" {sign} {Of(error)}" : string.Empty;

    /// <summary>Two digits, and no exponent where a whole number is as short: "0.018", "143".</summary>
    public static string Of(double error) => error.ToString(error is >= 99.5 and < 1e6 ? "F0" : "g2", CultureInfo.InvariantCulture);
}
