using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the penalty and of the solver.</summary>
internal sealed class ModelOptions
{
    private readonly Option<double?> _l1Ratio = NewOption.Number(
        "--l1-ratio", "The mixing: 1 is the lasso, 0 is ridge, between is the elastic net. [default: 1]", r => r is >= 0 and <= 1, "a number from 0 to 1");

    private readonly Option<string[]> _factors = NewOption.List(
        "--factors", "NAME=V,...", "Penalty factors; 0: never penalised, so always in. NAME is a column, or one feature of it: column=level, column:word.");

    private readonly Option<string[]> _lower = NewOption.List("--lower", "NAME=V,...", "Lower bounds of coefficients, at most 0. A number alone is for all: --lower 0.");

    private readonly Option<string[]> _upper = NewOption.List("--upper", "NAME=V,...", "Upper bounds of coefficients, at least 0. A number alone is for all.");

    private readonly Option<bool> _noStandardize = NewOption.Flag("--no-standardize", "Do not divide features by their standard deviation before they are penalised.");

    private readonly Option<bool> _noIntercept = NewOption.Flag("--no-intercept", "Fit no intercept.");

    private readonly Option<bool> _grouped = NewOption.Flag("--grouped", "Of --family multinomial: a feature is in the model for all classes or for none.");

    private readonly Option<double?> _tolerance = NewOption.Number(
        "--tolerance", "The duality gap at which a fit stops, as a share of the null model's loss. [default: 1e-6]", t => t > 0 && double.IsFinite(t), "a positive number, such as 1e-6");

    private readonly Option<int> _threads = NewOption.Count("--threads", "Threads to use; 0: one a processor.", 0, least: 0);

    public void AddTo(Command command)
    {
        command.Add(_l1Ratio);
        command.Add(_factors);
        command.Add(_lower);
        command.Add(_upper);
        command.Add(_grouped);
        command.Add(_noStandardize);
        command.Add(_noIntercept);
        command.Add(_tolerance);
        command.Add(_threads);
    }

    public ModelSettings Bind(ParseResult parsed) => new()
    {
        L1Ratio = parsed.GetValue(_l1Ratio) ?? 1,
        Grouped = parsed.GetValue(_grouped),
        Factors = parsed.GetValue(_factors)!,
        Lower = parsed.GetValue(_lower)!,
        Upper = parsed.GetValue(_upper)!,
        Options = new FitOptions
        {
            Standardize = !parsed.GetValue(_noStandardize),
            Intercept = !parsed.GetValue(_noIntercept),
            Tolerance = parsed.GetValue(_tolerance) ?? FitOptions.Default.Tolerance,
            Threads = parsed.GetValue(_threads),
        },
    };
}
