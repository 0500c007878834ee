using System.Globalization;

namespace Regularization.Tool;

/// <summary>What a cell says: a missing value, a number.</summary>
internal static class Cells
{
    /// <summary>How the help and the messages list the ways to write a missing value.</summary>
    public const string MissingForms = "empty, NA, NaN, ?";

    public static bool IsMissing(string cell) => cell.Length switch
    {
        0 => true,
        1 => cell[0] is '?' or ' ',
        2 => cell == "NA",
        3 => cell is "NaN" or "nan" or "NAN",
        _ => string.IsNullOrWhiteSpace(cell),
    };

    public static bool IsNumber(string cell) => TryParse(cell, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>A feature value: a finite number within the range of float32, in which features are held.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="value">The number, not yet rounded.</param>
    /// <param name="reason">If it is none: what is wrong, to follow the value in a sentence.</param>
    public static bool TryParseFeature(ReadOnlySpan<char> text, out double value, out string? reason)
    {
        bool isNumber = TryParse(text, out value);
        reason = !isNumber || double.IsNaN(value) ? "is not a number"
            : !float.IsFinite((float)value) ? "is infinite or too large; features are held as float32, up to 3.4e38"
            : null;
        return reason is null;
    }

    /// <summary>Whether this is no number, but would be one with a point in place of its comma.</summary>
    public static bool HasDecimalComma(string cell)
    {
        int comma = cell.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && comma < cell.Length - 1 && comma == cell.LastIndexOf(',') && char.IsAsciiDigit(cell[comma - 1]) && IsNumber(cell.Replace(',', '.'));
    }

    /// <summary>A cell for a message: on one line, and not the whole of a long text.</summary>
    public static string Show(string cell) => Text.OneLine(cell.Length > 60 ? cell[..60] + "..." : cell);

    /// <summary>A number for a file: the shortest text that gives the same number back.</summary>
    public static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
