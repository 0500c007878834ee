using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The parameters of the families of linear models.</summary>
internal sealed class LossOptions
{
    private readonly Option<double?> _power = NewOption.Number(
        "--tweedie-power", "Of --family tweedie: the variance grows as this power of the mean; 1 is poisson, 2 is gamma. [default: 1.5]", p => p is >= 1 and <= 2, "a number from 1 to 2");

    private readonly Option<double?> _delta = NewOption.Number(
        "--huber-delta", "Of --family huber: errors beyond this, in units of the label, count in proportion and not squared. [default: 1.345]", IsPositive, "a positive number");

    private readonly Option<double?> _quantile = NewOption.Number(
        "--quantile", "Of --family quantile: which one; 0.5 is the median. [default: 0.5]", q => q is > 0 and < 1, "a number above 0 and below 1");

    private readonly Option<double?> _smoothing = NewOption.Number(
        "--smoothing", "Of --family quantile: the width, in units of the label, over which the loss is rounded off. [default: a fiftieth of the labels' mean absolute deviation]", IsPositive, "a positive number");

    public void AddTo(Command command)
    {
        foreach ((Option<double?> option, _) in Uses)
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">A parameter is given that the family does not have.</exception>
    public LossSettings Bind(ParseResult parsed, Family family)
    {
        foreach ((Option<double?> option, Family of) in Uses)
        {
            if (parsed.IsGiven(option) && family != of)
            {
                throw new UsageException($"{option.Name} is for --family {Families.NameOf(of)}; the family is {Families.NameOf(family)}. Leave it out, or give --family {Families.NameOf(of)}.");
            }
        }

        var settings = new LossSettings(family);
        return settings with
        {
            TweediePower = parsed.GetValue(_power) ?? settings.TweediePower,
            HuberDelta = parsed.GetValue(_delta) ?? settings.HuberDelta,
            Quantile = parsed.GetValue(_quantile) ?? settings.Quantile,
            Smoothing = parsed.GetValue(_smoothing),
        };
    }

    private (Option<double?> Option, Family Family)[] Uses => [(_power, Family.Tweedie), (_delta, Family.Huber), (_quantile, Family.Quantile), (_smoothing, Family.Quantile)];

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
