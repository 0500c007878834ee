using System.Text;

namespace Regularization;

/// <summary>A linear model trained on a stream, and how it came about.</summary>
/// <remarks>
/// <example>See <see cref="StreamingTrainer"/>.</example>
/// </remarks>
public sealed class StreamingFit
{
    private readonly Func<int, double> _scale;

    internal StreamingFit(Solution solution, StreamingMethod method, Loss loss, Penalty penalty, IReadOnlyList<StreamingReport> history, IReadOnlyList<string> warnings, Func<int, double> scale) =>
        (Solution, Method, Loss, Penalty, History, Warnings, _scale) = (solution, method, loss, penalty, history, warnings, scale);

    /// <summary>
    /// The model. If it was evaluated, its objective, deviance explained, gap and KKT residual are exact; if not, the objective and the deviance
    /// explained are the progressive estimates of the last pass, and the gap and the residual are NaN. <see cref="Solution.Epochs"/> are the passes
    /// that trained.
    /// </summary>
    public Solution Solution { get; }

    /// <summary>The algorithm.</summary>
    public StreamingMethod Method { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; }

    /// <summary>Rows of positive weight in the last complete pass (in the unfinished one if there is no other).</summary>
    public long Rows { get; internal init; }

    /// <summary>Rows left out of it because of a NaN or infinite number.</summary>
    public long RowsSkipped { get; internal init; }

    /// <summary>Rows learnt from one by one, in all stochastic passes.</summary>
    public long RowsSeen { get; internal init; }

    /// <summary>Passes that trained, stochastic and exact, the last one possibly unfinished.</summary>
    public int Passes => Solution.Epochs;

    /// <summary>Whether the objective and the gap are exact.</summary>
    public bool IsEvaluated { get; internal init; }

    /// <summary>Whether there is anything to explain: false for a constant response.</summary>
    internal bool HasVariation { get; init; } = true;

    /// <summary>The smallest lambda at which all coefficients are 0, if the model was evaluated; else NaN, and also if some features have no penalty.</summary>
    public double LambdaMax { get; internal init; } = double.NaN;

    /// <summary>Progressive losses by blocks of rows, all passes one after the other; no more than about a thousand, whatever the number of rows: blocks grow.</summary>
    public IReadOnlyList<StreamingReport> History { get; }

    /// <summary>Names of the features as the row source has them, or null.</summary>
    public IReadOnlyList<string>? FeatureNames { get; internal init; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>This model as a start for more training: it is worth the rows it has seen.</summary>
    public StreamingStart ToStart() => StreamingStart.From(Solution) with { Rows = Math.Max(1, RowsSeen) };

    /// <summary>The nonzero coefficients, the largest standardised ones first (without standardisation, the largest).</summary>
    /// <param name="featureNames">Length p, or null: <see cref="FeatureNames"/>, and without those <c>x</c> and the index.</param>
    public IReadOnlyList<CoefficientRow> CoefficientTable(IReadOnlyList<string>? featureNames = null)
    {
        SparseCoefficients b = Solution.Coefficients;
        featureNames ??= FeatureNames;
        var rows = new CoefficientRow[b.NonzeroCount];
        for (int k = 0; k < rows.Length; k++)
        {
            int j = b.Indices[k];
            rows[k] = new CoefficientRow(featureNames?[j] ?? $"x{j}", j, b.Values[k], b.Values[k] * _scale(j));
        }

        return [.. rows.OrderByDescending(r => Math.Abs(r.Standardized)).ThenBy(r => r.Index)];
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(FormattableString.Invariant($"{Penalty} with {Loss} loss by {Method.Name} on {Counted.Of(Rows, "row")} x {Counted.Of(Solution.Coefficients.Count, "feature")}{(RowsSkipped > 0 ? $" ({Counted.Of(RowsSkipped, "row")} skipped)" : string.Empty)}, {Counted.Of(Passes, "pass")}"));
        text.Append(FormattableString.Invariant($"lambda {Solution.Lambda:g4}: {Solution.NonzeroCount:n0} nonzero, objective {(IsEvaluated ? string.Empty : "about ")}{Solution.Objective:g5}, {(IsEvaluated ? FormattableString.Invariant($"{Solution.ProofName} {Solution.Proof:0.0e0}") : "not evaluated")}, {Solution.Status}, {Solution.Seconds:0.00} s"));
        foreach (string warning in Warnings)
        {
            text.AppendLine().Append("warning: " + warning);
        }

        return text.ToString();
    }
}
