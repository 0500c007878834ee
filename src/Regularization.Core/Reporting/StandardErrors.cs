using System.Globalization;

namespace Regularization;

/// <summary>Standard errors for people.</summary>
internal static class StandardErrors
{
    /// <summary>Two digits, and no exponent where a whole number is as short: "0.018", "143".</summary>
    public static string Of(double error) => error.ToString(error is >= 99.5 and < 1e6 ? "F0" : "g2", CultureInfo.InvariantCulture);
}
