namespace Regularization;

/// <summary>Warnings of cross-validations, whatever was fitted.</summary>
internal static class FoldWarnings
{
    /// <summary>What the user should know of the folds.</summary>
    /// <param name="unconverged">Fits that did not reach the tolerance.</param>
    /// <param name="fits">All fits without a fold.</param>
    /// <param name="nullDeviance">The deviance of the null model on all rows.</param>
    /// <param name="foldOfRow">The fold of each row, from 0.</param>
    /// <param name="others">Warnings of the one that calls; null for none.</param>
    public static IReadOnlyList<string> Of(int unconverged, int fits, double nullDeviance, IReadOnlyList<int> foldOfRow, params string?[] others) =>
    [
        .. new[]
        {
            unconverged > 0 ? $"{unconverged} of {fits} fits of the cross-validation did not reach the tolerance; the choice of lambda rests on them too." : null,
            nullDeviance == 0 ? NullModelWarnings.ConstantResponse : null,
            NullModelWarnings.OfSmallRest(foldOfRow),
        }.Concat(others).OfType<string>(),
    ];

    /// <summary>What is to be said where folds have no AUC; null where all have one, or it is not measured.</summary>
    /// <param name="without">Folds whose rows are all of one class.</param>
    /// <param name="folds">All folds.</param>
    public static string? OfAuc(int without, int folds)
    {
        const string Remedy = "use fewer folds, or folds with both classes in each.";
        return without == 0 ? null
            : without == folds ? $"No fold has rows of both classes to judge by, so that there is no AUC: {Remedy}"
            : $"{without} of {folds} folds {(without == 1 ? "has" : "have")} rows of one class alone and no AUC, which is the mean of the others: {Remedy}";
    }
}
