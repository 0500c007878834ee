namespace Regularization;

/// <summary>Arrays that one step after the other works in: with many columns they are large, and as garbage they would be most of the memory.</summary>
internal sealed class MultinomialScratch
{
    private readonly double[][] _arrays = [.. Enumerable.Repeat(Array.Empty<double>(), 7)];

    /// <summary>Array number so-and-so with this length and any content, until it is asked for again.</summary>
    public double[] Any(int number, int length) => _arrays[number].Length == length ? _arrays[number] : _arrays[number] = new double[length];

    /// <summary>The same, all 0.</summary>
    public double[] Zeros(int number, int length)
    {
        double[] array = Any(number, length);
        Array.Clear(array);
        return array;
    }
}
