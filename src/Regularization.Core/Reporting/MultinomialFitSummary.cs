using System.Globalization;
using System.Text;

namespace Regularization;

/// <summary>What a multinomial fit found: the path, the curve that lambda was chosen by, the model chosen, and how good the proof is.</summary>
/// <remarks>
/// <example>See <see cref="MultinomialModelFitter"/>.</example>
/// </remarks>
public sealed class MultinomialFitSummary
{
    private readonly string? _separation;

    internal MultinomialFitSummary(TrainingProblem problem, Penalty penalty, bool grouped, MultinomialPath path, int selected, MultinomialSolution? relaxed = null)
    {
        (Penalty, Grouped, Path, SelectedIndex, Relaxed) = (penalty, grouped, path, selected, relaxed);
        (Rows, Features, FeatureNames, RowsSkipped) = (problem.X.Rows, problem.X.Columns, problem.FeatureNames, problem.RowsSkipped);
        TrainingMisclassification = new MultinomialHeldOutRows(problem.X, [.. problem.Y.ToArray().Select(y => (int)y)], problem.NormalizedWeights(), problem.ClassOffsets?.ToArray()).Judge(Selected)[1];
        Kernels = Regularization.Kernels.Describe();
        _separation = Separation.Of(problem, penalty, Selected);
    }

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; }

    /// <summary>Whether the coefficients of a feature enter and leave together in all classes.</summary>
    public bool Grouped { get; }

    /// <summary>Rows trained on.</summary>
    public int Rows { get; }

    /// <summary>Features, p.</summary>
    public int Features { get; }

    /// <summary>Names of the features, length p, or null.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <summary>Names of the classes, in the order of their numbers.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Rows left out because of a missing feature, label or weight; 0 where the reader of the data does not skip.</summary>
    public long RowsSkipped { get; }

    /// <summary>The path; a single solution if lambda was given, or chosen by rows held out and then fitted to all.</summary>
    public MultinomialPath Path { get; }

    /// <summary>The cross-validation that chose lambda, or null if none did.</summary>
    public MultinomialCrossValidationResult? CrossValidation { get; internal set; }

    /// <summary>What rows held out, or validation data given apart, say of a path fitted to the others; null if lambda was not chosen by such.</summary>
    public MultinomialHeldOutResult? HeldOut { get; internal set; }

    /// <summary>Whether <see cref="HeldOut"/> is of a share of the rows, drawn at random.</summary>
    internal bool IsJudgedByShare { get; set; }

    /// <summary>The information criterion that chose lambda, along the path, or null if none did.</summary>
    public InformationCriterionCurve? Criterion { get; internal set; }

    /// <summary>The position of the chosen solution on the path.</summary>
    public int SelectedIndex { get; }

    /// <summary>The chosen solution; where the chosen features were fitted alone at a share of lambda, which is not on the path, that fit.</summary>
    public MultinomialSolution Selected => Relaxed ?? Path[SelectedIndex];

    /// <summary>The fit of the chosen features alone; null if the chosen solution is on the path.</summary>
    internal MultinomialSolution? Relaxed { get; }

    /// <summary>How lambda was chosen, in words.</summary>
    public required string SelectedBy { get; init; }

    /// <summary>The weighted share of the training rows whose most probable class is not their own.</summary>
    public double TrainingMisclassification { get; }

    /// <summary>Seconds spent fitting.</summary>
    public required double Seconds { get; init; }

    /// <summary>Which kernels did the work.</summary>
    public string Kernels { get; }

    /// <summary>What is to be said of the choice of lambda: that it is the last of the path, or was given and does not keep a limit; null for nothing.</summary>
    internal string? ChoiceWarning { get; set; }

    /// <summary>What the user should know: fits that did not converge, an optimum at the end of the path, features that float32 does not hold well.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            var warnings = new List<string>();
            MultinomialSolution[] open = [.. Path.Where(s => s.Status != FitStatus.Converged && (_separation is null || s.Lambda > 0))];
            if (Path.Any(s => s.Status == FitStatus.Canceled))
            {
                warnings.Add(Invariant($"The fit was cancelled; its relative gap is {Path[^1].DualityGap:0.0e0}."));
            }
            else if (open.Length > 0)
            {
                MultinomialSolution worst = open.MaxBy(s => s.DualityGap)!;
                string gap = double.IsFinite(worst.DualityGap) ? Invariant($"the largest relative gap is {worst.DualityGap:0.0e0}") : "nothing is known of how far the worst is from its optimum,";
                warnings.Add(Invariant($"{open.Length} of {Counted.Of(Path.Count, "lambda")} did not reach the tolerance ({worst.Status}); {gap} at lambda {worst.Lambda:g4}. {Remedy.For(worst.Status, "a larger lambda")}"));
            }

            warnings.AddRange(CrossValidation?.Warnings ?? HeldOut?.Warnings ?? []);
            if (ChoiceWarning is not null)
            {
                warnings.Add(ChoiceWarning);
            }

            if (_separation is not null)
            {
                warnings.Add(_separation);
            }

            if (Path.Scale.Count > 0 && !Path.Scale.Any(scale => scale > 0))
            {
                warnings.Add(NullModelWarnings.EveryFeatureIsConstant);
            }

            if (IsJudgedByShare && NullModelWarnings.OfFewRows(HeldOut!.Rows, Rows) is { } few)
            {
                warnings.Add(few);
            }

            if (Relaxed is { Status: not FitStatus.Converged } refit)
            {
                warnings.Add(Invariant($"The fit of the chosen features alone did not reach the tolerance ({refit.Status}); its relative gap is {refit.DualityGap:0.0e0}. {Remedy.For(refit.Status, "a relaxation nearer to 1")}"));
            }

            if (Path.Farthest is { } far)
            {
                warnings.Add(far.Warning(FeatureNames is null ? Invariant($"{far.Feature}") : $"'{FeatureNames[far.Feature]}'"));
            }

            return warnings;
        }
    }

    /// <summary>The nonzero coefficients that the chosen model has for a class, the largest standardised ones first.</summary>
    /// <param name="classNumber">0 .. K − 1, as in <see cref="ClassNames"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public IReadOnlyList<CoefficientRow> CoefficientTable(int classNumber) => CoefficientTable(Selected, classNumber);

    /// <summary>The nonzero coefficients that a solution of this path has for a class, the largest standardised ones first.</summary>
    /// <param name="solution">A solution of <see cref="Path"/>.</param>
    /// <param name="classNumber">0 .. K − 1, as in <see cref="ClassNames"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public IReadOnlyList<CoefficientRow> CoefficientTable(MultinomialSolution solution, int classNumber)
    {
        ArgumentNullException.ThrowIfNull(solution);
        if (classNumber < 0 || classNumber >= solution.ClassCount)
        {
            throw new ArgumentOutOfRangeException(nameof(classNumber), $"Class {classNumber} is not one of the {solution.ClassCount} classes; they are numbered from 0.");
        }

        return CoefficientRow.Table(solution.Coefficients[classNumber], Path.Scale, FeatureNames);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        const int Classes = 10, Coefficients = 4;
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{(Grouped ? "grouped " : string.Empty)}{Penalty} with multinomial loss on {Counted.Of(Rows, "row")} x {Counted.Of(Features, "feature")}, {Counted.Of(ClassNames.Count, "class")}{(RowsSkipped > 0 ? $" ({Counted.Of(RowsSkipped, "row")} skipped)" : string.Empty)}"));
        text.AppendLine(Invariant($"lambda {Selected.Lambda:g4} ({SelectedBy}): {Selected.NonzeroCount:n0} nonzero of {Counted.Of(Selected.FeatureCount, "feature")}, deviance explained {Percent.Of(Selected.DevianceExplained)}, misclassification {TrainingMisclassification:g4}, gap {Selected.DualityGap:0.0e0}"));
        if (Criterion is { } chosen)
        {
            text.AppendLine(Invariant($"{chosen.Criterion}: {chosen.Value[SelectedIndex]:g6} with {chosen.DegreesOfFreedom[SelectedIndex]:g4} degrees of freedom"));
        }

        foreach (CrossValidationCurve curve in CrossValidation?.Curves.Values ?? [])
        {
            text.AppendLine(Invariant($"held-out {curve.Measure}: {curve.Mean[SelectedIndex]:g5}{StandardErrors.After(curve.StandardError[SelectedIndex])}"));
        }

        int at = HeldOut?.Path.TakeWhile(s => s.Lambda != Selected.Lambda).Count() ?? 0;
        foreach (CrossValidationCurve curve in HeldOut?.Curves.Values ?? [])
        {
            text.AppendLine(Invariant($"held-out {curve.Measure}: {curve.Mean[at]:g5}{StandardErrors.After(curve.StandardError[at])} ({Counted.Of(HeldOut!.Rows, "row")})"));
        }

        for (int k = 0; k < Math.Min(Classes, ClassNames.Count); k++)
        {
            IReadOnlyList<CoefficientRow> rows = CoefficientTable(k);
            string more = rows.Count > Coefficients ? Invariant($", ... {rows.Count - Coefficients:n0} more") : string.Empty;
            text.AppendLine($"  {ClassNames[k]}: {string.Join(", ", rows.Take(Coefficients).Select(row => Invariant($"{row.Name} {row.Value:g4}")))}{more}");
        }

        if (ClassNames.Count > Classes)
        {
            text.AppendLine(Invariant($"  ... and {ClassNames.Count - Classes:n0} more classes"));
        }

        foreach (string warning in Warnings)
        {
            text.AppendLine("warning: " + warning);
        }

        text.Append(Invariant($"{Seconds:0.000} s, {Kernels}"));
        return text.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
