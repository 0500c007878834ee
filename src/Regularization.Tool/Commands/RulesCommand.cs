using System.CommandLine;

namespace Regularization.Tool;

/// <summary><c>regularize rules</c>: RuleFit, a model that is a sum of few rules.</summary>
internal sealed class RulesCommand : Command
{
    public const string Examples = """
        Examples:
          regularize rules housing.csv --label medianHouseValue
          regularize rules adult.csv.gz --label income --family binomial --missing skip --out rules.csv
          regularize rules housing.csv --label medianHouseValue --accurate --max-rules 30
          regularize rules diabetes.csv --label y --grow 1000 --learning-rate 0.1 --rule min --model rules.zip

        The model that --model writes is one of ML.NET: a program with Microsoft.ML and Microsoft.ML.FastTree
        loads it and scores a vector column Features, whose slots are the features that the report counts.
        """;

    private readonly ToolConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DataOptions _data = new(Families.Rules());
    private readonly Option<bool> _accurate = NewOption.Flag(
        "--accurate",
"Few rules and a small error, much more slowly: trees of 2, 4 and 8 leaves, grown anew for each fold, and the folds choose how rules are penalised and how far they are shrunk, too. Sets --grow 1320 --learning-rate 0.1 --max-rules 60 --folds 5 --rule min where these are not given.");

    private readonly Option<int?> _grow = NewOption.CountOrNone("--grow", "About how many rules to grow, up to 100,000: each is a column of the lasso. [default: 500]", least: 2, most: 100_000);
    private readonly Option<int?> _mostRules = NewOption.CountOrNone("--max-rules", "The most rules to choose, whatever the number of linear terms. [default: any number]", least: 1);
    private readonly Option<double?> _leaves = NewOption.Number("--mean-leaves", "The mean number of leaves of a tree. 2 gives rules of one condition. [default: 4]", v => v >= 2 && double.IsFinite(v), "a number of at least 2");
    private readonly Option<double?> _rate = NewOption.Number("--learning-rate", "The learning rate of the boosted trees. [default: 0.01]", v => v is > 0 and <= 1, "a number above 0 and at most 1");
    private readonly Option<bool> _noLinear = NewOption.Flag("--no-linear", "Rules alone, without the features themselves.");

    private readonly Option<double?> _test = NewOption.Number(
        "--test", "Judge the model by this share of the rows, drawn at random, which it is not trained on; 0: train on all and judge by none. [default: 0.2]", v => v is >= 0 and < 1, "a number of at least 0 and below 1");

    private readonly Option<int?> _folds = NewOption.CountOrNone("--folds", "Folds of the cross-validation that chooses lambda. [default: 10]", least: 2);

    private readonly Option<SelectionRule> _rule = NewOption.Choice(
        "--rule",
        "Which lambda is chosen. 1se (the default): the largest within one standard error of the best, for few rules. min: that of the smallest held-out deviance.",
        ("1se", SelectionRule.OneStandardError),
        ("min", SelectionRule.LambdaMin));

    private readonly Option<int> _seed = NewOption.Count("--seed", "Seed of what is drawn at random.", 1, least: int.MinValue);
    private readonly Option<int> _threads = NewOption.Count("--threads", "Threads to use; 0: one a processor.", 0, least: 0);
    private readonly Option<string?> _model = NewOption.Name("--model", "FILE", "Write the model as a zip file of ML.NET.");
    private readonly ReportOptions _report = new("Write the rules and linear terms as CSV.", "How many rules and terms to show; 0: all.", top: 20);

    public RulesCommand(ToolConsole console, CancellationToken cancellation)
        : base("rules", "Fit a model that is a sum of few rules, such as \"income > 52,300 and age <= 41\", and linear terms (RuleFit).")
    {
        (_console, _cancellation) = (console, cancellation);
        _data.AddTo(this, withFolds: false);
        foreach (Option option in (Option[])[_accurate, _grow, _leaves, _rate, _mostRules, _noLinear, _test, _folds, _rule, _seed, _threads, _model])
        {
            Add(option);
        }

        _report.AddTo(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        DataSettings data = _data.Bind(parsed) with { HasManyClasses = false };
        int seed = parsed.GetValue(_seed);
        bool accurate = parsed.GetValue(_accurate);
        if (accurate && parsed.IsGiven(_leaves))
        {
            throw new UsageException("--mean-leaves is for sizes of trees that are drawn; --accurate has trees of 2, 4 and 8 leaves. Leave out one or the other.");
        }

        SelectionRule rule = parsed.IsGiven(_rule) ? parsed.GetValue(_rule) : accurate ? SelectionRule.LambdaMin : SelectionRule.OneStandardError;
        return new ChosenRules
        {
            Data = data,
            Settings = new RuleSettings
            {
                IsBinary = data.Family == Family.Binomial,
                Accurate = accurate,
                Rules = parsed.GetValue(_grow) ?? (accurate ? 1320 : 500),
                MeanLeaves = parsed.GetValue(_leaves) ?? 4,
                LearningRate = parsed.GetValue(_rate) ?? (accurate ? 0.1 : 0.01),
                MostRules = parsed.GetValue(_mostRules) ?? (accurate ? 60 : null),
                LinearTerms = !parsed.GetValue(_noLinear),
                Folds = parsed.GetValue(_folds) ?? (accurate ? 5 : 10),
                Rule = rule,
                Seed = seed,
                Threads = parsed.GetValue(_threads),
            },
            TestShare = parsed.GetValue(_test) ?? 0.2,
            Output = _report.Out(parsed),
            Report = _report.Report(parsed),
            Model = parsed.GetValue(_model),
            Top = _report.Top(parsed),
            Quiet = _report.Quiet(parsed),
        }.Run(_console, _cancellation);
    }
}
