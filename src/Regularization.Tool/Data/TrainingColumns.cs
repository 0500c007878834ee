namespace Regularization.Tool;

/// <summary>The columns of a table that is trained on: which is the label, which are features, and what was read of them.</summary>
internal sealed class TrainingColumns
{
    private readonly DataSettings _settings;
    private readonly int _label;
    private readonly int _weight = -1;
    private readonly int _fold = -1;
    private readonly int _offset = -1;
    private readonly int[] _featureColumns;
    private readonly LabelCollector _labels;
    private readonly WeightCollector? _weights;
    private readonly FoldCollector? _folds;
    private readonly OffsetCollector? _offsets;
    private readonly ColumnCollector[] _features;
    private int _rows;
    private int _rowsSkipped;

    /// <summary>Checks the settings against the header.</summary>
    /// <exception cref="UsageException">A column is named that is not there, or for two things at once; or no feature is left.</exception>
    public TrainingColumns(DataSettings settings, TableReader reader)
    {
        _settings = settings;
        string[] header = reader.Header;
        var uses = new Dictionary<int, string>();
        if (settings.Label is null)
        {
            throw new UsageException($"--label is needed: the name of the column to predict. {settings.File} has: {ColumnNames.List(header)}.");
        }

        _label = Use(settings.Label, "--label");
        _labels = LabelCollector.For(settings.Family, settings.Label, settings.Positive, settings.HasManyClasses);
        if (settings.Weights is not null)
        {
            _weight = Use(settings.Weights, "--weights");
            _weights = new WeightCollector(settings.Weights);
        }

        if ((settings.Offset ?? settings.Exposure) is { } offset)
        {
            _offset = Use(offset, settings.Offset is null ? "--exposure" : "--offset");
            _offsets = new OffsetCollector(settings.Offset is null);
        }

        if (settings.FoldColumn is not null)
        {
            _fold = Use(settings.FoldColumn, "--fold-column");
            _folds = new FoldCollector(settings.FoldColumn);
        }

        UseAll(settings.Ignore, "--ignore");
        var left = Enumerable.Range(0, header.Length).Where(j => !uses.ContainsKey(j)).ToArray();
        UseAll(settings.Text, "--text");
        UseAll(settings.Categorical, "--categorical");
        if (left.Length == 0)
        {
            throw new UsageException($"{settings.File} has no column left for the features: {ColumnNames.List(header)} are all used otherwise.");
        }

        _featureColumns = left;
        _features = [.. left.Select(j => Collector(header[j], uses.GetValueOrDefault(j), settings.Normalize))];

        int Use(string name, string option)
        {
            int column = ColumnNames.Find(header, name, option, settings.File);
            return uses.TryAdd(column, option)
                ? column
                : throw new UsageException($"Column '{name}' is given to both {uses[column]} and {option}; it can be used once.");
        }

        void UseAll(IReadOnlyList<string> names, string option)
        {
            foreach (string name in ColumnNames.Split(header, names).Distinct())
            {
                Use(name, option);
            }
        }
    }

    public void AddRow(TableReader reader)
    {
        int missing = FindMissing(reader.Cells);
        if (missing >= 0)
        {
            if (_settings.Missing == MissingPolicy.Skip)
            {
                _rowsSkipped++;
                return;
            }

            Refuse(reader, missing);
        }

        _rows++;
        _labels.Add(reader.Cells[_label], reader.PlaceOf(_label));
        _weights?.Add(reader.Cells[_weight], reader.PlaceOf(_weight));
        _offsets?.Add(reader.Cells[_offset], reader.PlaceOf(_offset));
        _folds?.Add(reader.Cells[_fold], reader.PlaceOf(_fold));
        for (int k = 0; k < _features.Length; k++)
        {
            int column = _featureColumns[k];
            if (MayBeMissing(k) && Cells.IsMissing(reader.Cells[column]))
            {
                _features[k].AddMissing();
            }
            else
            {
                _features[k].Add(reader.Cells[column], reader.PlaceOf(column));
            }
        }
    }

    public TrainingData Finish()
    {
        if (_rows == 0)
        {
            throw new ToolException(_rowsSkipped == 0
                ? $"{_settings.File}: there is a header but no row after it."
                : $"{_settings.File}: {(_rowsSkipped == 1 ? "the only row has" : $"all {_rowsSkipped:N0} rows have")} a missing value, so --missing skip leaves none. Try --missing mean, or --ignore for columns that are mostly empty.");
        }

        return TrainingData.From([.. _features.Select(feature => feature.Finish())], _labels, _weights, _offsets, _folds, _rowsSkipped);
    }

    private static ColumnCollector Collector(string name, string? use, bool normalize) => use switch
    {
        "--text" => new TextCollector(name),
        "--categorical" => new CategoryCollector(name, insisted: true),
        _ => new UndecidedCollector(name, normalize),
    };

    /// <summary>A text may be empty: it has no words then.</summary>
    private bool MayBeMissing(int feature) => _features[feature] is not TextCollector;

    /// <summary>The first column that must not be missing and is; the label, weight, offset and fold come first, as no mean can stand in for them.</summary>
    private int FindMissing(string[] cells)
    {
        foreach (int column in (ReadOnlySpan<int>)[_label, _weight, _offset, _fold])
        {
            if (column >= 0 && Cells.IsMissing(cells[column]))
            {
                return column;
            }
        }

        for (int k = 0; k < _features.Length && _settings.Missing != MissingPolicy.Mean; k++)
        {
            if (MayBeMissing(k) && Cells.IsMissing(cells[_featureColumns[k]]))
            {
                return _featureColumns[k];
            }
        }

        return -1;
    }

    private void Refuse(TableReader reader, int column)
    {
        bool isFeature = column != _label && column != _weight && column != _offset && column != _fold;
        string cell = reader.Cells[column];
        string what = cell.Length == 0 ? "the value is missing (the cell is empty)" : $"the value is missing ('{cell}')";
        throw new ToolException(
            $"{reader.PlaceOf(column)}: {what}. Give --missing skip to leave out such rows"
            + (isFeature ? $", --missing mean to put the mean there, or --ignore {reader.Header[column]}." : "; no mean can stand in for it."));
    }
}
