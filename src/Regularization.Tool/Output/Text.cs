using System.Globalization;

namespace Regularization.Tool;

/// <summary>Numbers for people.</summary>
internal static class Text
{
    /// <summary>Five digits, the trailing zeros kept, so that columns line up: 3.1416, 0.00031416, 31416, 3.1416e+10.</summary>
    public static string Number(double value, int digits = 5)
    {
        if (!double.IsFinite(value))
        {
            return "-";
        }

        if (value == 0)
        {
            return "0";
        }

        string rounded = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        int exponent = int.Parse(rounded.AsSpan(rounded.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= 7
            ? value.ToString($"0.{new string('0', digits - 1)}e+0", CultureInfo.InvariantCulture)
            : value.ToString($"F{Math.Max(0, digits - 1 - exponent)}", CultureInfo.InvariantCulture);
    }

    /// <summary>Three digits, for what is only roughly known.</summary>
    public static string Rough(double value) => Number(value, digits: 3);

    public static string PlusMinus(double mean, double standardError) => double.IsFinite(standardError) ? $"{Number(mean)} ± {Rough(standardError)}" : Number(mean);

    public static string Percent(double share) => double.IsFinite(share) ? (100 * share).ToString("F1", CultureInfo.InvariantCulture) + "%" : "-";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "2 rows".</summary>
    public static string Count(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? string.Empty : "s")}";

    /// <summary>The text without line breaks and other characters that would do something to a terminal.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    public static string Gap(double gap) => double.IsFinite(gap) ? gap.ToString("0.0e-0", CultureInfo.InvariantCulture) : "-";

    public static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "F2" : "F1", CultureInfo.InvariantCulture) + " s";
}
