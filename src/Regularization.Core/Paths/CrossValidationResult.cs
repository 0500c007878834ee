namespace Regularization;

/// <summary>The path over all rows and what held-out rows say of it.</summary>
/// <remarks>
/// <example>See <see cref="CrossValidator"/>.</example>
/// </remarks>
public sealed class CrossValidationResult : ValidationResult
{
    internal CrossValidationResult(RegularizationPath path, CrossValidationCurve[] curves, int[] foldOfRow, int folds, int unconverged, double seconds)
        : base([.. path.Select(s => s.Lambda)], curves, folds, seconds, FoldWarnings.OfAuc(curves.Max(curve => curve.FoldsWithout), folds)) =>
        (Path, FoldOfRow, Folds, UnconvergedFoldFits) = (path, foldOfRow, folds, unconverged);

    /// <summary>The path fitted to all rows.</summary>
    public RegularizationPath Path { get; }

    /// <summary>The fold of each row, 0 .. Folds − 1.</summary>
    public IReadOnlyList<int> FoldOfRow { get; }

    /// <summary>The number of folds.</summary>
    public int Folds { get; }

    /// <summary>How many of the Folds · Path.Count fits without a fold did not reach the tolerance.</summary>
    public int UnconvergedFoldFits { get; }

    /// <summary>What the user should know: fits of folds that did not converge, a response that is constant, folds that leave a single row to train on, or have rows of one class alone and no AUC, a row that makes up most of the error.</summary>
    public override IReadOnlyList<string> Warnings => field ??= FoldWarnings.Of(UnconvergedFoldFits, Folds * Path.Count, Path.NullDeviance, FoldOfRow, CurveWarning, Predictions is not null && Loss is not null ? HeavyRow.Warning(this, Loss, Predictions) : null);

    /// <summary>The loss, for warnings; null if single rows were not noted.</summary>
    internal Loss? Loss { get; init; }

    /// <summary>The solution on all rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public Solution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <inheritdoc/>
    public override string ToString() => Describe(Counted.Of(Folds, "fold"));
}
