namespace Regularization.Tool;

/// <summary>Applies a model to a file.</summary>
internal static class Predictor
{
    private const int RowsBetweenReports = 1024;

    public static Predictions Predict(
        ModelFile model, string path, FileFormat format, TableFormat table, MissingPolicy missing, UnknownLevelPolicy levels, IProgress<double>? progress, CancellationToken cancellation)
    {
        using InputFile file = InputFile.Open(path);
        using EncodedRows rows = EncodedRows.Open(model.Encoding, file, format, table, missing, levels);
        var outputs = new List<double>();
        var labels = new List<double>();
        double[] scores = new double[model.Width];
        var unknown = new UnknownLabels(model.Label);
        while (rows.Read())
        {
            if (rows.IsSkipped)
            {
                Array.Fill(scores, double.NaN);
            }
            else
            {
                model.Score(rows.Row, scores);
                scores[0] += rows.Offset;
            }

            outputs.AddRange(scores);
            labels.Add(rows.HasLabels ? unknown.LabelOf(rows.Label, rows.IsSkipped) : double.NaN);
            if (labels.Count % RowsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(rows.Fraction);
            }
        }

        progress?.Report(1);
        return labels.Count > 0
            ? new Predictions([.. outputs], labels.Exists(double.IsFinite) ? labels : null, [.. rows.Warnings(labels.Count), .. unknown.Warnings(labels.Count)], model.Width)
            : throw new ToolException($"{path}: there are no rows to predict.");
    }
}
