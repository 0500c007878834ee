namespace Regularization.Tool;

/// <summary>Turns the cells of one column into features, as training did.</summary>
/// <param name="first">The number of the column's first feature.</param>
internal abstract class InputEncoder(int first)
{
    /// <summary>Whether a cell can be missing; a text cannot, it is empty.</summary>
    public virtual bool MayBeMissing => true;

    /// <summary>The levels met that the model does not know, if any.</summary>
    public virtual UnknownLevels? Unknown => null;

    protected int First { get; } = first;

    public abstract void Add(string cell, Place place, FeatureVector row);

    /// <summary>Puts means where the cell is missing.</summary>
    public virtual void AddMean(FeatureVector row)
    {
    }

    public static InputEncoder For(ColumnInput input, int first, UnknownLevelPolicy unknown) => input switch
    {
        NumberInput number => new Number(number, first),
        CategoryInput category => new Category(category, first, unknown),
        TextInput text => new Text(text, first),
        _ => throw new NotSupportedException($"There is no encoder for {input.GetType().Name}."),
    };

    private sealed class Number(NumberInput input, int first) : InputEncoder(first)
    {
        public override void Add(string cell, Place place, FeatureVector row)
        {
            if (!Cells.TryParseFeature(cell, out double value, out string? reason))
            {
                throw new ToolException($"{place}: '{Cells.Show(cell)}' {reason}, and the column is one of numbers in the model. Correct it or write it as missing ({Cells.MissingForms}).");
            }

            row.Add(First, input.Scaled((float)value));
        }

        public override void AddMean(FeatureVector row) => row.Add(First, input.Scaled((float)input.Mean));
    }

    private sealed class Category(CategoryInput input, int first, UnknownLevelPolicy policy) : InputEncoder(first)
    {
        private const int MostExamples = 3;

        private readonly Dictionary<string, int> _numberOf =
            input.Levels.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);

        private readonly List<string> _examples = [];
        private int _unknownRows;

        public override UnknownLevels? Unknown => _unknownRows > 0 ? new UnknownLevels(input.Column, _unknownRows, _examples) : null;

        public override void Add(string cell, Place place, FeatureVector row)
        {
            if (_numberOf.TryGetValue(cell, out int number))
            {
                row.Add(First + number, 1);
                return;
            }

            if (policy == UnknownLevelPolicy.Refuse)
            {
                throw new ToolException(
                    $"{place}: '{Cells.Show(cell)}' was not there in training, so that the model says nothing of it. It knows {ColumnNames.List([.. input.Levels.Select(level => $"'{Cells.Show(level)}'")], most: 5)}. "
                    + "Correct the value, or give --unknown-levels zero to go on with all features of the column 0 there.");
            }

            _unknownRows++;
            if (_examples.Count < MostExamples && !_examples.Contains(cell))
            {
                _examples.Add(cell);
            }
        }

        public override void AddMean(FeatureVector row)
        {
            for (int level = 0; level < input.Shares.Count; level++)
            {
                row.Add(First + level, (float)input.Shares[level]);
            }
        }
    }

    private sealed class Text : InputEncoder
    {
        private readonly TextInput _input;
        private readonly Dictionary<string, int> _numbers;
        private readonly SortedDictionary<int, int> _counts = [];

        public Text(TextInput input, int first)
            : base(first)
        {
            _input = input;
            _numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int k = 0; k < input.Words.Count; k++)
            {
                _numbers[input.Words[k]] = k;
            }
        }

        public override bool MayBeMissing => false;

        public override void Add(string cell, Place place, FeatureVector row)
        {
            var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            ReadOnlySpan<char> lower = cell.ToLowerInvariant();
            _counts.Clear();
            int position = 0;
            while (Words.Next(lower, ref position, out ReadOnlySpan<char> word))
            {
                if (lookup.TryGetValue(word, out int number))
                {
                    _counts[number] = _counts.GetValueOrDefault(number) + 1;
                }
            }

            float[] weights = [.. _counts.Values];
            int[] numbers = [.. _counts.Keys];
            Words.Weigh(weights, [.. numbers.Select(number => _input.Idf[number])]);
            for (int k = 0; k < weights.Length; k++)
            {
                row.Add(First + numbers[k], weights[k]);
            }
        }
    }
}
