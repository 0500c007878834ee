using System.CommandLine;
using Spectre.Console;

namespace Regularization.Tool;

/// <summary><c>regularize path</c>: the solutions for a sequence of lambdas.</summary>
internal sealed class PathCommand : Command
{
    public const string Examples = """
        Examples:
          regularize path diabetes.csv --label y
          regularize path diabetes.csv --label y --l1-ratio 0.5 --out coefficients.csv
          regularize path houses.csv.gz --label price --factors area=0 --lower 0 --missing mean
          regularize path news.libsvm.gz --family binomial --lambda 0.1,0.03,0.01
          regularize path claims.csv.gz --label cost --family gamma --penalty group-lasso --groups prefix
          regularize path wine.csv --label class --family multinomial --grouped
        """;

    private readonly ToolConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DataOptions _data = new(Families.Linear(), new LossOptions());
    private readonly ModelOptions _model = new();
    private readonly GridOptions _grid = new("These lambdas.");

    private readonly ReportOptions _report = new(
        "Write the path as CSV: lambda, nonzero, deviance explained, duality gap, intercept, and a column for each feature that is in at some lambda.",
        "How many lambdas to show, evenly spread; 0: all.",
        top: 25);

    public PathCommand(ToolConsole console, CancellationToken cancellation)
        : base("path", "Fit the whole regularization path and show which features enter when.")
    {
        (_console, _cancellation) = (console, cancellation);
        _data.AddTo(this, withFolds: false);
        _model.AddTo(this);
        _grid.AddTo(this);
        _report.AddTo(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        DataSettings settings = _data.Bind(parsed);
        ModelSettings model = _model.Bind(parsed);
        LambdaGrid grid = _grid.Bind(parsed);
        string? output = _report.Out(parsed);
        bool quiet = _report.Quiet(parsed);
        string? report = _report.Report(parsed);
        OutputFile.Check(output, "--out", settings.File);
        OutputFile.Check(report, "--report", settings.File);

        model.Check(settings.Family);
        var training = new Training(_console, quiet, _cancellation);
        TrainingData data = training.Read(settings);
        if (settings.Family == Family.Multinomial)
        {
            return new ChosenMultinomial(_console, training, data, settings, model, quiet).RunPath(grid, output, report, _report.Top(parsed), _cancellation);
        }

        var solver = new PathSolver(settings.Loss.LossFor(data.Problem.Y), model.Penalty.For(data.Features)) { Options = model.Options, Grid = grid };
        if (!quiet)
        {
            DataReport.Write(_console.Report, settings, data, model.Describe(settings.Loss));
        }

        RegularizationPath path = training.Fit(folds: 0, progress => solver.Fit(data.Problem, progress, _cancellation));
        if (!quiet)
        {
            PathReport.Write(_console.Report, data, path, _report.Top(parsed));
            ClosingReport.Write(_console.Report, path, model.Options.Tolerance, training.SecondsReading, path.Seconds);
        }

        if (path.Status != FitStatus.Converged)
        {
            int open = path.Count(solution => solution.Status != FitStatus.Converged);
            _console.Warn($"{Text.Count(open)} of {Text.Count(path.Count, "lambda")} did not reach the tolerance ({path.Status}); the {path[0].ProofName} says how good they are.");
        }

        ReportFile.Write(_console, report, path.ToHtml, quiet);
        if (output is not null)
        {
            OutputFile.Write(output, writer => CsvFile.WritePath(writer, data, path));
            if (!quiet)
            {
                _console.Report.WriteLine($"Path written to {output}.");
            }
        }

        return ExitCodes.Success;
    }
}
