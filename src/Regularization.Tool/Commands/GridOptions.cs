using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the lambdas of a path.</summary>
internal sealed class GridOptions
{
    private readonly Option<double[]> _lambda;

    private readonly Option<int> _count = NewOption.Count("--lambdas", "How many lambdas, evenly spaced in log lambda from where the first feature enters.", 100, least: 1);

    private readonly Option<double?> _ratio = NewOption.Number(
        "--lambda-ratio", "The smallest over the largest lambda. Else 1e-4, or 1e-2 with fewer rows than features.", r => r is > 0 and < 1, "a number between 0 and 1");

    /// <param name="lambdaHelp">What <c>--lambda</c> means to the command.</param>
    /// <param name="takesOne">Whether the command takes one lambda only.</param>
    public GridOptions(string lambdaHelp, bool takesOne = false) =>
        _lambda = NewOption.Numbers("--lambda", lambdaHelp, lambda => lambda >= 0 && double.IsFinite(lambda), "a finite number, not negative", mayBeOne: true, takesOne);

    public void AddTo(Command command)
    {
        command.Add(_lambda);
        command.Add(_count);
        command.Add(_ratio);
    }

    /// <summary>The lambdas given, if any.</summary>
    public double[] Lambdas(ParseResult parsed) => parsed.GetValue(_lambda)!;

    /// <param name="parsed">The command line.</param>
    /// <param name="advice">What to do where a smaller lambda may be better; of commands that choose one.</param>
    /// <exception cref="UsageException">Lambdas are given and computed.</exception>
    public LambdaGrid Bind(ParseResult parsed, string? advice = null)
    {
        double[] given = Lambdas(parsed);
        if (given.Length == 0)
        {
            return new LambdaGrid { Count = parsed.GetValue(_count), Ratio = parsed.GetValue(_ratio), Advice = advice };
        }

        if (parsed.IsGiven(_count) || parsed.IsGiven(_ratio))
        {
            throw new UsageException("--lambdas and --lambda-ratio are for lambdas that are computed; --lambda gives them. Leave out one or the other.");
        }

        return new LambdaGrid { Values = given, Advice = advice };
    }
}
