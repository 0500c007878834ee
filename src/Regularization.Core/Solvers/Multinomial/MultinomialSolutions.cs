namespace Regularization;

/// <summary>From coefficients of the standardised features to a solution on the original scale.</summary>
internal static class MultinomialSolutions
{
    /// <summary>The coefficients and the intercepts, of mean 0; the rest is for the caller to fill in.</summary>
    public static MultinomialSolution Of(MultinomialContext context, MultinomialPoint point)
    {
        int classes = context.Classes, p = context.Columns;
        double[] intercepts = [.. point.Rows.Intercept];
        var coefficients = new SparseCoefficients[classes];
        for (int k = 0; k < classes; k++)
        {
            var indices = new List<int>();
            var values = new List<double>();
            for (int j = 0; j < p; j++)
            {
                double b = point.Beta[(k * p) + j];
                if (b != 0)
                {
                    (double lower, double upper) = context.Penalty.Bounds(j);
                    indices.Add(j);
                    values.Add(Math.Clamp(b * context.Design.InverseScale[j], lower, upper));
                    intercepts[k] -= values[^1] * context.Design.Center[j];
                }
            }

            coefficients[k] = new SparseCoefficients(p, [.. indices], [.. values]);
        }

        double mean = intercepts.Average();
        return new MultinomialSolution
        {
            Lambda = 0,
            Intercepts = [.. intercepts.Select(b => context.Options.Intercept ? b - mean : 0)],
            Coefficients = coefficients,
            DualityGap = double.NaN,
            DevianceExplained = 0,
            Objective = 0,
            Epochs = 0,
            Seconds = 0,
            Status = FitStatus.Converged,
        };
    }
}
