namespace Regularization.Tool;

/// <summary>How well predictions fit known labels.</summary>
internal static class Evaluation
{
    /// <summary>The measures by name, over the rows with both a prediction and a label. Rows of a class that the model does not know are wrong for the misclassification, and left out of the others.</summary>
    public static IReadOnlyList<(string Measure, double Value)> Of(Family family, Predictions predictions, double? quantile = null)
    {
        bool isClass = family == Family.Multinomial || Families.HasTwoClasses(family);
        int[] judged = predictions.Labels is null ? [] : [.. Enumerable.Range(0, predictions.Rows).Where(i => !predictions.IsSkipped(i) && double.IsFinite(predictions.Labels[i]))];
        int[] rows = isClass ? [.. judged.Where(i => predictions.Labels![i] != Predictions.NoClass)] : judged;
        if (rows.Length == 0)
        {
            return judged.Length == 0 ? [] : [("misclassification", 1)];
        }

        double Wrong(Func<int, bool> isRight) => (judged.Length - rows.Count(isRight)) / (double)judged.Length;
        if (family == Family.Multinomial)
        {
            return
            [
                ("deviance", rows.Average(i => -2 * Links.LogProbability(predictions.Row(i), (int)predictions.Labels![i]))),
                ("misclassification", Wrong(i => Links.Largest(predictions.Row(i)) == (int)predictions.Labels![i])),
            ];
        }

        (double Eta, double Y)[] pairs = [.. rows.Select(i => (predictions.Outputs[i], predictions.Labels![i]))];
        return Families.HasTwoClasses(family)
            ?
            [
                ("deviance", pairs.Average(pair => (family == Family.Binomial ? Losses.Logistic : Losses.SquaredHinge).Deviance(pair.Eta, pair.Y))),
                ("misclassification", Wrong(i => predictions.Outputs[i] > 0 == predictions.Labels![i] > 0.5)),
                ("auc", AreaUnderRoc(pairs)),
            ]
            : OfNumbers(family, pairs, quantile);
    }

    private static List<(string Measure, double Value)> OfNumbers(Family family, (double Eta, double Y)[] rows, double? quantile)
    {
        List<(string, double)> measures = [];
        if (family == Family.Poisson)
        {
            measures.Add(("deviance", rows.Average(row => PoissonDeviance(row.Eta, row.Y))));
        }

        if (quantile is { } share)
        {
            return
            [
                ("pinball loss", rows.Average(row => Math.Max(share * (row.Y - row.Eta), (share - 1) * (row.Y - row.Eta)))),
                ("coverage", rows.Average(row => row.Y <= row.Eta ? 1.0 : 0)),
            ];
        }

        (double Prediction, double Y)[] pairs = [.. rows.Select(row => (Links.Mean(family, row.Eta), row.Y))];
        double mean = pairs.Average(row => row.Y);
        double squares = pairs.Average(row => Square(row.Y - row.Prediction)), spread = pairs.Average(row => Square(row.Y - mean));
        return [.. measures, ("squared error", squares), ("absolute error", pairs.Average(row => Math.Abs(row.Y - row.Prediction))), ("R2", 1 - (squares / spread))];
    }

    /// <summary>2 (y log(y / μ) − y + μ) with log μ the linear predictor; NaN for a label that is no count.</summary>
    private static double PoissonDeviance(double eta, double y) =>
        2 * ((y > 0 ? y * (Math.Log(y) - eta) : y == 0 ? 0 : double.NaN) - y + Math.Exp(eta));

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
