using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The <c>--family</c> option of the commands.</summary>
internal static class Families
{
    /// <summary>What linear models predict.</summary>
    public static Option<Family> Linear() => NewOption.Choice(
        "--family", "gaussian (the default): the label is a number, least squares. binomial: it is one of two classes, logistic regression.",
        ("gaussian", Family.Gaussian), ("binomial", Family.Binomial));

    /// <summary>What networks predict.</summary>
    public static Option<Family> Network() => NewOption.Choice(
        "--family",
        "gaussian (the default): the label is a number, squared loss. huber: a number, some of them outliers. poisson: a count. binomial: one of two classes. multinomial: one of several classes.",
        ("gaussian", Family.Gaussian), ("binomial", Family.Binomial), ("multinomial", Family.Multinomial), ("poisson", Family.Poisson), ("huber", Family.Huber));
}
