using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the penalties on the weights of a network.</summary>
internal sealed class WeightPenaltyOptions
{
    private readonly Option<double?> _l1 = NewOption.Strength("--l1", "The factor of the sum of |w|: weights become exactly 0.");

    private readonly Option<double?> _l2 = NewOption.Strength("--l2", "The factor of the sum of w^2.");

    private readonly Option<double?> _group = NewOption.Strength(
        "--group", "The factor of the sum over hidden neurons of sqrt(fan-in) |incoming weights|: whole neurons become 0 and are left out of the model.");

    private readonly Option<PenaltyMode> _mode = NewOption.Choice(
        "--penalty-mode", "proximal (the default): a step of its own after each update, with exact zeros. loss: a term in the loss, without them; --group is proximal always.",
        ("proximal", PenaltyMode.Proximal), ("loss", PenaltyMode.LossTerm));

    private readonly Option<bool> _biases = NewOption.Flag("--decay-biases", "Penalties and weight decay act on biases too.");

    /// <summary>The option that a search over L1 strengths replaces.</summary>
    public Option L1 => _l1;

    public void AddTo(Command command)
    {
        command.Add(_l1);
        command.Add(_l2);
        command.Add(_group);
        command.Add(_mode);
        command.Add(_biases);
    }

    public WeightPenalty Bind(ParseResult parsed) => new()
    {
        L1 = parsed.GetValue(_l1) ?? 0,
        L2 = parsed.GetValue(_l2) ?? 0,
        Group = parsed.GetValue(_group) ?? 0,
        Mode = parsed.GetValue(_mode),
        IncludeBiases = parsed.GetValue(_biases),
    };
}
