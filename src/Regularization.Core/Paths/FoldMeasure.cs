namespace Regularization;

/// <summary>A measure of the held-out rows of one fold, given their linear predictors.</summary>
internal sealed record FoldMeasure(string Name, bool HigherIsBetter, Func<FoldPredictions, double> Value) : Measure(Name, HigherIsBetter)
{
    /// <summary>The value of a row, given its linear predictor and response, of which the measure is the mean; null if it is none.</summary>
    public Func<double, double, double>? OfRow { get; init; }

    /// <summary>The measures that make sense for a loss; the first, the deviance, is what lambda is chosen by.</summary>
    public static FoldMeasure[] For(Loss loss)
    {
        var deviance = MeanOf("deviance", loss.Deviance);
        return loss is QuantileLoss { Quantile: var quantile }
            ?
            [
                deviance,
                MeanOf("pinball loss", (eta, y) => Math.Max(quantile * (y - eta), (quantile - 1) * (y - eta))),
                MeanOf("coverage", (eta, y) => y <= eta ? 1 : 0) with { Target = quantile },
            ]
            : loss.IsClassification
            ?
            [
                deviance,
                MeanOf("misclassification", (eta, y) => (eta > 0) == (y > 0.5) ? 0 : 1),
                new FoldMeasure("auc", true, fold => fold.AreaUnderRoc()) { MayBeMissing = true },
            ]
            :
            [
                deviance,
                MeanOf("squared error", (eta, y) => Square(y - loss.Mean(eta))),
                MeanOf("absolute error", (eta, y) => Math.Abs(y - loss.Mean(eta))),
            ];
    }

    private static FoldMeasure MeanOf(string name, Func<double, double, double> ofRow) => new(name, false, fold => fold.WeightedMean(ofRow)) { OfRow = ofRow };

    private static double Square(double d) => d * d;
}

/// <summary>Linear predictors, responses and weights of the held-out rows of one fold.</summary>
internal sealed class FoldPredictions(double[] eta, double[] y, double[] weights)
{
    public double WeightedMean(Func<double, double, double> value)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            sum += weights[i] * value(eta[i], y[i]);
            total += weights[i];
        }

        return sum / total;
    }

    /// <summary>The standard error of the mean over rows: (Σ w (value − mean)² / Σ w / (n − 1))^½.</summary>
    public double StandardError(Func<double, double, double> value, double mean)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            double away = value(eta[i], y[i]) - mean;
            sum += weights[i] * away * away;
            total += weights[i];
        }

        return Math.Sqrt(sum / total / (eta.Length - 1));
    }

    /// <summary>The weighted probability that a positive row has the larger predictor than a negative one, ties counting half; NaN if the fold has one class only.</summary>
    public double AreaUnderRoc()
    {
        int[] order = new int[eta.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort((double[])eta.Clone(), order);
        double below = 0, positives = 0, area = 0;
        for (int start = 0; start < order.Length;)
        {
            double tiedNegative = 0, tiedPositive = 0, value = eta[order[start]];
            for (; start < order.Length && eta[order[start]] == value; start++)
            {
                double w = weights[order[start]];
                if (y[order[start]] > 0.5)
                {
                    tiedPositive += w;
                }
                else
                {
                    tiedNegative += w;
                }
            }

            area += tiedPositive * (below + (tiedNegative / 2));
            below += tiedNegative;
            positives += tiedPositive;
        }

        return positives > 0 && below > 0 ? area / (positives * below) : double.NaN;
    }
}
