namespace Regularization.Tool;

/// <summary>Takes the labels as they are read.</summary>
internal abstract class LabelCollector(string? column)
{
    /// <summary>How messages call the label.</summary>
    protected string What { get; } = column is null ? "The label" : $"Label '{column}'";

    protected string? Column { get; } = column;

    public static LabelCollector For(Family family, string? column, string? positive, bool hasManyClasses = true) =>
        family switch
        {
            Family.Binomial or Family.SquaredHinge => new ClassLabels(column, family, positive, hasManyClasses),
            Family.Multinomial => new ManyClassLabels(column),
            _ => new NumberLabels(column, family, hasManyClasses),
        };

    public abstract void Add(string cell, Place place);

    /// <summary>The labels as numbers, and what the model must keep of them.</summary>
    /// <param name="weights">The weights of the rows, or null for equal ones: rows of weight 0 are no examples of a class.</param>
    public abstract (double[] Y, ModelLabel Label) Finish(IReadOnlyList<double>? weights);
}
