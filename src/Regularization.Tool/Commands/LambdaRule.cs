namespace Regularization.Tool;

/// <summary>How lambda is chosen from a path.</summary>
internal enum LambdaRule
{
    /// <summary>The smallest held-out deviance.</summary>
    Min,

    /// <summary>The largest lambda within one standard error of it.</summary>
    OneStandardError,
    Aic,
    Bic,
    Ebic,
}
