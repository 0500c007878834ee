using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The <c>--family</c> option of the commands.</summary>
internal static class Families
{
    /// <summary>What linear models predict.</summary>
    public static Option<Family> Linear() => NewOption.Choice(
        "--family",
        "gaussian (the default): the label is a number, least squares. huber: a number, some of them outliers. quantile: a quantile of a number. poisson: a count. gamma: an amount above 0. "
        + "tweedie: an amount, often 0. binomial: one of two classes, logistic regression. multinomial: one of several classes. squared-hinge: one of two classes, support vectors.",
        ("gaussian", Family.Gaussian),
        ("binomial", Family.Binomial),
        ("multinomial", Family.Multinomial),
        ("poisson", Family.Poisson),
        ("gamma", Family.Gamma),
        ("tweedie", Family.Tweedie),
        ("huber", Family.Huber),
        ("quantile", Family.Quantile),
        ("squared-hinge", Family.SquaredHinge));

    /// <summary>The name of a family as it is written.</summary>
    public static string NameOf(Family family) => family == Family.SquaredHinge ? "squared-hinge" : family.ToString().ToLowerInvariant();

    /// <summary>Whether the label is one of two classes.</summary>
    public static bool HasTwoClasses(Family family) => family is Family.Binomial or Family.SquaredHinge;

    /// <summary>Whether the mean is the exponential of the linear predictor.</summary>
    public static bool HasLogLink(Family family) => family is Family.Poisson or Family.Gamma or Family.Tweedie;

    /// <summary>What networks predict.</summary>
    public static Option<Family> Network() => NewOption.Choice(
        "--family",
        "gaussian (the default): the label is a number, squared loss. huber: a number, some of them outliers. poisson: a count. binomial: one of two classes. multinomial: one of several classes.",
        ("gaussian", Family.Gaussian), ("binomial", Family.Binomial), ("multinomial", Family.Multinomial), ("poisson", Family.Poisson), ("huber", Family.Huber));

    /// <summary>What rules predict.</summary>
    public static Option<Family> Rules() => NewOption.Choice(
        "--family", "gaussian (the default): the label is a number, squared loss. binomial: one of two classes, logistic loss.", ("gaussian", Family.Gaussian), ("binomial", Family.Binomial));
}
