namespace Regularization.Tool;

/// <summary>Labels that are numbers, or counts.</summary>
internal sealed class NumberLabels(string? column, Family family, bool hasManyClasses) : LabelCollector(column)
{
    private readonly List<double> _y = [];

    public override void Add(string cell, Place place)
    {
        string name = Families.NameOf(family);
        if (!Cells.TryParse(cell, out double y))
        {
            if (Cells.CommaAdvice(cell) is { Length: > 0 } advice)
            {
                throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is not a number.{advice}");
            }

            throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is not a number, which --family {name} needs. For a label of two classes give --family binomial{(hasManyClasses ? ", for one of several classes --family multinomial" : string.Empty)}.");
        }

        if (!double.IsFinite(y))
        {
            throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is not finite. Correct it or leave the row out.");
        }

        if (family == Family.Poisson && y < 0)
        {
            throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is negative; --family poisson needs counts. For a label that is any number give --family gaussian.");
        }

        if ((family == Family.Tweedie && y < 0) || (family == Family.Gamma && y <= 0))
        {
            throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is {(y < 0 ? "negative" : "0")}; --family {name} needs amounts {(family == Family.Gamma ? "above 0. For a label with zeros give --family tweedie." : "of 0 or more. For a label that is any number give --family gaussian.")}");
        }

        _y.Add(y);
    }

    public override (double[] Y, ModelLabel Label) Finish(IReadOnlyList<double>? weights) => ([.. _y], new ModelLabel { Column = Column });
}
