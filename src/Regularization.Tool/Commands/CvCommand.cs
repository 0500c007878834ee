using System.CommandLine;

namespace Regularization.Tool;

/// <summary><c>regularize cv</c>: the path, cross-validated, and the model at the lambda that a rule chooses.</summary>
internal sealed class CvCommand : Command
{
    public const string Examples = """
        Examples:
          regularize cv diabetes.csv --label y --report diabetes.html
          regularize cv sms_spam.tsv --label label --family binomial --text text --rule 1se --out spam.json
          regularize cv a9a.libsvm.gz --family binomial --l1-ratio 0.9 --folds 5 --seed 7 --curve curve.csv
          regularize cv patients.csv --label died --family binomial --positive yes --fold-column hospital --ignore id
          regularize cv trips.csv.gz --label fare --held-out 0.2 --penalty group-lasso --groups prefix
        """;

    private readonly ToolConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DataOptions _data = new(Families.Linear(), new LossOptions());
    private readonly ModelOptions _model = new();
    private readonly GridOptions _grid = new("Choose among these lambdas.");
    private readonly ValidationOptions _validation = new();
    private readonly ReportOptions _report = new("Write the chosen model as JSON, for `regularize predict`.", "How many coefficients to show; 0: all.", top: 20);

    public CvCommand(ToolConsole console, CancellationToken cancellation)
        : base("cv", "Choose lambda by cross-validation, rows held out or a criterion, and show what it says and the chosen model.")
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
        _validation.Bind(parsed, data.FoldColumn is not null, folds: null);
        return new ChosenModel
        {
            Data = data,
            Model = _model.Bind(parsed),
            Grid = _grid.Bind(parsed, "Give smaller lambdas by --lambda."),
            Lambda = folds => _validation.Bind(parsed, data.FoldColumn is not null, folds),
            Folds = _validation.Folds(parsed),
            Output = _report.Out(parsed),
            Report = _report.Report(parsed),
            Curve = _validation.Curve(parsed),
            Top = _report.Top(parsed),
            Quiet = _report.Quiet(parsed),
        }.Run(_console, _cancellation);
    }
}
