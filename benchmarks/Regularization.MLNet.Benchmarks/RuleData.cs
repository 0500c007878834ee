using System.Globalization;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.Benchmarks;

/// <summary>A table for the benchmark of rules: numbers as they are, categories as one slot a level, and five parts of its rows that are held out in turn.</summary>
internal sealed class RuleData
{
    public const int Splits = 5;

    private static readonly Source[] Sources =
    [
        new("boston_housing", "MEDV", null, ["boston_housing/boston.csv"]),
        new("abalone", "rings", null, ["abalone/abalone.csv"]),
        new("california_housing", "medianHouseValue", null, ["california_housing/cal_housing.csv"]),
        new("wine_quality", "quality", null, ["wine_quality/winequality_red.csv", "wine_quality/winequality_white.csv"]),
        new("wdbc", "diagnosis", "M", ["breast_cancer_wdbc/wdbc.csv"]) { Left = "id" },
        new("saheart", "chd", "1", ["saheart/SAheart.csv"]),
        new("adult", "income", ">50K", ["adult/adult_train.csv"]),
        new("higgs_7k", "label", "1", ["higgs_7k/higgs_train.csv"]),
    ];

    private readonly List<float[]> _rows = [];
    private readonly List<float> _labels = [];
    private readonly string[] _slots;
    private readonly int[] _partOfRow;

    private RuleData(Source source, string folder)
    {
        (Name, IsBinary) = (source.Name, source.Positive is not null);
        var cells = new List<string[]>();
        string[] header = [];
        for (int f = 0; f < source.Files.Length; f++)
        {
            string[][] table = [.. Lines(Path.Combine(folder, source.Files[f])).Select(line => line.Split(','))];
            header = table[0];
            cells.AddRange(table[1..].Select(row => source.Files.Length > 1 ? [.. row, f.ToString(CultureInfo.InvariantCulture)] : row));
        }

        if (source.Files.Length > 1)
        {
            header = [.. header, "file"];
        }

        // A column is of numbers, or each of its levels becomes a slot.
        var slots = new List<(string Name, int Column, string? Level)>();
        for (int c = 0; c < header.Length; c++)
        {
            int column = c;
            if (header[c] == source.Label || header[c] == source.Left)
            {
                continue;
            }

            if (cells.TrueForAll(row => float.TryParse(row[column], CultureInfo.InvariantCulture, out _)))
            {
                slots.Add((header[c], c, null));
            }
            else
            {
                slots.AddRange(cells.Select(row => row[column]).Distinct().Order(StringComparer.Ordinal).Select(level => ($"{header[column]}={level}", column, (string?)level)));
            }
        }

        int label = Array.IndexOf(header, source.Label);
        foreach (string[] row in cells)
        {
            _rows.Add([.. slots.Select(slot => slot.Level is null ? float.Parse(row[slot.Column], CultureInfo.InvariantCulture) : row[slot.Column] == slot.Level ? 1f : 0f)]);
            _labels.Add(source.Positive is null ? float.Parse(row[label], CultureInfo.InvariantCulture) : row[label] == source.Positive ? 1 : 0);
        }

        _slots = [.. slots.Select(slot => slot.Name)];
        _partOfRow = [.. Enumerable.Range(0, _rows.Count).Select(i => i % Splits)];
        new Random(1).Shuffle(_partOfRow);
    }

    public static IEnumerable<string> Names => Sources.Select(source => source.Name);

    public string Name { get; }

    public bool IsBinary { get; }

    public int Features => _slots.Length;

    public int Rows => _rows.Count;

    public static RuleData Read(string name, string folder) => new(Sources.Single(source => source.Name == name), folder);

    /// <summary>The rows of a split to train on, four fifths, and those to judge by.</summary>
    public (IDataView Train, IDataView Test, float[] TestLabels) Split(MLContext ml, int split)
    {
        int[] train = [.. Enumerable.Range(0, Rows).Where(i => _partOfRow[i] != split)], test = [.. Enumerable.Range(0, Rows).Where(i => _partOfRow[i] == split)];
        return (View(ml, train), View(ml, test), [.. test.Select(i => _labels[i])]);
    }

    private IDataView View(MLContext ml, int[] rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Features);
        schema[nameof(Row.Features)].AddAnnotation(
            "SlotNames", new VBuffer<ReadOnlyMemory<char>>(Features, [.. _slots.Select(slot => slot.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, Features));
        Row[] all = [.. rows.Select(i => new Row { Number = _labels[i], Label = _labels[i] > 0.5, Features = _rows[i] })];
        return ml.Data.LoadFromEnumerable(all, schema);
    }

    private static IEnumerable<string> Lines(string path)
    {
        using Stream stream = File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            yield return line;
        }
    }

    private sealed record Source(string Name, string Label, string? Positive, string[] Files)
    {
        /// <summary>A column that is no feature.</summary>
        public string? Left { get; init; }
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }
}
