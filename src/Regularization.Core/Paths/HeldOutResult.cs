namespace Regularization;

/// <summary>A path over the training rows and what other rows, held out or given apart, say of it.</summary>
/// <remarks>
/// <example>See <see cref="HeldOutValidator"/>.</example>
/// </remarks>
public sealed class HeldOutResult : ValidationResult
{
    internal HeldOutResult(RegularizationPath path, CrossValidationCurve[] curves, int rows, double seconds)
        : base([.. path.Select(s => s.Lambda)], curves, judges: 1, seconds, curves.Any(curve => curve.FoldsWithout > 0) ? "The rows to judge by are all of one class, so that there is no AUC: give rows of both." : null) => (Path, Rows) = (path, rows);

    /// <summary>The path fitted to the training rows.</summary>
    public RegularizationPath Path { get; }

    /// <summary>How many rows judged it.</summary>
    public int Rows { get; }

    /// <summary>What the user should know: that the rows are of one class alone, and have no AUC.</summary>
    public override IReadOnlyList<string> Warnings => CurveWarning is null ? [] : [CurveWarning];

    /// <summary>The solution on the training rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public Solution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <inheritdoc/>
    public override string ToString() => Describe(Counted.Of(Rows, "row"));
}
