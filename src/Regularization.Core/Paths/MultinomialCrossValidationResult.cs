namespace Regularization;

/// <summary>A multinomial path over all rows and what held-out rows say of it.</summary>
/// <remarks>
/// <example>See <see cref="MultinomialCrossValidator"/>.</example>
/// </remarks>
public sealed class MultinomialCrossValidationResult : ValidationResult
{
    internal MultinomialCrossValidationResult(MultinomialPath path, CrossValidationCurve[] curves, int[] foldOfRow, int folds, int unconverged, double seconds)
        : base([.. path.Select(s => s.Lambda)], curves, folds, seconds, warning: null) =>
        (Path, FoldOfRow, Folds, UnconvergedFoldFits) = (path, foldOfRow, folds, unconverged);

    /// <summary>The path fitted to all rows.</summary>
    public MultinomialPath Path { get; }

    /// <summary>The share of the judging rows whose most probable class is not their own.</summary>
    public CrossValidationCurve Misclassification => Curves["misclassification"];

    /// <summary>The fold of each row, 0 .. Folds − 1.</summary>
    public IReadOnlyList<int> FoldOfRow { get; }

    /// <summary>The number of folds.</summary>
    public int Folds { get; }

    /// <summary>How many of the Folds · Path.Count fits without a fold did not reach the tolerance.</summary>
    public int UnconvergedFoldFits { get; }

    /// <summary>What the user should know: fits of folds that did not converge, folds that leave a single row to train on.</summary>
    public override IReadOnlyList<string> Warnings => field ??= FoldWarnings.Of(UnconvergedFoldFits, Folds * Path.Count, Path.NullDeviance, FoldOfRow);

    /// <summary>The solution on all rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public MultinomialSolution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <inheritdoc/>
    public override string ToString() => Describe(Counted.Of(Folds, "fold"));
}
