using System.Globalization;
using System.Text;

namespace Regularization;

/// <summary>What a fit found: the path, the curve that lambda was chosen by, the model chosen, and how good the proof is.</summary>
/// <remarks>
/// <example>
/// <code>
/// FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(problem);
/// Console.WriteLine(summary);                             // lambda, held-out error, largest coefficients, duality gap
/// double[] predictions = summary.Selected.Predict(summary.Loss, problem.X);
/// summary.ToHtml("fit.html");
/// </code>
/// </example>
/// </remarks>
public sealed class FitSummary
{
    private readonly string? _separation;
    private readonly string? _narrowWindow;

    internal FitSummary(TrainingProblem problem, Loss loss, Penalty penalty, RegularizationPath path, CrossValidationResult? validation, int selected, string selectedBy, double seconds, Solution? blend = null)
    {
        (Loss, Penalty, Path, CrossValidation, SelectedIndex, SelectedBy, Seconds) = (loss, penalty, path, validation, selected, selectedBy, seconds);
        Rows = problem.X.Rows;
        Features = problem.X.Columns;
        FeatureNames = problem.FeatureNames;
        RowsSkipped = problem.RowsSkipped;
        Kernels = Regularization.Kernels.Describe();
        Blend = blend;
        Plane = new LossPlane(problem, loss, penalty, Selected, path.Scale);
        _separation = Separation.Of(problem, loss, penalty, path, Selected);
        _narrowWindow = path.Status == FitStatus.Converged ? null : loss.NarrowWindow(problem.Y, problem.NormalizedWeights());
    }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; }

    /// <summary>Rows trained on.</summary>
    public int Rows { get; }

    /// <summary>Features, p.</summary>
    public int Features { get; }

    /// <summary>Names of the features, length p, or null.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <summary>Rows left out because of a missing feature, label or weight; 0 where the reader of the data does not skip.</summary>
    public long RowsSkipped { get; }

    /// <summary>The path; a single solution if lambda was given, or chosen by rows held out and then fitted to all.</summary>
    public RegularizationPath Path { get; }

    /// <summary>The cross-validation that chose lambda, or null if none did.</summary>
    public CrossValidationResult? CrossValidation { get; }

    /// <summary>The information criterion that chose lambda, along the path, or null if none did.</summary>
    public InformationCriterionCurve? Criterion { get; internal init; }

    /// <summary>What rows held out, or validation data given apart, say of a path fitted to the others; null if lambda was not chosen by such.</summary>
    public HeldOutResult? HeldOut { get; internal init; }

    /// <summary>Whether <see cref="HeldOut"/> is of a share of the rows, drawn at random.</summary>
    internal bool IsJudgedByShare { get; init; }

    /// <summary>The position of the chosen solution on the path.</summary>
    public int SelectedIndex { get; }

    /// <summary>The chosen solution; of a relaxed fit, which is not on the path, the blend of <see cref="Gamma"/>, or the fit of the chosen features at a share of lambda.</summary>
    public Solution Selected => Blend ?? Path[SelectedIndex];

    /// <summary>The refits of a relaxed fit; null if there was none.</summary>
    public RelaxedPath? Relaxed { get; internal init; }

    /// <summary>The cross-validation that chose lambda and the blend of a relaxed fit; null if there was none.</summary>
    public RelaxedCrossValidationResult? RelaxedCrossValidation { get; internal init; }

    /// <summary>The blend of a relaxed fit: 1 is the penalised solution, 0 the refit without penalty; null if there was none.</summary>
    public double? Gamma { get; internal init; }

    /// <summary>Whether there is a refit at the chosen lambda, and why not; null if it was not a relaxed fit.</summary>
    public RefitStatus? RefitStatus => Relaxed?.Refits[SelectedIndex].Status;

    /// <summary>The solution of a relaxed fit; null if the chosen one is on the path.</summary>
    internal Solution? Blend { get; }

    /// <summary>How lambda was chosen, in words.</summary>
    public string SelectedBy { get; }

    /// <summary>Seconds spent fitting.</summary>
    public double Seconds { get; }

    /// <summary>Which kernels did the work.</summary>
    public string Kernels { get; }

    /// <summary>What is to be said of the choice of lambda: that it is the last of the path, or was given and does not keep a limit; null for nothing.</summary>
    internal string? ChoiceWarning { get; init; }

    /// <summary>The loss around the chosen model, for reports.</summary>
    internal LossPlane Plane { get; }

    /// <summary>What the user should know: fits that did not converge, an optimum at the end of the path, features that float32 does not hold well.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            var warnings = new List<string>();
            // A fit without an end is not to be helped by epochs; its own warning says what it is.
            Solution[] open = [.. Path.Where(s => s.Status != FitStatus.Converged && (_separation is null || s.Lambda > 0))];
            if (Path.Any(s => s.Status == FitStatus.Canceled))
            {
                warnings.Add(Invariant($"The fit was cancelled; its relative {Path[^1].ProofName} is {Path[^1].Proof:0.0e0}."));
            }
            else if (open.Length > 0)
            {
                Solution worst = open.MaxBy(s => s.Proof)!;
                warnings.Add(Invariant($"{open.Length} of {Counted.Of(Path.Count, "lambda")} did not reach the tolerance ({worst.Status}); the largest relative {worst.ProofName} is {worst.Proof:0.0e0} at lambda {worst.Lambda:g4}. {_narrowWindow ?? Remedy.For(worst.Status, "a larger lambda")}"));
            }

            warnings.AddRange(CrossValidation?.Warnings ?? RelaxedCrossValidation?.Warnings ?? HeldOut?.Warnings ?? []);
            if (ChoiceWarning is not null)
            {
                warnings.Add(ChoiceWarning);
            }

            if (_separation is not null)
            {
                warnings.Add(_separation);
            }

            if (Path.NullDeviance == 0 && CrossValidation is null && RelaxedCrossValidation is null)
            {
                warnings.Add(NullModelWarnings.ConstantResponse);
            }

            if (Path.Scale.Count > 0 && !Path.Scale.Any(scale => scale > 0))
            {
                warnings.Add(NullModelWarnings.EveryFeatureIsConstant);
            }

            if (IsJudgedByShare && NullModelWarnings.OfFewRows(HeldOut!.Rows, Rows) is { } few)
            {
                warnings.Add(few);
            }

            if (Relaxed is not null && Gamma < 1 && RefitStatus is { } status and not Regularization.RefitStatus.Converged)
            {
                warnings.Add(Invariant($"There is no refit at lambda {Selected.Lambda:g4} ({status}): the model is the penalised one. Use a larger lambda, or no relaxed fit."));
            }

            if (Gamma is null && Blend is { Status: not FitStatus.Converged } refit)
            {
                warnings.Add(Invariant($"The fit of the chosen features alone did not reach the tolerance ({refit.Status}); its relative {refit.ProofName} is {refit.Proof:0.0e0}. {Remedy.For(refit.Status, "a relaxation nearer to 1")}"));
            }

            if (Path.Farthest is { } far)
            {
                warnings.Add(far.Warning(FeatureNames is null ? Invariant($"{far.Feature}") : $"'{FeatureNames[far.Feature]}'"));
            }

            return warnings;
        }
    }

    /// <summary>The nonzero coefficients of the chosen model, the largest standardised ones first.</summary>
    public IReadOnlyList<CoefficientRow> CoefficientTable() => CoefficientTable(Selected);

    /// <summary>The nonzero coefficients of a solution of this path, the largest standardised ones first.</summary>
    /// <param name="solution">A solution of <see cref="Path"/>.</param>
    public IReadOnlyList<CoefficientRow> CoefficientTable(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return CoefficientRow.Table(solution.Coefficients, Path.Scale, FeatureNames);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{Penalty} with {Loss} loss on {Counted.Of(Rows, "row")} x {Counted.Of(Features, "feature")}{(RowsSkipped > 0 ? $" ({Counted.Of(RowsSkipped, "row")} skipped)" : string.Empty)}"));
        text.AppendLine(Invariant($"lambda {Selected.Lambda:g4} ({SelectedBy}): {Selected.NonzeroCount:n0} nonzero, deviance explained {Percent.Of(Selected.DevianceExplained)}, {(Gamma is { } gamma ? Invariant($"gamma {gamma:g3} of a relaxed fit") : Invariant($"{Selected.ProofName} {Selected.Proof:0.0e0}"))}"));
        if (Criterion is { } chosen)
        {
            text.AppendLine(Invariant($"{chosen.Criterion}: {chosen.Value[SelectedIndex]:g6} with {chosen.DegreesOfFreedom[SelectedIndex]:g4} degrees of freedom"));
        }

        if (CrossValidation is { } cv)
        {
            foreach (CrossValidationCurve curve in cv.Curves.Values)
            {
                text.AppendLine(Invariant($"held-out {curve.Measure}: {curve.Mean[SelectedIndex]:g5}{StandardErrors.After(curve.StandardError[SelectedIndex])}"));
            }
        }

        if (RelaxedCrossValidation is { } relaxed)
        {
            CrossValidationCurve curve = relaxed.Deviance[relaxed.Gammas.TakeWhile(g => g != Gamma).Count()];
            text.AppendLine(Invariant($"held-out deviance: {curve.Mean[SelectedIndex]:g5}{StandardErrors.After(curve.StandardError[SelectedIndex])}"));
        }

        if (HeldOut is { } heldOut)
        {
            int at = heldOut.Path.TakeWhile(s => s.Lambda != Selected.Lambda).Count();
            foreach (CrossValidationCurve curve in heldOut.Curves.Values)
            {
                text.AppendLine(Invariant($"held-out {curve.Measure}: {curve.Mean[at]:g5}{StandardErrors.After(curve.StandardError[at])} ({Counted.Of(heldOut.Rows, "row")})"));
            }
        }

        foreach (CoefficientRow row in CoefficientTable().Take(10))
        {
            text.AppendLine(Invariant($"  {row.Value,12:g5}  {row.Name}"));
        }

        if (Selected.NonzeroCount > 10)
        {
            text.AppendLine(Invariant($"  ... and {Selected.NonzeroCount - 10:n0} more"));
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
