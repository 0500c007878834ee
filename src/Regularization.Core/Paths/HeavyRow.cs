namespace Regularization;

/// <summary>A single row that makes up most of the error of the held-out rows, which then says little of the others.</summary>
internal static class HeavyRow
{
    /// <summary>Of fewer rows, or of a class with fewer, one may well make up most of the error.</summary>
    private const int LeastRows = 20;

    private const double MostShare = 0.5;

    /// <summary>
    /// The warning where one row makes up most of the mean deviance, and more than half of the null model's beside it, at the lambda of the smallest deviance, or, where that is the null model's because of
    /// the row, half way down the path and at its end; else null, as of a constant response, whose deviances are rounding. Of very many rows only those are looked at whose predictions were kept (<see cref="HeldOutPredictions"/>).
    /// </summary>
    public static string? Warning(CrossValidationResult result, Loss loss, HeldOutPredictions noted)
    {
        if (result.Path.NullDeviance == 0 || Fewest(loss, noted) < LeastRows)
        {
            return null;
        }

        string advice = loss.IsClassification ? "Where it is wrong, correct it or leave it out." : $"Where it is wrong, correct it or leave it out; where not, use the logarithm of what is so far out{(loss.IsSquared ? ", or a robust loss such as Huber's" : string.Empty)}.";
        int last = result.Lambdas.Count - 1;
        return At(result.IndexMin) is { } chosen ? $"{chosen}: lambda is chosen by it and not by the others. {advice}"
            : result.Path[result.IndexMin].NonzeroCount == 0 && At(last / 2) is { } rest && At(last) is not null ? $"{rest} and below, so that no feature was chosen. {advice}"
            : null;

        string? At(int k)
        {
            double[] eta = noted.At(k);
            double most = 0, mean = result.Deviance.Mean[k];
            int heaviest = 0;
            for (int s = 0; s < eta.Length; s++)
            {
                double share = noted.Weights[s] * loss.Deviance(eta[s], noted.Y[s]);
                (most, heaviest) = share > most ? (share, s) : (most, heaviest);
            }

            return most > MostShare * mean && most > MostShare * result.Path.NullDeviance
                ? FormattableString.Invariant($"Row {noted.Rows[heaviest]}, counted from 0 among those used, makes up {Percent.Of(Math.Min(1, most / mean))} of the mean deviance of the held-out rows at lambda {result.Lambdas[k]:g4}")
                : null;
        }
    }

    /// <summary>How many rows there are, or of a classification how many of the rarest class.</summary>
    private static int Fewest(Loss loss, HeldOutPredictions noted)
    {
        double[] y = [.. noted.Y.Where((_, s) => noted.Weights[s] > 0)];
        return loss.IsClassification ? y.CountBy(value => value).Min(c => c.Value) : y.Length;
    }
}
