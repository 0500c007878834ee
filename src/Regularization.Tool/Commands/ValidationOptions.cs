using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options by which lambda is chosen: cross-validation, rows held out, or a criterion on the training rows.</summary>
internal sealed class ValidationOptions
{
    private readonly Option<int> _folds = NewOption.Count("--folds", "The number of folds.", 10, least: 2);

    private readonly Option<double?> _heldOut = NewOption.Number(
        "--held-out", "In place of folds: choose by this share of the rows, drawn at random, then fit all rows. One path, for data of many rows.", f => f is > 0 and < 1, "a number above 0 and below 1, such as 0.2");

    private readonly Option<LambdaRule> _rule = NewOption.Choice(
        "--rule",
        "Which lambda is chosen. min (the default): that of the smallest held-out deviance. 1se: the largest within one standard error of it. aic, bic, ebic: that of the smallest criterion on all rows, without folds.",
        ("min", LambdaRule.Min),
        ("1se", LambdaRule.OneStandardError),
        ("aic", LambdaRule.Aic),
        ("bic", LambdaRule.Bic),
        ("ebic", LambdaRule.Ebic));

    private readonly Option<int> _seed = NewOption.Count("--seed", "Seed of the random folds or rows held out.", 1, least: int.MinValue);

    private readonly Option<string?> _curve = NewOption.Name("--curve", "FILE", "Write the curve that lambda is chosen by as CSV.");

    public void AddTo(Command command)
    {
        command.Add(_folds);
        command.Add(_heldOut);
        command.Add(_rule);
        command.Add(_seed);
        command.Add(_curve);
    }

    public string? Curve(ParseResult parsed) => parsed.GetValue(_curve);

    /// <summary>The folds that follow a path, for the progress bar.</summary>
    public int Folds(ParseResult parsed) => CriterionOf(parsed.GetValue(_rule)) is null && !parsed.IsGiven(_heldOut) ? parsed.GetValue(_folds) : 0;

    /// <exception cref="UsageException">Options contradict each other.</exception>
    public LambdaSelection Bind(ParseResult parsed, bool hasFoldColumn, IReadOnlyList<int>? folds)
    {
        LambdaRule rule = parsed.GetValue(_rule);
        if (CriterionOf(rule) is { } criterion)
        {
            Option? idle = ((Option[])[_folds, _heldOut, _seed]).FirstOrDefault(parsed.IsGiven);
            if (idle is not null || hasFoldColumn)
            {
                throw new UsageException($"{idle?.Name ?? "--fold-column"} holds rows out, and --rule {criterion.Name.ToLowerInvariant()} chooses on all rows. Leave out one or the other.");
            }

            return LambdaSelection.ByCriterion(criterion);
        }

        if (hasFoldColumn && (parsed.IsGiven(_folds) || parsed.IsGiven(_seed)))
        {
            throw new UsageException("--fold-column says the folds, so --folds and --seed have no meaning. Leave out one or the other.");
        }

        SelectionRule by = rule == LambdaRule.OneStandardError ? SelectionRule.OneStandardError : SelectionRule.LambdaMin;
        if (parsed.GetValue(_heldOut) is not { } fraction)
        {
            return LambdaSelection.CrossValidated(parsed.GetValue(_folds), by, parsed.GetValue(_seed), folds);
        }

        if (hasFoldColumn || parsed.IsGiven(_folds))
        {
            throw new UsageException($"--held-out takes the place of folds, so {(hasFoldColumn ? "--fold-column" : "--folds")} has no meaning. Leave out one or the other.");
        }

        return LambdaSelection.HeldOut(fraction, by, parsed.GetValue(_seed));
    }

    /// <summary>Refuses the options where nothing is chosen.</summary>
    public void RefuseAll(ParseResult parsed, string because)
    {
        foreach (Option option in (Option[])[_folds, _heldOut, _rule, _seed, _curve])
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} is for choosing lambda, and {because}. Leave out one or the other.");
            }
        }
    }

    private static InformationCriterion? CriterionOf(LambdaRule rule) => rule switch
    {
        LambdaRule.Aic => InformationCriterion.Aic,
        LambdaRule.Bic => InformationCriterion.Bic,
        LambdaRule.Ebic => InformationCriterion.Ebic(),
        _ => null,
    };
}
