namespace Regularization;

/// <summary>How far the scores of rows are apart: the range of the output that has the largest.</summary>
internal sealed class ScoreSpread
{
    private readonly float[] _least;
    private readonly float[] _most;

    public ScoreSpread(int outputs)
    {
        (_least, _most) = (new float[outputs], new float[outputs]);
        Array.Fill(_least, float.PositiveInfinity);
        Array.Fill(_most, float.NegativeInfinity);
    }

    /// <summary>The largest of the ranges; negative infinity without rows.</summary>
    public double Width => _most.Zip(_least, (most, least) => (double)most - least).Max();

    /// <summary>Adds the scores of some rows, row by row.</summary>
    public void Add(ReadOnlySpan<float> scores)
    {
        for (int from = 0; from < scores.Length; from += _least.Length)
        {
            ReadOnlySpan<float> row = scores.Slice(from, _least.Length);
            System.Numerics.Tensors.TensorPrimitives.Min(row, _least, _least);
            System.Numerics.Tensors.TensorPrimitives.Max(row, _most, _most);
        }
    }
}
