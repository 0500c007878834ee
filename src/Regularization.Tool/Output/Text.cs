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

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "2 rows".</summary>
    public static string Count(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? string.Empty : "s")}";

    /// <summary>The text without line breaks and other characters that would do something to a terminal.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    public static string Gap(double gap) => double.IsFinite(gap) ? gap.ToString("0.0e-0", CultureInfo.InvariantCulture) : "-";

    public static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "F2" : "F1", CultureInfo.InvariantCulture) + " s";

    /// <summary>Which of many rows to show: positions spread evenly, the first and the last among them; all if <paramref name="top"/> is 0.</summary>
    public static int[] Spread(int count, int top) => top == 0 || count <= top
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, top).Select(k => top == 1 ? count - 1 : (int)Math.Round((double)k * (count - 1) / (top - 1)))];

    /// <summary>A metric of networks: an accuracy as a percentage, an error as a number.</summary>
    public static string Metric(string name, double value) => name == "accuracy" ? Percent.Of(value) : Number(value, digits: 4);
}
