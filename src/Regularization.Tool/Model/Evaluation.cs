namespace Regularization.Tool;

/// <summary>How well predictions fit known labels.</summary>
internal static class Evaluation
{
    /// <summary>The measures by name, over the rows with both a prediction and a label.</summary>
    public static IReadOnlyList<(string Measure, double Value)> Of(Family family, Predictions predictions)
    {
        (double Eta, double Y)[] rows =
            [.. predictions.LinearPredictors.Zip(predictions.Labels ?? []).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second))];
        if (rows.Length == 0)
        {
            return [];
        }

        if (family == Family.Gaussian)
        {
            double mean = rows.Average(row => row.Y);
            double squares = rows.Average(row => Square(row.Y - row.Eta)), spread = rows.Average(row => Square(row.Y - mean));
            return [("squared error", squares), ("absolute error", rows.Average(row => Math.Abs(row.Y - row.Eta))), ("R2", 1 - (squares / spread))];
        }

        return
        [
            ("deviance", rows.Average(row => Losses.Logistic.Deviance(row.Eta, row.Y))),
            ("misclassification", rows.Average(row => row.Eta > 0 == row.Y > 0.5 ? 0.0 : 1.0)),
            ("auc", AreaUnderRoc(rows)),
        ];
    }

    /// <summary>The probability that a positive row has the larger predictor than a negative one, ties counting half; NaN if there is one class only.</summary>
    private static double AreaUnderRoc((double Eta, double Y)[] rows)
    {
        double below = 0, positives = 0, area = 0;
        foreach (IGrouping<double, (double Eta, double Y)> tied in rows.GroupBy(row => row.Eta).OrderBy(group => group.Key))
        {
            int positive = tied.Count(row => row.Y > 0.5);
            int negative = tied.Count() - positive;
            area += positive * (below + (negative / 2.0));
            below += negative;
            positives += positive;
        }

        return positives > 0 && below > 0 ? area / (positives * below) : double.NaN;
    }

    private static double Square(double value) => value * value;
}
