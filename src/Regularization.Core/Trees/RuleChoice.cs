namespace Regularization;

/// <summary>What folds of growing and choosing have chosen.</summary>
/// <param name="At">The position of the penalty factor of rules.</param>
/// <param name="Factor">The penalty factor of rules.</param>
/// <param name="Relaxation">The share of lambda at which the chosen rules and terms are fitted.</param>
/// <param name="Curves">What the folds say along the path on all rows at that factor, at both.</param>
/// <param name="Index">The position on the path.</param>
/// <param name="Unconverged">Fits of the folds that did not meet the tolerance.</param>
/// <param name="AmongFactors">Whether there were several factors to choose among.</param>
internal sealed record RuleChoice(int At, double Factor, double Relaxation, CrossValidationCurve[] Curves, int Index, int Unconverged, bool AmongFactors)
{
    /// <summary>In words what else than lambda was chosen; empty where there was nothing to choose.</summary>
    public override string ToString()
    {
        string factor = !AmongFactors ? string.Empty : double.IsInfinity(Factor) ? "; linear terms alone" : FormattableString.Invariant($"; rules penalised by {Factor:g3}");
        return factor + (Relaxation < 1 ? FormattableString.Invariant($"{(AmongFactors ? "," : ";")} the chosen refitted at {Relaxation:g3} lambda") : string.Empty);
    }
}
