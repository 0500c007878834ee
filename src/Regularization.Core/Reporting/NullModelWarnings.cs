namespace Regularization;

/// <summary>Warnings of models that are hardly more than their intercept.</summary>
internal static class NullModelWarnings
{
    public const string EveryFeatureIsConstant = "Every feature is constant: the model is its intercept. Check how the features are made.";

    public const string ConstantResponse = "The response is constant, or varies about a far larger value by no more than rounding: there is nothing to explain. If it should vary, take its mean off.";

    /// <summary>Fewer rows than this share of all are few to train on or to judge by.</summary>
    private const double LeastShare = 0.02;

    /// <summary>More rows than this are enough, whatever share they are.</summary>
    private const int Enough = 30;

    /// <summary>The warning where folds leave a single row to train on; else null.</summary>
    /// <param name="foldOfRow">The fold of each row, from 0.</param>
    public static string? OfSmallRest(IReadOnlyList<int> foldOfRow)
    {
        int[] sizes = [.. foldOfRow.CountBy(fold => fold).Select(fold => fold.Value)];
        int few = sizes.Count(size => size == foldOfRow.Count - 1);
        return few == 0 ? null : $"{few} of {sizes.Length} folds {(few == 1 ? "leaves" : "leave")} a single row to train on, which says nothing of lambda: use {(foldOfRow.Count > 2 ? "more folds, or folds of more equal size" : "more rows")}.";
    }

    /// <summary>The warning where rows held out at random leave next to nothing to train on, or are next to none; else null.</summary>
    /// <param name="heldOut">Rows held out.</param>
    /// <param name="rows">All rows.</param>
    public static string? OfFewRows(int heldOut, int rows)
    {
        int kept = rows - heldOut;
        return IsFew(kept) ? $"Only {Counted.Of(kept, "row")} of {rows:n0} {(kept == 1 ? "was" : "were")} left to fit the path that lambda was chosen by: hold out a smaller share."
            : IsFew(heldOut) ? $"Only {Counted.Of(heldOut, "row")} of {rows:n0} chose lambda: hold out a larger share, or use folds."
            : null;

        bool IsFew(int count) => count < Enough && count < LeastShare * rows;
    }
}
