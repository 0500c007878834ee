namespace Regularization;

/// <summary>The rules of a model, and how they were chosen.</summary>
public sealed class RuleFitSummary
{
    internal RuleFitSummary(RuleSet rules, FitSummary fit) => (Rules, Fit) = (rules, fit);

    /// <summary>The rules and linear terms of the model: what it is made of, in words.</summary>
    public RuleSet Rules { get; }

    /// <summary>The lasso that chose them; its features are all rules that were grown, and the linear terms.</summary>
    public FitSummary Fit { get; }

    /// <inheritdoc/>
    public override string ToString() => Rules.ToString();
}
