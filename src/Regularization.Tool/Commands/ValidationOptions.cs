using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of cross-validation.</summary>
internal sealed class ValidationOptions
{
    private readonly Option<int> _folds = NewOption.Count("--folds", "The number of folds.", 10, least: 2);

    private readonly Option<SelectionRule> _rule = NewOption.Choice(
        "--rule", "Which lambda is chosen. min (the default): that of the smallest held-out deviance. 1se: the largest within one standard error of it.",
        ("min", SelectionRule.LambdaMin), ("1se", SelectionRule.OneStandardError));

    private readonly Option<int> _seed = NewOption.Count("--seed", "Seed of the random folds.", 1, least: int.MinValue);

    private readonly Option<string?> _curve = NewOption.Name("--curve", "FILE", "Write the cross-validation curve as CSV.");

    public void AddTo(Command command)
    {
        command.Add(_folds);
        command.Add(_rule);
        command.Add(_seed);
        command.Add(_curve);
    }

    public string? Curve(ParseResult parsed) => parsed.GetValue(_curve);

    public int Folds(ParseResult parsed) => parsed.GetValue(_folds);

    public SelectionRule Rule(ParseResult parsed) => parsed.GetValue(_rule);

    /// <exception cref="UsageException">A number of folds is given though a column says the folds.</exception>
    public LambdaSelection Bind(ParseResult parsed, bool hasFoldColumn, IReadOnlyList<int>? folds)
    {
        if (hasFoldColumn && (parsed.IsGiven(_folds) || parsed.IsGiven(_seed)))
        {
            throw new UsageException("--fold-column says the folds, so --folds and --seed have no meaning. Leave out one or the other.");
        }

        return LambdaSelection.CrossValidated(parsed.GetValue(_folds), parsed.GetValue(_rule), parsed.GetValue(_seed), folds);
    }

    /// <summary>Refuses the options where nothing is cross-validated.</summary>
    public void RefuseAll(ParseResult parsed, string because)
    {
        foreach (Option option in (Option[])[_folds, _rule, _seed, _curve])
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} is for cross-validation, and {because}. Leave out one or the other.");
            }
        }
    }
}
