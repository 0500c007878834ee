namespace Regularization;

/// <summary>Numbers, brought to mean 0 and standard deviation 1 where asked for: the last layer undoes it.</summary>
internal sealed class NumberTargets : NetworkTargets
{
    /// <summary>Measures the labels.</summary>
    /// <param name="labels">The training labels.</param>
    /// <param name="weights">Their weights, or null.</param>
    /// <param name="normalize">Whether to scale them.</param>
    public NumberTargets(double[] labels, double[]? weights, bool normalize)
    {
        if (!normalize)
        {
            return;
        }

        double total = weights?.Sum() ?? labels.Length, sum = 0, squares = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            sum += (weights?[i] ?? 1) * labels[i];
        }

        Mean = sum / total;
        for (int i = 0; i < labels.Length; i++)
        {
            squares += (weights?[i] ?? 1) * (labels[i] - Mean) * (labels[i] - Mean);
        }

        double deviation = Math.Sqrt(squares / total);
        Scale = deviation > 1e-11 * Math.Abs(Mean) ? deviation : 1;
    }

    public double Mean { get; }

    public double Scale { get; } = 1;

    public override float[] Of(double[] labels) => [.. labels.Select(y => (float)((y - Mean) / Scale))];
}
