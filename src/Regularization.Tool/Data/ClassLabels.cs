namespace Regularization.Tool;

/// <summary>Labels of two classes.</summary>
internal sealed class ClassLabels(string? column, Family family, string? positive, bool hasManyClasses) : LabelCollector(column)
{
    private readonly LabelClasses _classes = new();

    public override void Add(string cell, Place place)
    {
        _classes.Add(cell);
        if (_classes.Names.Count > 2)
        {
            throw new ToolException(
                $"{place}: the label '{Cells.Show(cell)}' is a third class after '{_classes.Names[0]}' and '{_classes.Names[1]}'; the family takes two. "
                + $"For a label that is a number give --family gaussian{(hasManyClasses ? ", for one of several classes --family multinomial" : string.Empty)}; else leave out the rows of the other classes.");
        }
    }

    public override (double[] Y, ModelLabel Label) Finish(IReadOnlyList<double>? weights)
    {
        _classes.RequireTwo(What, weights, $"--family {Families.NameOf(family)} needs rows of two classes.");
        string[] sorted = Labels.Sorted(_classes.Names);
        string? chosen = positive is null ? sorted[1] : Array.Find(sorted, known => Labels.Same(known, positive));
        if (chosen is null)
        {
            throw new UsageException($"--positive is '{positive}', but the classes of the label are '{sorted[0]}' and '{sorted[1]}'; it must be one of them.");
        }

        double[] y = [.. _classes.ClassOfRow.Select(number => _classes.Names[number] == chosen ? 1.0 : 0.0)];
        return (y, new ModelLabel { Column = Column, Negative = sorted[0] == chosen ? sorted[1] : sorted[0], Positive = chosen });
    }
}
