namespace Regularization.Tool;

/// <summary>Applies a model to a file.</summary>
internal static class Predictor
{
    private const int RowsBetweenReports = 1024;

    public static Predictions Predict(
        ModelFile model, string path, FileFormat format, TableFormat table, MissingPolicy missing, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (model.IsLibSvm != (format == FileFormat.LibSvm))
        {
            throw new ToolException(model.IsLibSvm
                ? $"{path} is read as {format}, but the model was fitted on a libsvm file: its features are indices, not columns. Give a libsvm file (--format libsvm)."
                : $"{path} is read as libsvm, but the model was fitted on named columns. Give a CSV or TSV file with these columns (--format csv or tsv).");
        }

        using InputFile file = InputFile.Open(path);
        return model.IsLibSvm ? LibSvm(model, file, progress, cancellation) : Table(model, file, table, missing, progress, cancellation);
    }

    private static Predictions Table(ModelFile model, InputFile file, TableFormat table, MissingPolicy missing, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var reader = new TableReader(file, table);
        var scorer = new RowScorer(model, missing, reader.Header, file.Path);
        int label = Array.IndexOf(reader.Header, model.Label.Column);
        var etas = new List<double>();
        var labels = new List<double>();
        while (reader.Read())
        {
            etas.Add(scorer.Score(reader));
            labels.Add(label >= 0 && model.Label.TryParse(reader.Cells[label], out double y) ? y : double.NaN);
            if (etas.Count % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(reader.Fraction);
            }
        }

        progress?.Report(1);
        var warnings = scorer.UnknownLevels.Select(unknown =>
            $"Column '{unknown.Column}' has values that were not there in training ({string.Join(", ", unknown.Examples.Select(value => $"'{Cells.Show(value)}'"))}"
            + $"{(unknown.Examples.Count < unknown.Rows ? " ..." : string.Empty)}) in {unknown.Rows:N0} of {etas.Count:N0} rows; all its features are 0 there.").ToList();
        return Finish(file.Path, etas, label >= 0 ? labels : null, warnings);
    }

    private static Predictions LibSvm(ModelFile model, InputFile file, IProgress<double>? progress, CancellationToken cancellation)
    {
        var reader = new LibSvmReader(file);
        IReadOnlyList<int> indices = ((LibSvmInput)model.Inputs[0]).Indices;
        Dictionary<int, double> coefficientOf = indices.ToDictionary(index => index, _ => 0.0);
        foreach (Coefficient coefficient in model.Coefficients)
        {
            coefficientOf[indices[coefficient.Feature]] = coefficient.Value;
        }

        var etas = new List<double>();
        var labels = new List<double>();
        var unknown = new SortedSet<int>();
        while (reader.Read())
        {
            double eta = model.Intercept;
            for (int k = 0; k < reader.Indices.Count; k++)
            {
                if (coefficientOf.TryGetValue(reader.Indices[k], out double coefficient))
                {
                    eta += reader.Values[k] * coefficient;
                }
                else
                {
                    unknown.Add(reader.Indices[k]);
                }
            }

            etas.Add(eta);
            labels.Add(model.Label.TryParse(reader.Label, out double y) ? y : double.NaN);
            if (etas.Count % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(reader.Fraction);
            }
        }

        progress?.Report(1);
        string[] warnings = unknown.Count == 0
            ? []
            : [$"{unknown.Count:N0} indices were not there in training and count for nothing: {ColumnNames.List([.. unknown.Select(index => $"{index}")], most: 5)}."];
        return Finish(file.Path, etas, labels, warnings);
    }

    private static Predictions Finish(string path, List<double> etas, List<double>? labels, IReadOnlyList<string> warnings) => etas.Count > 0
        ? new Predictions(etas, labels is not null && labels.Exists(double.IsFinite) ? labels : null, warnings)
        : throw new ToolException($"{path}: there are no rows to predict.");
}
