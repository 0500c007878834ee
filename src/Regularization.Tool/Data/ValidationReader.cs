namespace Regularization.Tool;

/// <summary>Reads rows to judge a network by, with the features of the rows that it is trained on.</summary>
internal static class ValidationReader
{
    private const int RowsBetweenReports = 1024;

    /// <summary>Reads a file like that of the training rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How the training file is read.</param>
    /// <param name="encoding">How its features came about, and its label with the scaling.</param>
    /// <param name="isSparse">Whether the training rows are sparse.</param>
    /// <param name="progress">Told the share of the file that has been read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ToolException">The file is not as it must be.</exception>
    public static (NetworkData Data, IReadOnlyList<string> Warnings) Read(
        string path, DataSettings settings, ModelEncoding encoding, bool isSparse, IProgress<double>? progress, CancellationToken cancellation)
    {
        using InputFile file = InputFile.OpenData(path);
        using EncodedRows rows = EncodedRows.Open(encoding, file, settings.Format, settings.Table, settings.Missing, UnknownLevelPolicy.Zero);
        if (!rows.HasLabels)
        {
            throw new ToolException($"{path} has no column '{encoding.Label.Column}', the label, so nothing can be judged by it. Give a file with the columns of {settings.File}.");
        }

        var matrix = new RowMatrixBuilder(encoding.Inputs.Sum(input => input.FeatureCount), isSparse);
        var labels = new List<float>();
        WeightCollector? weights = settings.Weights is null ? null : new WeightCollector(settings.Weights);
        int weight = settings.Weights is null ? -1 : ((EncodedTable)rows).Find(settings.Weights);
        int read = 0;
        while (rows.Read())
        {
            if (!rows.IsSkipped && Label(rows, encoding.Label, settings.Missing) is double y)
            {
                matrix.Add(rows.Row);
                labels.Add((float)encoding.Label.Scaled(y));
                if (weights is not null)
                {
                    (string cell, Place place) = ((EncodedTable)rows).CellOf(weight);
                    weights.Add(cell, place);
                }
            }

            if (++read % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(rows.Fraction);
            }
        }

        progress?.Report(1);
        if (labels.Count == 0)
        {
            throw new ToolException($"{path}: there are no rows to judge the network by{(read > 0 ? $"; all {read:N0} have a missing value" : string.Empty)}.");
        }

        RowMatrix x = matrix.Finish();
        float[] y32 = [.. labels];
        NetworkData data = weights is null ? new NetworkData(x, y32) : new NetworkData(x, y32) { Weights = [.. weights.Finish().Select(w => (float)w)] };
        return (data, [.. rows.Warnings(read)]);
    }

    /// <summary>The label of the current row; null if it is to be skipped.</summary>
    private static double? Label(EncodedRows rows, ModelLabel label, MissingPolicy missing)
    {
        if (label.TryParse(rows.Label, out double y))
        {
            return y;
        }

        if (Cells.IsMissing(rows.Label))
        {
            return missing == MissingPolicy.Skip
                ? null
                : throw new ToolException($"{rows.LabelPlace}: the label is missing. Give --missing skip to leave out such rows; no mean can stand in for it.");
        }

        IReadOnlyList<string>? classes = label.Classes ?? (label.Positive is null ? null : [label.Negative!, label.Positive]);
        throw new ToolException($"{rows.LabelPlace}: the label '{Cells.Show(rows.Label)}' "
            + (classes is null ? "is not a finite number. Correct it or leave the row out." : $"is no class of the training rows, which are {ColumnNames.List([.. classes])}. Correct it or leave the row out."));
    }
}
