using System.Numerics.Tensors;

namespace Regularization.Tool;

/// <summary>Applies a model to a file.</summary>
internal static class Predictor
{
    private const int RowsBetweenReports = 1024;

    public static Predictions Predict(
        ModelFile model, string path, FileFormat format, TableFormat table, MissingPolicy missing, UnknownLevelPolicy levels, IProgress<double>? progress, CancellationToken cancellation)
    {
        using InputFile file = InputFile.OpenData(path);
        using EncodedRows rows = EncodedRows.Open(model.Encoding, file, format, table, missing, levels);
        var outputs = new List<double>();
        var labels = new List<double>();
        double[] scores = new double[model.Width];
        int cutOff = 0;
        Place firstCutOff = default;
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
                if (!double.IsFinite(TensorPrimitives.Sum<double>(scores)))
                {
                    throw new ToolException($"{rows.Place}: the score is beyond what a number can hold; {model.LargestPart(rows.Row)}. Check the model, or the values of the row.");
                }
            }

            if (Families.HasLogLink(model.Family) && scores[0] > Links.LargestExponent && cutOff++ == 0)
            {
                firstCutOff = rows.Place;
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
        IEnumerable<string> tooLarge = cutOff == 0
            ? []
            : [$"The prediction of {Text.Count(cutOff)} of {Text.Count(labels.Count, "row")} is cut off where its exponential would be infinite, the first at {firstCutOff}. Check the values of the row."];
        return labels.Count > 0
            ? new Predictions([.. outputs], labels.Exists(double.IsFinite) ? labels : null, [.. rows.Warnings(labels.Count), .. unknown.Warnings(labels.Count), .. tooLarge], model.Width)
            : throw new ToolException($"{path}: there are no rows to predict.");
    }
}
