namespace Regularization;

/// <summary>The numbers of a path that are the same for linear and multinomial models.</summary>
/// <param name="Lambdas">The lambdas, descending.</param>
/// <param name="Nonzeros">Nonzero coefficients.</param>
/// <param name="Explained">The deviance explained on the training rows.</param>
/// <param name="Proofs">Duality gaps or KKT residuals.</param>
/// <param name="ProofName">Which of the two.</param>
/// <param name="Seconds">Seconds of each fit.</param>
/// <param name="Coefficients">The coefficients of each class (one for linear models) at each lambda.</param>
/// <param name="Scale">What each feature was divided by.</param>
internal sealed record PathSteps(
    double[] Lambdas, int[] Nonzeros, double[] Explained, double[] Proofs, string ProofName, double[] Seconds, SparseCoefficients[][] Coefficients, IReadOnlyList<double> Scale)
{
    /// <summary>How many lambdas.</summary>
    public int Count => Lambdas.Length;

    /// <summary>The steps of a path.</summary>
    public static PathSteps Of(RegularizationPath path) => new(
        [.. path.Select(s => s.Lambda)],
        [.. path.Select(s => s.NonzeroCount)],
        [.. path.Select(s => s.DevianceExplained)],
        [.. path.Select(s => s.Proof)],
        path.Count > 0 ? path[0].ProofName : "gap",
        [.. path.Select(s => s.Seconds)],
        [[.. path.Select(s => s.Coefficients)]],
        path.Scale);

    /// <inheritdoc cref="Of(RegularizationPath)"/>
    public static PathSteps Of(MultinomialPath path) => new(
        [.. path.Select(s => s.Lambda)],
        [.. path.Select(s => s.NonzeroCount)],
        [.. path.Select(s => s.DevianceExplained)],
        [.. path.Select(s => s.DualityGap)],
        "gap",
        [.. path.Select(s => s.Seconds)],
        [.. Enumerable.Range(0, path.Count > 0 ? path[0].ClassCount : 0).Select(k => (SparseCoefficients[])[.. path.Select(s => s.Coefficients[k])])],
        path.Scale);

    /// <summary>
    /// The features worth a line for a class, the first first: those of the chosen model by their standardised coefficient, then those that are largest anywhere on the path.
    /// </summary>
    /// <param name="ofClass">The class; 0 for linear models.</param>
    /// <param name="chosen">The position of the chosen solution, or null.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>The features, and how many there are with a coefficient anywhere.</returns>
    public (int[] Features, int Entering) Largest(int ofClass, int? chosen, int most)
    {
        var largest = new double[Scale.Count];
        foreach (SparseCoefficients at in Coefficients[ofClass])
        {
            for (int k = 0; k < at.NonzeroCount; k++)
            {
                int j = at.Indices[k];
                largest[j] = Math.Max(largest[j], Math.Abs(at.Values[k] * Scale[j]));
            }
        }

        double[] model = chosen is { } c ? Coefficients[ofClass][c].ToDense() : new double[Scale.Count];
        int[] entering = [.. Enumerable.Range(0, largest.Length).Where(j => largest[j] > 0)];
        int[] features =
        [
            .. entering
                .OrderByDescending(j => Math.Abs(model[j] * Scale[j]))
                .ThenByDescending(j => largest[j])
                .ThenBy(j => j)
                .Take(most),
        ];
        return (features, entering.Length);
    }
}
