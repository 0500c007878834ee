namespace Regularization.Tool;

/// <summary>Takes the labels as they are read.</summary>
internal abstract class LabelCollector(string? column)
{
    /// <summary>How messages call the label.</summary>
    protected string What { get; } = column is null ? "The label" : $"Label '{column}'";

    protected string? Column { get; } = column;

    public static LabelCollector For(Family family, string? column, string? positive) =>
        family == Family.Binomial ? new ClassLabels(column, positive) : new NumberLabels(column);

    public abstract void Add(string cell, Place place);

    /// <summary>The labels as numbers, and what the model must keep of them.</summary>
    public abstract (double[] Y, ModelLabel Label) Finish();

    private sealed class NumberLabels(string? column) : LabelCollector(column)
    {
        private readonly List<double> _y = [];

        public override void Add(string cell, Place place)
        {
            if (!Cells.TryParse(cell, out double y))
            {
                throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is not a number, which --family gaussian needs. For a label of two classes give --family binomial.");
            }

            if (!double.IsFinite(y))
            {
                throw new ToolException($"{place}: the label '{Cells.Show(cell)}' is not finite. Correct it or leave the row out.");
            }

            _y.Add(y);
        }

        public override (double[] Y, ModelLabel Label) Finish() => ([.. _y], new ModelLabel { Column = Column });
    }

    private sealed class ClassLabels(string? column, string? positive) : LabelCollector(column)
    {
        private readonly Dictionary<string, int> _classOf = new(StringComparer.Ordinal);
        private readonly List<string> _classes = [];
        private readonly List<bool> _second = [];

        public override void Add(string cell, Place place)
        {
            if (!_classOf.TryGetValue(cell, out int number))
            {
                number = _classes.FindIndex(known => Labels.Same(known, cell));
                if (number < 0)
                {
                    number = _classes.Count;
                    _classes.Add(cell);
                }

                if (number > 1)
                {
                    throw new ToolException(
                        $"{place}: the label '{Cells.Show(cell)}' is a third class after '{_classes[0]}' and '{_classes[1]}'; --family binomial takes two. "
                        + "For a label that is a number give --family gaussian; else leave out the rows of the other classes.");
                }

                _classOf.Add(cell, number);
            }

            _second.Add(number == 1);
        }

        public override (double[] Y, ModelLabel Label) Finish()
        {
            if (_classes.Count < 2)
            {
                throw new ToolException($"{What} is '{_classes[0]}' in all {_second.Count:N0} rows; --family binomial needs rows of two classes.");
            }

            string[] sorted = Labels.Sorted(_classes);
            string? chosen = positive is null ? sorted[1] : Array.Find(sorted, known => Labels.Same(known, positive));
            if (chosen is null)
            {
                throw new UsageException($"--positive is '{positive}', but the classes of the label are '{sorted[0]}' and '{sorted[1]}'; it must be one of them.");
            }

            bool secondIsPositive = _classes[1] == chosen;
            double[] y = [.. _second.Select(second => second == secondIsPositive ? 1.0 : 0.0)];
            return (y, new ModelLabel { Column = Column, Negative = sorted[0] == chosen ? sorted[1] : sorted[0], Positive = chosen });
        }
    }
}
