namespace Regularization;

/// <summary>A multinomial path over the training rows and what other rows, held out or given apart, say of it.</summary>
/// <remarks>
/// <example>See <see cref="MultinomialHeldOutValidator"/>.</example>
/// </remarks>
public sealed class MultinomialHeldOutResult : ValidationResult
{
    internal MultinomialHeldOutResult(MultinomialPath path, CrossValidationCurve[] curves, int rows, double seconds)
        : base([.. path.Select(s => s.Lambda)], curves, judges: 1, seconds, warning: null) => (Path, Rows) = (path, rows);

    /// <summary>The path fitted to the training rows.</summary>
    public MultinomialPath Path { get; }

    /// <summary>The share of the judging rows whose most probable class is not their own.</summary>
    public CrossValidationCurve Misclassification => Curves["misclassification"];

    /// <summary>How many rows judged it.</summary>
    public int Rows { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Warnings => [];

    /// <summary>The solution on the training rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public MultinomialSolution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <inheritdoc/>
    public override string ToString() => Describe(Counted.Of(Rows, "row"));
}
