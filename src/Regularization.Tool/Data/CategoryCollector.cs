namespace Regularization.Tool;

/// <summary>A column of categories: a code for each row and the levels behind the codes.</summary>
/// <param name="column">The name of the column.</param>
/// <param name="insisted">Whether the user says that it is one, so that any number of levels is right.</param>
internal sealed class CategoryCollector(string column, bool insisted) : ColumnCollector
{
    private const int FewLevels = 20;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<int> _codeOfRow = [];

    public override void Add(string cell, Place place)
    {
        if (!_codes.TryGetValue(cell, out int code))
        {
            code = _codes.Count;
            _codes.Add(cell, code);
        }

        _codeOfRow.Add(code);
    }

    public override void AddMissing() => _codeOfRow.Add(-1);

    public override FeatureBlock Finish()
    {
        if (!insisted && _codes.Keys.FirstOrDefault(Cells.HasDecimalComma) is { } comma && _codes.Keys.All(level => Cells.HasDecimalComma(level) || Cells.IsNumber(level)))
        {
            throw new ToolException(
                $"Column '{column}' has values such as '{Cells.Show(comma)}', numbers with a decimal comma. Write decimals with a point, or give --categorical {column} "
                + "if the values are names all the same.");
        }

        if (!insisted && _codes.Count > FewLevels && _codes.Count > _codeOfRow.Count / 2)
        {
            throw new ToolException(
                $"Column '{column}' is not a number and has {_codes.Count:N0} different values in {Text.Count(_codeOfRow.Count, "row")}, which looks like text or an identifier. "
                + $"Give --ignore {column} to leave it out, --text {column} to use its words, or --categorical {column} for a 0/1 feature of each value.");
        }

        string[] levels = Labels.Sorted(_codes.Keys);
        int[] rank = new int[levels.Length];
        for (int level = 0; level < levels.Length; level++)
        {
            rank[_codes[levels[level]]] = level;
        }

        int[] counts = new int[levels.Length];
        for (int i = 0; i < _codeOfRow.Count; i++)
        {
            if (_codeOfRow[i] >= 0)
            {
                _codeOfRow[i] = rank[_codeOfRow[i]];
                counts[_codeOfRow[i]]++;
            }
        }

        int known = Math.Max(1, counts.Sum());
        var input = new CategoryInput { Column = column, Levels = levels, Shares = [.. counts.Select(count => (double)count / known)] };
        return new Block(input, _codeOfRow, counts);
    }

    private sealed class Block(CategoryInput input, List<int> levelOfRow, int[] counts) : FeatureBlock(input)
    {
        private readonly int[] _missing = [.. Enumerable.Range(0, levelOfRow.Count).Where(i => levelOfRow[i] < 0)];

        public override long Nonzeros => levelOfRow.Count - _missing.Length + ((long)_missing.Length * Count);

        public override void WriteTo(DesignWriter writer)
        {
            // Rows by level, then each level with the rows where it is not known whether they have it.
            int[][] rows = [.. counts.Select(count => new int[count])];
            int[] filled = new int[counts.Length];
            for (int i = 0; i < levelOfRow.Count; i++)
            {
                int level = levelOfRow[i];
                if (level >= 0)
                {
                    rows[level][filled[level]++] = i;
                }
            }

            for (int level = 0; level < rows.Length; level++)
            {
                writer.NextColumn();
                WriteLevel(writer, rows[level], (float)((CategoryInput)Input).Shares[level]);
            }
        }

        private void WriteLevel(DesignWriter writer, int[] rows, float share)
        {
            int m = 0;
            foreach (int row in rows)
            {
                for (; m < _missing.Length && _missing[m] < row; m++)
                {
                    writer.Add(_missing[m], share);
                }

                writer.Add(row, 1);
            }

            for (; m < _missing.Length; m++)
            {
                writer.Add(_missing[m], share);
            }
        }
    }
}
