using System.CommandLine;

namespace Regularization.Tool;

/// <summary><c>regularize fit</c>: one model, at a given lambda or at the one that cross-validation chooses.</summary>
internal sealed class FitCommand : Command
{
    public const string Examples = """
        Examples:
          regularize fit diabetes.csv --label y --lambda 2 --out model.json
          regularize fit diabetes.csv --label y --rule 1se --out model.json      (lambda by cross-validation)
          regularize fit adult.csv.gz --label income --family binomial --missing skip --lambda 0.001 --top 0
          regularize fit genes.csv --label y --penalty sparse-group-lasso --groups pathways.csv --rule ebic
        """;

    private readonly ToolConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DataOptions _data = new(Families.Linear(), new LossOptions());
    private readonly ModelOptions _model = new();
    private readonly GridOptions _grid = new("The strength of the penalty. Without it, one is chosen: see --rule.", takesOne: true);
    private readonly ValidationOptions _validation = new();
    private readonly ReportOptions _report = new("Write the model as JSON, for `regularize predict`.", "How many coefficients to show; 0: all.", top: 20);

    public FitCommand(ToolConsole console, CancellationToken cancellation)
        : base("fit", "Fit one model, at the lambda given or, without one, at the lambda that cross-validation, rows held out or a criterion choose.")
    {
        (_console, _cancellation) = (console, cancellation);
        _data.AddTo(this, withFolds: true);
        _model.AddTo(this);
        _grid.AddTo(this);
        _validation.AddTo(this);
        _report.AddTo(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        DataSettings data = _data.Bind(parsed);
        LambdaGrid grid = _grid.Bind(parsed, "To choose among smaller ones, give them to `regularize cv` by --lambda.");
        double[] lambdas = _grid.Lambdas(parsed);
        if (lambdas.Length > 1)
        {
            throw new UsageException($"--lambda has {lambdas.Length} values; fit takes one. For several use `regularize path`, or `regularize cv` to choose among them.");
        }

        bool given = lambdas.Length == 1;
        if (given)
        {
            _validation.RefuseAll(parsed, "--lambda says which lambda");
        }
        else
        {
            _validation.Bind(parsed, data.FoldColumn is not null, folds: null);
        }

        return new ChosenModel
        {
            Data = data,
            Model = _model.Bind(parsed),
            Grid = given ? LambdaGrid.Default : grid,
            Lambda = folds => given ? LambdaSelection.Fixed(lambdas[0]) : _validation.Bind(parsed, data.FoldColumn is not null, folds),
            Folds = given ? 0 : _validation.Folds(parsed),
            Output = _report.Out(parsed),
            Report = _report.Report(parsed),
            Curve = _validation.Curve(parsed),
            Top = _report.Top(parsed),
            Quiet = _report.Quiet(parsed),
        }.Run(_console, _cancellation);
    }
}
