namespace Regularization.Tool;

/// <summary>The label: where it stands and, for classes, which is which.</summary>
internal sealed record ModelLabel
{
    /// <summary>The name of the label's column; null for libsvm, where it is the first field.</summary>
    public string? Column { get; init; }

    /// <summary>The class that is 0, or null if the label is not one of two classes.</summary>
    public string? Negative { get; init; }

    /// <summary>The class that is 1, whose probability is predicted, or null if the label is not one of two classes.</summary>
    public string? Positive { get; init; }

    /// <summary>The classes 0, 1, 2, ... of several, or null.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The mean of the training labels where the network's output is (label − mean) / deviation; null where it is the label's own.</summary>
    public double? Mean { get; init; }

    /// <summary>The standard deviation that goes with <see cref="Mean"/>.</summary>
    public double? Deviation { get; init; }

    /// <summary>The label of a cell as a number (of a class: its number), if it is one that the model knows.</summary>
    public bool TryParse(string cell, out double y)
    {
        if (Classes is null && (Positive is null || Negative is null))
        {
            return Cells.TryParse(cell, out y) && double.IsFinite(y);
        }

        y = Classes is null ? (Labels.Same(cell, Positive!) ? 1 : Labels.Same(cell, Negative!) ? 0 : -1) : NumberOf(cell, Classes);
        return y >= 0;
    }

    /// <summary>What a network's output says on the scale of the label.</summary>
    public double Unscaled(double output) => Mean is double mean && Deviation is double deviation ? mean + (deviation * output) : output;

    /// <summary>What a network is to put out for a label.</summary>
    public double Scaled(double y) => Mean is double mean && Deviation is double deviation ? (y - mean) / deviation : y;

    private static int NumberOf(string cell, IReadOnlyList<string> classes)
    {
        for (int k = 0; k < classes.Count; k++)
        {
            if (classes[k] == cell)
            {
                return k;
            }
        }

        for (int k = 0; k < classes.Count; k++)
        {
            if (Labels.Same(classes[k], cell))
            {
                return k;
            }
        }

        return -1;
    }
}
