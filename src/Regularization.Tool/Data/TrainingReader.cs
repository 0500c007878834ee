using System.Runtime.InteropServices;

namespace Regularization.Tool;

/// <summary>Reads a file to train on.</summary>
internal static class TrainingReader
{
    private const int RowsBetweenReports = 1024;

    /// <summary>Reads the file that the settings name.</summary>
    /// <param name="settings">The file and its columns.</param>
    /// <param name="progress">Told the share of the file that has been read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ToolException">The file is not as it must be.</exception>
    /// <exception cref="UsageException">The settings do not fit the file.</exception>
    public static TrainingData Read(DataSettings settings, IProgress<double>? progress, CancellationToken cancellation)
    {
        using InputFile file = InputFile.OpenData(settings.File);
        try
        {
            return settings.Format == FileFormat.LibSvm ? ReadLibSvm(settings, file, progress, cancellation) : ReadTable(settings, file, progress, cancellation);
        }
        catch (ToolException e) when (file.Damage() is { } damage)
        {
            throw new ToolException(damage.Message, e);
        }
    }

    private static TrainingData ReadTable(DataSettings settings, InputFile file, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var reader = new TableReader(file, settings.Table);
        var columns = new TrainingColumns(settings, reader);
        for (int row = 1; reader.Read(); row++)
        {
            columns.AddRow(reader);
            if (row % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(reader.Fraction);
            }
        }

        progress?.Report(1);
        return columns.Finish();
    }

    private static TrainingData ReadLibSvm(DataSettings settings, InputFile file, IProgress<double>? progress, CancellationToken cancellation)
    {
        var reader = new LibSvmReader(file);
        LabelCollector labels = LabelCollector.For(settings.Family, null, settings.Positive, settings.HasManyClasses);
        var numbers = new Dictionary<int, int>();
        var entries = new RowEntries();
        var spreads = new List<Float32Spread>();
        int rows = 0;
        while (reader.Read())
        {
            labels.Add(reader.Label, reader.Place);
            for (int k = 0; k < reader.Indices.Count; k++)
            {
                if ((float)reader.Values[k] != 0)
                {
                    if (numbers.TryAdd(reader.Indices[k], numbers.Count))
                    {
                        spreads.Add(new Float32Spread());
                    }

                    int number = numbers[reader.Indices[k]];
                    entries.Add(number, (float)reader.Values[k]);
                    CollectionsMarshal.AsSpan(spreads)[number].Add(reader.Values[k]);
                }
            }

            entries.EndRow();
            if (++rows % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(reader.Fraction);
            }
        }

        progress?.Report(1);
        if (rows == 0)
        {
            throw new ToolException($"{file.Path}: the file has no rows.");
        }

        if (numbers.Count == 0)
        {
            throw new ToolException($"{file.Path}: no row has a value other than 0, so there are no features.");
        }

        int[] indices = [.. numbers.Keys.Order()];
        foreach (int index in indices)
        {
            Float32Spread spread = spreads[numbers[index]];
            if (spread.Count == rows)
            {
                spread.Require($"Index {index}", string.Empty);
            }
        }

        int[] order = [.. indices.Select(index => numbers[index])];
        float[]? sizes = settings.Normalize ? entries.ScaleToLargest() : null;
        var input = new LibSvmInput { Indices = indices, Sizes = sizes is null ? null : [.. order.Select(number => sizes[number])] };
        FeatureBlock block = entries.ToBlock(input, order);
        return TrainingData.From([block], labels, weights: null, offsets: null, folds: null, rowsSkipped: 0);
    }
}
