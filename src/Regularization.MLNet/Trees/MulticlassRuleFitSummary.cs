namespace Regularization;

/// <summary>The rules of a model of several classes, and how they were chosen.</summary>
/// <remarks>
/// <example>See <see cref="RuleFitMulticlassTrainer"/>.</example>
/// </remarks>
public sealed class MulticlassRuleFitSummary
{
    internal MulticlassRuleFitSummary(MulticlassRuleSet rules, MultinomialFitSummary fit) => (Rules, Fit) = (rules, fit);

    /// <summary>The rules and linear terms of each class: what the model is made of, in words. Classes without training rows are not among them.</summary>
    public MulticlassRuleSet Rules { get; }

    /// <summary>The lasso that chose them; its features are all rules that were grown, and the linear terms.</summary>
    public MultinomialFitSummary Fit { get; }

    /// <inheritdoc/>
    public override string ToString() => Rules.ToString();
}
