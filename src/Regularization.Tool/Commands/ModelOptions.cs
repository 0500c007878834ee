using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the penalty and of the solver.</summary>
internal sealed class ModelOptions
{
    private readonly PenaltyOptions _penalty = new();

    private readonly Option<bool> _noStandardize = NewOption.Flag("--no-standardize", "Do not divide features by their standard deviation before they are penalised.");

    private readonly Option<bool> _noIntercept = NewOption.Flag("--no-intercept", "Fit no intercept.");

    private readonly Option<bool> _grouped = NewOption.Flag("--grouped", "Of --family multinomial: a feature is in the model for all classes or for none.");

    private readonly Option<double?> _tolerance = NewOption.Number(
        "--tolerance", "The duality gap at which a fit stops, as a share of the null model's loss; for mcp and scad the KKT residual. [default: 1e-6]", t => t is > 0 and < 1, "a number above 0 and below 1, such as 1e-6");

    private readonly Option<int> _threads = NewOption.Count("--threads", "Threads to use; 0: one a processor.", 0, least: 0);

    public void AddTo(Command command)
    {
        _penalty.AddTo(command);
        command.Add(_grouped);
        command.Add(_noStandardize);
        command.Add(_noIntercept);
        command.Add(_tolerance);
        command.Add(_threads);
    }

    public ModelSettings Bind(ParseResult parsed) => new()
    {
        Penalty = _penalty.Bind(parsed),
        Grouped = parsed.GetValue(_grouped),
        Options = new FitOptions
        {
            Standardize = !parsed.GetValue(_noStandardize),
            Intercept = !parsed.GetValue(_noIntercept),
            Tolerance = parsed.GetValue(_tolerance) ?? FitOptions.Default.Tolerance,
            Threads = parsed.GetValue(_threads),
        },
    };
}
