using System.Globalization;

namespace Regularization;

/// <summary>Shares for people.</summary>
internal static class Share
{
    /// <summary>"12.3 %"; what rounds to 0 has no sign.</summary>
    public static string Of(double share) => string.Create(CultureInfo.InvariantCulture, $"{(Math.Abs(share) < 5e-4 ? 0 : share):p1}");
}
