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
}
