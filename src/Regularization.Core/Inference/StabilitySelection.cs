namespace Regularization;

/// <summary>How often each feature was selected, and how many false selections to expect.</summary>
/// <remarks>
/// <example>See <see cref="StabilitySelector"/>.</example>
/// </remarks>
public sealed class StabilitySelection
{
    internal StabilitySelection(TrainingProblem problem, Penalty penalty, bool[][] selected, double threshold)
    {
        (Problem, Penalty, Threshold, Pairs) = (problem, penalty, threshold, selected.Length / 2);
        int[] judged = [.. Enumerable.Range(0, problem.X.Columns).Where(j => penalty.Factor(j) > 0)];
        PenalizedFeatures = judged.Length;
        double[] alone = new double[problem.X.Columns], both = new double[problem.X.Columns];
        Array.Fill(alone, double.NaN);
        Array.Fill(both, double.NaN);
        foreach (int j in judged)
        {
            alone[j] = (double)selected.Count(half => half[j]) / selected.Length;
            both[j] = (double)Enumerable.Range(0, Pairs).Count(b => selected[2 * b][j] && selected[(2 * b) + 1][j]) / Pairs;
        }

        (Probabilities, SimultaneousProbabilities) = (alone, both);
        AverageSelected = selected.Average(half => half.Count(s => s));
    }

    /// <summary>What it was made of, for reports.</summary>
    internal TrainingProblem Problem { get; }

    /// <summary>The penalty, for reports.</summary>
    internal Penalty Penalty { get; }

    /// <summary>For each feature the share of the 2B halves that selected it, length p; NaN for one that is not penalised.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>For each feature the share of the B pairs of which both halves selected it, length p; NaN for one that is not penalised. At least 2 · probability − 1.</summary>
    public IReadOnlyList<double> SimultaneousProbabilities { get; }

    /// <summary>π, the threshold asked for.</summary>
    public double Threshold { get; }

    /// <summary>B, the number of pairs.</summary>
    public int Pairs { get; }

    /// <summary>q, the mean number of features that a half selected.</summary>
    public double AverageSelected { get; }

    /// <summary>p, the features that could be selected.</summary>
    public int PenalizedFeatures { get; }

    /// <summary>The stable features: probability at least <see cref="Threshold"/>, the most probable first.</summary>
    public IReadOnlyList<int> Selected => SelectedAt(Threshold);

    /// <summary>The features with a probability of at least π, the most probable first.</summary>
    /// <param name="threshold">π in (0.5, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">π is outside (0.5, 1] or NaN.</exception>
    public IReadOnlyList<int> SelectedAt(double threshold)
    {
        CheckThreshold(threshold, nameof(threshold));
        return [.. Enumerable.Range(0, Probabilities.Count).Where(j => Probabilities[j] >= threshold - 1e-12).OrderByDescending(j => Probabilities[j])];
    }

    /// <summary>
    /// q² / ((2π − 1) p): a bound on the expected number of features selected that matter no more than chance. It holds for exchangeable noise features and a selection better than
    /// guessing (Meinshausen and Bühlmann), and without these for the features that a half selects with probability at most q/p (Shah and Samworth).
    /// </summary>
    /// <remarks>Sources: Meinshausen and Bühlmann (2010), equation (9); Shah and Samworth (2013), corollary to theorem 1.</remarks>
    /// <param name="threshold">π in (0.5, 1]; null for <see cref="Threshold"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">π is outside (0.5, 1] or NaN.</exception>
    public double ExpectedFalseSelections(double? threshold = null) =>
        AverageSelected * AverageSelected / (((2 * CheckThreshold(threshold ?? Threshold, nameof(threshold))) - 1) * PenalizedFeatures);

    /// <summary>
    /// The sharper bound C(π, B) q²/p where the share of pairs that select such a feature twice has a unimodal distribution: C = 1 / (2 (2π − 1 − 1/(2B))) up to π = 3/4 and
    /// 4 (1 − π + 1/(2B)) / (1 + 1/B) beyond. NaN where it does not apply: q/p above 1/√3, or π not above min(1/2 + θ², 1/2 + 1/(2B) + 3θ²/4) with θ = q/p.
    /// </summary>
    /// <remarks>Source: Shah and Samworth (2013), theorem 2.</remarks>
    /// <param name="threshold">π in (0.5, 1]; null for <see cref="Threshold"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">π is outside (0.5, 1] or NaN.</exception>
    public double ExpectedFalseSelectionsIfUnimodal(double? threshold = null)
    {
        double pi = CheckThreshold(threshold ?? Threshold, nameof(threshold)), theta = AverageSelected / PenalizedFeatures, half = 1.0 / (2 * Pairs);
        if (theta > 1 / Math.Sqrt(3) || pi <= 0.5 + Math.Min(theta * theta, half + (0.75 * theta * theta)))
        {
            return double.NaN;
        }

        double c = pi <= 0.75 ? 1 / (2 * ((2 * pi) - 1 - half)) : 4 * (1 - pi + half) / (1 + (2 * half));
        return c * AverageSelected * theta;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Selected.Count} of {Counted.Of(PenalizedFeatures, "feature")} in at least {Percent.Of(Threshold, 0)} of {2 * Pairs} halves, at most {ExpectedFalseSelections():g3} of them expected by chance: {string.Join(", ", Selected.Take(20).Select(Problem.NameOf))}{(Selected.Count > 20 ? ", ..." : string.Empty)}");

    internal static double CheckThreshold(double threshold, string parameter) => threshold is > 0.5 and <= 1
        ? threshold
        : throw new ArgumentOutOfRangeException(parameter, $"Threshold is {threshold}; it must be in (0.5, 1], such as 0.75.");
}
