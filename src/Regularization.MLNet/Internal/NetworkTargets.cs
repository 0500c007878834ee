namespace Regularization;

/// <summary>What a network is trained to give for the rows of a label column, and with which weights.</summary>
internal abstract class NetworkTargets
{
    /// <summary>The names of the classes that the targets are, or null if they are none.</summary>
    public virtual IReadOnlyList<string>? ClassNames => null;

    /// <summary>The targets.</summary>
    /// <param name="labels">Labels as they were read.</param>
    /// <exception cref="InvalidOperationException">A label was not there in training.</exception>
    public abstract float[] Of(double[] labels);

    /// <summary>The weights of rows, or null if all are 1.</summary>
    /// <param name="labels">Labels as they were read.</param>
    /// <param name="weights">The weights that were read, or null.</param>
    public virtual float[]? Weights(double[] labels, double[]? weights) => weights is null ? null : [.. weights.Select(w => (float)w)];
}
