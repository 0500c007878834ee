using System.Collections;

namespace Regularization;

/// <summary>A coefficient vector of length p of which only the nonzeros are held, by ascending feature index.</summary>
/// <remarks>
/// <example>
/// <code>
/// SparseCoefficients b = SparseCoefficients.FromDense([0, 1.5, 0, -2]);
/// Console.WriteLine($"{b.NonzeroCount} of {b.Count}; feature 3 has {b[3]}");
/// </code>
/// </example>
/// </remarks>
public sealed class SparseCoefficients : IReadOnlyList<double>
{
    private readonly int[] _indices;
    private readonly double[] _values;

    internal SparseCoefficients(int length, int[] indices, double[] values)
    {
        Count = length;
        (_indices, _values) = (indices, values);
    }

    /// <summary>The number of features, p.</summary>
    public int Count { get; }

    /// <summary>The number of coefficients that are not 0.</summary>
    public int NonzeroCount => _indices.Length;

    /// <summary>The features whose coefficient is not 0, ascending.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    /// <summary>Their coefficients, in the same order.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The coefficient of a feature.</summary>
    /// <param name="index">0 .. p − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside 0 .. p − 1.</exception>
    public double this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int at = Array.BinarySearch(_indices, index);
            return at >= 0 ? _values[at] : 0;
        }
    }

    /// <summary>Makes a sparse vector from a dense one.</summary>
    /// <param name="values">All p coefficients.</param>
    public static SparseCoefficients FromDense(ReadOnlySpan<double> values)
    {
        var indices = new List<int>();
        var nonzeros = new List<double>();
        for (int j = 0; j < values.Length; j++)
        {
            if (values[j] != 0)
            {
                indices.Add(j);
                nonzeros.Add(values[j]);
            }
        }

        return new SparseCoefficients(values.Length, [.. indices], [.. nonzeros]);
    }

    /// <summary>All p coefficients, zeros included.</summary>
    public double[] ToDense()
    {
        var dense = new double[Count];
        for (int k = 0; k < _indices.Length; k++)
        {
            dense[_indices[k]] = _values[k];
        }

        return dense;
    }

    /// <summary>How many are not 0, and the first of them.</summary>
    public override string ToString() => FormattableString.Invariant($"{NonzeroCount} of {Count} not 0{(NonzeroCount == 0 ? string.Empty : ": ")}{string.Join(", ", _indices.Take(8).Select((j, k) => FormattableString.Invariant($"[{j}] {_values[k]:g4}")))}{(NonzeroCount > 8 ? ", ..." : string.Empty)}");

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)ToDense()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
