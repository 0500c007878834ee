using System.Globalization;

namespace Regularization;

/// <summary>Shares for people. Compiled into each assembly of src/ that prints any.</summary>
internal static class Percent
{
    /// <summary>"12.3%"; what rounds to 0 has no sign, what is no number is "-".</summary>
    /// <param name="share">The share, 1 for all.</param>
    /// <param name="digits">Digits after the point.</param>
    public static string Of(double share, int digits = 1)
    {
        string text = (100 * share).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return !double.IsFinite(share) ? "-" : (text.AsSpan().ContainsAnyInRange('1', '9') ? text : text.TrimStart('-')) + "%";
    }
}
