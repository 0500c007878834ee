namespace Regularization.Tool;

/// <summary>What one column of a row adds to the linear predictor.</summary>
internal abstract class InputScorer
{
    /// <summary>Whether a cell can be missing; a text cannot, it is empty.</summary>
    public virtual bool MayBeMissing => true;

    /// <summary>What a missing value adds under <c>--missing mean</c>.</summary>
    public virtual double Mean => 0;

    /// <summary>The levels met that the model does not know, if any.</summary>
    public virtual UnknownLevels? Unknown => null;

    public abstract void Add(string cell, Place place, ref double eta);

    public static InputScorer For(ColumnInput input, double[] coefficients) => input switch
    {
        NumberInput number => new Number(number, coefficients[0]),
        CategoryInput category => new Category(category, coefficients),
        TextInput text => new Text(text, coefficients),
        _ => throw new NotSupportedException($"There is no scorer for {input.GetType().Name}."),
    };

    private sealed class Number(NumberInput input, double coefficient) : InputScorer
    {
        public override double Mean => (float)input.Mean * coefficient;

        public override void Add(string cell, Place place, ref double eta)
        {
            if (!Cells.TryParseFeature(cell, out float value, out string? reason))
            {
                throw new ToolException($"{place}: '{Cells.Show(cell)}' {reason}, and the column is one of numbers in the model. Correct it or write it as missing ({Cells.MissingForms}).");
            }

            eta += value * coefficient;
        }
    }

    private sealed class Category(CategoryInput input, double[] coefficients) : InputScorer
    {
        private const int MostExamples = 3;

        private readonly Dictionary<string, double> _coefficientOf =
            input.Levels.Zip(coefficients).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

        private readonly List<string> _examples = [];
        private int _unknownRows;

        public override double Mean { get; } = input.Shares.Zip(coefficients, (share, coefficient) => (float)share * coefficient).Sum();

        public override UnknownLevels? Unknown => _unknownRows > 0 ? new UnknownLevels(input.Column, _unknownRows, _examples) : null;

        public override void Add(string cell, Place place, ref double eta)
        {
            if (_coefficientOf.TryGetValue(cell, out double coefficient))
            {
                eta += coefficient;
                return;
            }

            _unknownRows++;
            if (_examples.Count < MostExamples && !_examples.Contains(cell))
            {
                _examples.Add(cell);
            }
        }
    }

    private sealed class Text : InputScorer
    {
        private readonly TextInput _input;
        private readonly double[] _coefficients;
        private readonly Dictionary<string, int> _numbers;
        private readonly Dictionary<int, int> _counts = [];

        public Text(TextInput input, double[] coefficients)
        {
            (_input, _coefficients) = (input, coefficients);
            _numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int k = 0; k < input.Words.Count; k++)
            {
                _numbers[input.Words[k]] = k;
            }
        }

        public override bool MayBeMissing => false;

        public override void Add(string cell, Place place, ref double eta)
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
                eta += weights[k] * _coefficients[numbers[k]];
            }
        }
    }
}
