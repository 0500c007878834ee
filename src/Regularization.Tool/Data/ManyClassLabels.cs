namespace Regularization.Tool;

/// <summary>Labels of two or more classes, which are numbered in their order.</summary>
internal sealed class ManyClassLabels(string? column) : LabelCollector(column)
{
    private const int FewClasses = 20;

    private readonly LabelClasses _classes = new();

    public override void Add(string cell, Place place) => _classes.Add(cell);

    public override (double[] Y, ModelLabel Label) Finish(IReadOnlyList<double>? weights)
    {
        _classes.RequireTwo(What, weights, "--family multinomial needs rows of at least two classes.");
        int count = _classes.Names.Count, rows = _classes.ClassOfRow.Count;
        if (count > FewClasses && count > rows / 2)
        {
            throw new ToolException($"{What} has {count:N0} different values in {Text.Count(rows, "row")}, which is no set of classes. For a label that is a number give --family gaussian; else check that --label names the right column.");
        }

        string[] sorted = Labels.Sorted(_classes.Names);
        Dictionary<string, int> rank = sorted.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return ([.. _classes.ClassOfRow.Select(number => (double)rank[_classes.Names[number]])], new ModelLabel { Column = Column, Classes = sorted });
    }
}
