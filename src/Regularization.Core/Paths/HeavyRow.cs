namespace Regularization;

/// <summary>A single row that makes up most of the error of the held-out rows, which then says little of the others.</summary>
internal static class HeavyRow
{
    /// <summary>With fewer rows one may well make up most of the error.</summary>
    private const int LeastRows = 20;

    private const double MostShare = 0.5;

    /// <summary>
    /// The warning where one row makes up most of the mean deviance, and more than half of the null model's beside it, at the lambda of the smallest deviance, or, as that may be the null model because of the row, half way down the path
    /// and at its end; else null, as of a constant response, whose deviances are rounding. Of very many rows only those are looked at whose predictions were kept.
    /// </summary>
    public static string? Warning(CrossValidationResult result, Loss loss, HeldOutPredictions noted)
    {
        int last = result.Lambdas.Count - 1;
        return result.FoldOfRow.Count < LeastRows || result.Path.NullDeviance == 0 ? null : At(result.IndexMin) ?? (At(last / 2) is null ? null : At(last));

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
                ? FormattableString.Invariant($"Row {noted.Rows[heaviest]}, counted from 0, makes up {Percent.Of(Math.Min(1, most / mean))} of the mean deviance of the held-out rows at lambda {result.Lambdas[k]:g4}: lambda is chosen by it and not by the others. Where it is wrong, correct it or leave it out; where not, use the logarithm of what is so far out.")
                : null;
        }
    }
}
