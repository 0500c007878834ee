using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the form of a network.</summary>
internal sealed class ArchitectureOptions
{
    private readonly Option<int[]> _hidden = NewOption.Sizes("--hidden", "The sizes of the hidden layers, first to last; none: a linear model.", 64);

    private readonly Option<ActivationKind> _activation = NewOption.Choice(
        "--activation", "The function after each hidden layer. [default: relu]",
        ("relu", ActivationKind.Relu), ("leaky-relu", ActivationKind.LeakyRelu), ("tanh", ActivationKind.Tanh), ("logistic", ActivationKind.Logistic));

    private readonly Option<double?> _dropout = NewOption.Number(
        "--dropout", "The probability with which a hidden value is left out in a training step.", p => p is >= 0 and < 1, "a number from 0 to below 1");

    public void AddTo(Command command)
    {
        command.Add(_hidden);
        command.Add(_activation);
        command.Add(_dropout);
    }

    public ActivationKind Activation(ParseResult parsed) => parsed.GetValue(_activation);

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public NetworkArchitecture Bind(ParseResult parsed)
    {
        int[] hidden = parsed.GetValue(_hidden)!;
        foreach (Option option in (Option[])[_activation, _dropout])
        {
            if (hidden.Length == 0 && parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} is for hidden layers, and --hidden is none. Leave out one or the other.");
            }
        }

        ActivationKind activation = Activation(parsed);
        return new NetworkArchitecture
        {
            Hidden = hidden,
            Activation = activation.ToActivation(),
            Initialization = activation is ActivationKind.Tanh or ActivationKind.Logistic ? Initialization.Glorot : Initialization.He,
            Dropout = parsed.GetValue(_dropout) ?? 0,
        };
    }
}
