namespace Regularization;

/// <summary>What held-out rows say of each lambda and blend.</summary>
/// <remarks>
/// <example>See <see cref="RelaxedCrossValidator"/>.</example>
/// </remarks>
public sealed class RelaxedCrossValidationResult
{
    internal RelaxedCrossValidationResult(RelaxedPath path, double[] gammas, CrossValidationCurve[] deviance, int[] foldOfRow, int unconverged, int penalizedOnly, double seconds)
    {
        (Path, Gammas, Deviance, FoldOfRow, UnconvergedFoldFits, FoldFitsWithoutRefit, Seconds) = (path, gammas, deviance, foldOfRow, unconverged, penalizedOnly, seconds);
        double least = deviance.Min(curve => curve.Mean.Min());
        (int Index, int Blend) best = FirstWithin(least);
        (IndexMin, GammaMin) = (best.Index, gammas[best.Blend]);
        CrossValidationCurve at = deviance[best.Blend];
        (int Index, int Blend) sparse = FirstWithin(least + (double.IsNaN(at.StandardError[IndexMin]) ? 0 : at.StandardError[IndexMin]));
        (IndexOneStandardError, GammaOneStandardError) = (sparse.Index, gammas[sparse.Blend]);
    }

    /// <summary>The path of all rows with its refits.</summary>
    public RelaxedPath Path { get; }

    /// <summary>The blends γ, ascending.</summary>
    public IReadOnlyList<double> Gammas { get; }

    /// <summary>For each γ the mean deviance of held-out rows over the lambdas.</summary>
    public IReadOnlyList<CrossValidationCurve> Deviance { get; }

    /// <summary>The position of <see cref="LambdaMin"/>.</summary>
    public int IndexMin { get; }

    /// <summary>The blend of the smallest mean deviance.</summary>
    public double GammaMin { get; }

    /// <summary>The lambda of the smallest mean deviance; the largest, and there the largest γ, if several tie.</summary>
    public double LambdaMin => Path.Path[IndexMin].Lambda;

    /// <summary>The position of <see cref="LambdaOneStandardError"/>.</summary>
    public int IndexOneStandardError { get; }

    /// <summary>The largest blend that is within one standard error at <see cref="LambdaOneStandardError"/>.</summary>
    public double GammaOneStandardError { get; }

    /// <summary>The largest lambda at which some blend is within one standard error of the smallest mean deviance.</summary>
    public double LambdaOneStandardError => Path.Path[IndexOneStandardError].Lambda;

    /// <summary>The fold of each row.</summary>
    public IReadOnlyList<int> FoldOfRow { get; }

    /// <summary>How many of the penalised fits without a fold did not reach the tolerance.</summary>
    public int UnconvergedFoldFits { get; }

    /// <summary>How many of the fits without a fold have no refit, so that the penalised solution was judged for every γ.</summary>
    public int FoldFitsWithoutRefit { get; }

    /// <summary>What the user should know: fits of folds that did not converge, a response that is constant, folds that leave a single row to train on.</summary>
    public IReadOnlyList<string> Warnings => field ??= FoldWarnings.Of(UnconvergedFoldFits, (FoldOfRow.Max() + 1) * Path.Path.Count, Path.Path.NullDeviance, FoldOfRow);

    /// <summary>Seconds spent.</summary>
    public double Seconds { get; }

    /// <summary>The blend on all rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public Solution Select(SelectionRule rule) =>
        rule.Check() == SelectionRule.OneStandardError ? Path.At(IndexOneStandardError, GammaOneStandardError) : Path.At(IndexMin, GammaMin);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Counted.Of(FoldOfRow.Max() + 1, "fold")}, {Counted.Of(Path.Path.Count, "lambda")}, {Counted.Of(Gammas.Count, "blend")}: smallest deviance at lambda {LambdaMin:g4}, gamma {GammaMin:g3}; within one standard error at lambda {LambdaOneStandardError:g4}, gamma {GammaOneStandardError:g3}; {Seconds:0.000} s");

    /// <summary>The largest lambda, and there the largest γ, with a mean deviance of at most this.</summary>
    private (int Index, int Blend) FirstWithin(double most)
    {
        for (int k = 0; k < Path.Path.Count; k++)
        {
            for (int g = Gammas.Count - 1; g >= 0; g--)
            {
                if (Deviance[g].Mean[k] <= most)
                {
                    return (k, g);
                }
            }
        }

        // No mean is a number.
        return (0, Gammas.Count - 1);
    }
}
