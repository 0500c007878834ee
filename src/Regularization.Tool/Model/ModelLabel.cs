namespace Regularization.Tool;

/// <summary>The label: where it stands and, for two classes, which is which.</summary>
internal sealed record ModelLabel
{
    /// <summary>The name of the label's column; null for libsvm, where it is the first field.</summary>
    public string? Column { get; init; }

    /// <summary>The class that is 0, or null if the label is a number.</summary>
    public string? Negative { get; init; }

    /// <summary>The class that is 1, whose probability is predicted, or null if the label is a number.</summary>
    public string? Positive { get; init; }

    /// <summary>The label of a cell as a number, if it is one that the model knows.</summary>
    public bool TryParse(string cell, out double y)
    {
        if (Positive is null || Negative is null)
        {
            return Cells.TryParse(cell, out y) && double.IsFinite(y);
        }

        y = Labels.Same(cell, Positive) ? 1 : 0;
        return y == 1 || Labels.Same(cell, Negative);
    }
}
