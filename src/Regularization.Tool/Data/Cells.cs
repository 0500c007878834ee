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

    /// <summary>What to write in place of commas, as a sentence after a space; empty where they are not all that is wrong.</summary>
    public static string CommaAdvice(string cell)
    {
        if (!IsNumber(cell.Replace(",", string.Empty, StringComparison.Ordinal)))
        {
            return string.Empty;
        }

        string[] parts = cell.TrimStart('-', '+').Split(',');
        bool thousands = IsInThousands([.. parts[..^1], parts[^1].Split('.')[0]]);
        return thousands && (parts.Length > 2 || parts[^1].Contains('.', StringComparison.Ordinal)) ? " Write thousands without a comma."
            : !HasDecimalComma(cell) ? string.Empty
            : thousands ? " Write decimals with a point, and thousands without a comma."
            : " Write decimals with a point, not with a comma.";
    }

    /// <summary>What whole numbers between commas may be if they are parts of one number; null if they can only be several.</summary>
    public static string? AsOneNumber(string[] parts)
    {
        if (parts.Length < 2 || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            return null;
        }

        string whole = string.Concat(parts);
        return IsInThousands(parts) ? (parts.Length == 2 ? $"{parts[0]}.{parts[1]} or {whole}" : whole)
            : parts.Length == 2 ? $"{parts[0]}.{parts[1]}"
            : null;
    }

    /// <summary>Whether whole numbers between commas are hardly meant as several: one after the first begins with a 0, as decimals and thousands may, or there are two and the first is 0.</summary>
    public static bool IsHardlySeveral(string[] parts) => AsOneNumber(parts) is not null && (parts.Skip(1).Any(part => part.Length > 1 && part[0] == '0') || parts is ["0", _]);

    private static bool IsInThousands(string[] parts) =>
        parts.Length > 1 && parts[0].Length is >= 1 and <= 3 && parts[0][0] != '0' && parts[0].All(char.IsAsciiDigit) && parts.Skip(1).All(part => part.Length == 3 && part.All(char.IsAsciiDigit));

    /// <summary>A cell for a message: on one line, and not the whole of a long text.</summary>
    public static string Show(string cell) => Text.OneLine(cell.Length > 60 ? cell[..60] + "..." : cell);

    /// <summary>A number for a file: the shortest text that gives the same number back.</summary>
    public static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
