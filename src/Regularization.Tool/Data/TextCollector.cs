using System.Runtime.InteropServices;

namespace Regularization.Tool;

/// <summary>A column of text, kept as the counts of its words.</summary>
internal sealed class TextCollector(string column) : ColumnCollector
{
    /// <summary>A word of one row alone says nothing about another row.</summary>
    private const int LeastRows = 2;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly RowEntries _entries = new();
    private readonly Dictionary<int, int> _countsOfRow = [];

    public override void Add(string cell, Place place)
    {
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> lower = cell.ToLowerInvariant();
        _countsOfRow.Clear();
        int position = 0;
        while (Words.Next(lower, ref position, out ReadOnlySpan<char> word))
        {
            if (!lookup.TryGetValue(word, out int number))
            {
                number = _numbers.Count;
                lookup[word] = number;
            }

            _countsOfRow[number] = _countsOfRow.GetValueOrDefault(number) + 1;
        }

        foreach ((int number, int count) in _countsOfRow)
        {
            _entries.Add(number, count);
        }

        _entries.EndRow();
    }

    public override void AddMissing() => _entries.EndRow();

    public override FeatureBlock Finish()
    {
        string[] words = [.. _numbers.Where(pair => _entries.RowsOfColumn[pair.Value] >= LeastRows).Select(pair => pair.Key)];
        Array.Sort(words, StringComparer.Ordinal);
        if (words.Length == 0)
        {
            throw new ToolException($"Column '{column}' has no word that occurs in at least {LeastRows} rows, so --text {column} gives no features. Is it the right column?");
        }

        int[] order = [.. words.Select(word => _numbers[word])];
        double[] idf = new double[_numbers.Count];
        foreach (int number in order)
        {
            idf[number] = Words.Idf(_entries.Rows, _entries.RowsOfColumn[number]);
        }

        Weigh(idf);
        return _entries.ToBlock(new TextInput { Column = column, Words = words, Idf = [.. order.Select(number => idf[number])] }, order);
    }

    /// <summary>Words that are left out have an idf of 0 here, and so a weight of 0.</summary>
    private void Weigh(double[] idf)
    {
        var idfOfRow = new List<double>();
        for (int i = 0; i < _entries.Rows; i++)
        {
            _entries.Row(i, out ReadOnlySpan<int> columns, out Span<float> values);
            idfOfRow.Clear();
            foreach (int number in columns)
            {
                idfOfRow.Add(idf[number]);
            }

            Words.Weigh(values, CollectionsMarshal.AsSpan(idfOfRow));
        }
    }
}
