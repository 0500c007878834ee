namespace Regularization;

/// <summary>The rules of a model, and how they were chosen.</summary>
/// <remarks>
/// <example>See <see cref="RuleFitRegressionTrainer"/>.</example>
/// </remarks>
public sealed class RuleFitSummary
{
    /// <summary>Rows that interactions are measured over, at the most.</summary>
    private const int MostRows = 1000;

    private readonly float[] _rows;
    private readonly int _width;

    internal RuleFitSummary(RuleSet rules, FitSummary fit, float[] features, int width)
    {
        (Rules, Fit, _width) = (rules, fit, width);
        int rows = features.Length / width, kept = Math.Min(rows, MostRows);
        _rows = [.. Enumerable.Range(0, kept).SelectMany(k => features.Skip((int)((long)k * rows / kept) * width).Take(width))];
    }

    /// <summary>The rules and linear terms of the model: what it is made of, in words.</summary>
    public RuleSet Rules { get; }

    /// <summary>The lasso that chose them; its features are all rules that were grown, and the linear terms.</summary>
    public FitSummary Fit { get; }

    /// <summary>How strongly inputs act together, over at most 1,000 of the training rows (<see cref="RuleSet.Interactions"/>). Computed when first asked for.</summary>
    public IReadOnlyList<RuleInteraction> Interactions => field ??= Rules.Interactions(_rows, _width);

    /// <summary>The report as one HTML page, which asks nothing of the network: the importance of the inputs, the rules, and the lasso that chose them.</summary>
    public string ToHtml() => Rules.ToHtml(Fit);

    /// <summary>Writes the report as one HTML page, which asks nothing of the network: the importance of the inputs, the rules, and the lasso that chose them.</summary>
    /// <param name="path">The name of the file, such as <c>rules.html</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void ToHtml(string path) => Rules.ToHtml(path, Fit);

    /// <inheritdoc/>
    public override string ToString() => Rules.ToString();
}
