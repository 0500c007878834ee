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

    /// <summary>The report as one HTML page, which asks nothing of the network: the importance of the inputs, the rules of each class, and the lasso that chose them.</summary>
    public string ToHtml() => Rules.ToHtml(Fit);

    /// <summary>Writes the report as one HTML page, which asks nothing of the network: the importance of the inputs, the rules of each class, and the lasso that chose them.</summary>
    /// <param name="path">The name of the file, such as <c>rules.html</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void ToHtml(string path) => Rules.ToHtml(path, Fit);

    /// <inheritdoc/>
    public override string ToString() => Rules.ToString();
}
