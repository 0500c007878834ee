namespace Regularization;

/// <summary>How cross-validation chooses lambda from its curve.</summary>
public enum SelectionRule
{
    /// <summary>The lambda of the smallest mean deviance (the largest one, if several tie).</summary>
    LambdaMin,

    /// <summary>The largest lambda whose mean deviance is within one standard error of the smallest: a sparser model that is about as good.</summary>
    OneStandardError,
}
