namespace Regularization;

/// <summary>What a choice of rules is made among, for numbers as for classes.</summary>
/// <param name="Factors">Penalty factors of rules.</param>
/// <param name="Shares">Shares of lambda at which the chosen are fitted.</param>
/// <param name="WinsorizedShare">The share that linear terms cut off at each end; null for no linear terms.</param>
/// <param name="Tolerance">Of the fit that is kept.</param>
/// <param name="Limits">What is chosen at most, in words; empty for any number.</param>
internal sealed record RuleSearch(IReadOnlyList<double> Factors, IReadOnlyList<double> Shares, double? WinsorizedShare, double Tolerance, string Limits)
{
    /// <summary>Fits that are judged need not be as near the best as the one that is kept: so many times its tolerance, but no more than this share of the null loss.</summary>
    private const double Looser = 100, LoosestTolerance = 1e-4;

    /// <summary>The tolerance of fits that are judged.</summary>
    public double JudgedTolerance => Math.Max(Tolerance, Math.Min(Looser * Tolerance, LoosestTolerance));

    /// <summary>Refuses what nothing can be chosen with.</summary>
    /// <param name="lambda">Where lambda comes from.</param>
    /// <param name="acrossFolds">Whether folds of growing and choosing are to choose.</param>
    public void Check(LambdaSelection lambda, bool acrossFolds)
    {
        if (WinsorizedShare is null && Factors.Contains(double.PositiveInfinity))
        {
            throw new ArgumentException("RulePenaltyFactors has an infinite factor, for linear terms alone, and LinearTerms is false: nothing is left to choose from. Allow linear terms, or leave that factor out.");
        }

        bool chooses = Factors.Count > 1 || Shares is not [1];
        if (acrossFolds && lambda is not LambdaSelection.CrossValidatedLambda)
        {
            throw new ArgumentException("Growing trees anew for each fold (FitAcross) is a way of cross-validation, and Lambda is chosen in another. Use LambdaSelection.CrossValidated, or leave it out"
                + (chooses ? " and set RulePenaltyFactors = [1] and Relaxations = [1], as nothing else can choose among several." : "."));
        }

        if (!acrossFolds && chooses)
        {
            throw new ArgumentException("RulePenaltyFactors has several values, or Relaxations others than 1; rules that have seen the rows that judge would win. Let trees be grown anew for each fold (FitAcross), or give one factor and no relaxation.");
        }
    }

    /// <summary>The factors to choose among: without linear terms, which a factor weighs rules against, several say what one does.</summary>
    public static IReadOnlyList<double> FactorsFor(bool linearTerms, IReadOnlyList<double> factors) => linearTerms || factors.Count == 1 ? factors : [1];

    /// <summary>Penalty factors of rules, each once, ascending.</summary>
    public static double[] CheckedFactors(IReadOnlyList<double> values) =>
        Checked(values, "RulePenaltyFactors", "above 0, such as 1 or 4, or infinite for linear terms alone", v => v > 0);

    /// <summary>Shares of lambda, each once, ascending.</summary>
    public static double[] CheckedShares(IReadOnlyList<double> values) =>
        Checked(values, "Relaxations", "in (0, 1], such as 0.25; 1 is the lasso itself", v => v is > 0 and <= 1);

    /// <summary>A limit of a number of rules or terms.</summary>
    public static int? AtLeastOne(int? value, string name) =>
        value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(name, $"{name} is {value}; it must be at least 1, or null for any number.");

    /// <summary>Limits in words.</summary>
    public static string Words(int? terms, int? rules) =>
        string.Join(" and ", ((string?[])[terms is null ? null : terms == 1 ? "1 rule or term" : $"{terms:n0} rules and terms", rules is null ? null : Counted.Of(rules.Value, "rule")]).Where(words => words is not null));

    private static double[] Checked(IReadOnlyList<double> values, string name, string rule, Func<double, bool> isAllowed)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        foreach (double value in values)
        {
            if (!isAllowed(value))
            {
                throw new ArgumentException(FormattableString.Invariant($"{name} has {value}; each must be {rule}."), name);
            }
        }

        return values.Count > 0 ? [.. values.Distinct().Order()] : throw new ArgumentException($"{name} is empty; give at least one, such as 1.", name);
    }
}
