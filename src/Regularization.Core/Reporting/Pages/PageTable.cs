using System.Globalization;

namespace Regularization;

/// <summary>A part of a report.</summary>
/// <param name="Heading">Its heading.</param>
internal abstract record PageBlock(string Heading);

/// <summary>A table of a report, sortable by its columns.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Note">What it shows.</param>
/// <param name="Columns">The names of the columns, and whether they hold numbers.</param>
/// <param name="Rows">The cells, by rows.</param>
internal sealed record PageTable(string Title, string Note, IReadOnlyList<(string Name, bool IsNumber)> Columns, IReadOnlyList<string[]> Rows) : PageBlock(Title)
{
    /// <summary>Rows of a table at most.</summary>
    public const int MostRows = 2000;

    /// <summary>A number as it stands in a cell: five digits, which sort as they are.</summary>
    public static string Cell(double value) => double.IsNaN(value) ? string.Empty : value.ToString("g5", CultureInfo.InvariantCulture);

    /// <summary>The nonzero coefficients of a model.</summary>
    public static PageTable Coefficients(IReadOnlyList<CoefficientRow> rows, int features, string where)
    {
        bool isScaled = AreScaled(rows);
        return new(
            "Coefficients",
            $"{where}: {Counted.Of(rows.Count, "coefficient")} of {features.ToString("n0", CultureInfo.InvariantCulture)} {(rows.Count == 1 ? "is" : "are")} not 0{Shortened(rows.Count)}.{(isScaled ? MeaningOfStandardized : string.Empty)}",
            [("feature", false), .. NumbersOf(isScaled)],
            [.. rows.Take(MostRows).Select(row => (string[])[row.Name, .. Cells(row, isScaled)])]);
    }

    /// <summary>What a standardised coefficient is, as the end of a note.</summary>
    public const string MeaningOfStandardized = " The standardised coefficient is that of the feature divided by its standard deviation: it can be compared between features.";

    /// <summary>Whether standardised coefficients are others than those on the original scale; where features were not standardised they would be told twice.</summary>
    public static bool AreScaled(IEnumerable<CoefficientRow> rows) => rows.Any(row => row.Standardized != row.Value);

    /// <summary>The columns of a coefficient.</summary>
    public static (string Name, bool IsNumber)[] NumbersOf(bool isScaled) => isScaled ? [("coefficient", true), ("standardised", true)] : [("coefficient", true)];

    /// <summary>The cells of a coefficient.</summary>
    public static string[] Cells(CoefficientRow row, bool isScaled) => isScaled ? [Cell(row.Value), Cell(row.Standardized)] : [Cell(row.Value)];

    /// <summary>What is said where a table has not all rows.</summary>
    public static string Shortened(int rows) => rows > MostRows ? string.Create(CultureInfo.InvariantCulture, $"; the {MostRows:n0} largest are here") : string.Empty;
}
