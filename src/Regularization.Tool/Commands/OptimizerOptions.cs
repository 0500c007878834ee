using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the update rule.</summary>
internal sealed class OptimizerOptions
{
    private const double UsualMomentum = 0.9;

    private readonly Option<OptimizerKind> _optimizer = NewOption.Choice(
        "--optimizer", "The update rule; momentum and nesterov are sgd with a momentum of 0.9. [default: adamw]",
        ("sgd", OptimizerKind.Sgd), ("momentum", OptimizerKind.Momentum), ("nesterov", OptimizerKind.Nesterov),
        ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW), ("rmsprop", OptimizerKind.RmsProp));

    private readonly Option<double?> _rate = NewOption.Number(
        "--learning-rate", "How far a step goes. [default: 0.001 with adam and adamw, else 0.01]", r => r > 0 && double.IsFinite(r), "a positive number, such as 0.001");

    private readonly Option<double?> _decay = NewOption.Strength(
        "--weight-decay", "Weight decay, with adamw decoupled, else added to the gradient: in sgd twice an --l2. [default: 0.01 with adamw, else 0]");

    public void AddTo(Command command)
    {
        command.Add(_optimizer);
        command.Add(_rate);
        command.Add(_decay);
    }

    /// <summary>The option that a search over weight decays replaces.</summary>
    public Option Decay => _decay;

    public Optimizer Bind(ParseResult parsed)
    {
        Optimizer optimizer = parsed.GetValue(_optimizer) switch
        {
            OptimizerKind.Sgd => Optimizers.Sgd(),
            OptimizerKind.Momentum => Optimizers.Sgd(momentum: UsualMomentum),
            OptimizerKind.Nesterov => Optimizers.Sgd(momentum: UsualMomentum, nesterov: true),
            OptimizerKind.Adam => Optimizers.Adam(),
            OptimizerKind.RmsProp => Optimizers.RmsProp(),
            _ => Optimizers.AdamW(),
        };
        return optimizer with { LearningRate = parsed.GetValue(_rate) ?? optimizer.LearningRate, WeightDecay = parsed.GetValue(_decay) ?? optimizer.WeightDecay };
    }
}
