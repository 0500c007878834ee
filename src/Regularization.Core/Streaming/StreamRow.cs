namespace Regularization;

/// <summary>One row of a stream, as <see cref="RowSource.FromEnumerable(int, IEnumerable{StreamRow}, bool)"/> takes it. It holds no numbers of its own, so the next row may be written into the same arrays.</summary>
/// <remarks>
/// <example>See <see cref="RowSource"/>.</example>
/// </remarks>
/// <param name="Indices">The features of a sparse row, ascending without repeats; empty for a dense row.</param>
/// <param name="Values">One value for each index, or all p of a dense row. With neither indices nor values the row is all zeros.</param>
/// <param name="Label">The response y: a number, or a class written as 0 or 1.</param>
/// <param name="Weight">The example weight, not negative.</param>
/// <param name="Offset">The offset o, added to the linear predictor.</param>
public readonly record struct StreamRow(ReadOnlyMemory<int> Indices, ReadOnlyMemory<float> Values, double Label, double Weight = 1, double Offset = 0)
{
    /// <summary>A dense row.</summary>
    /// <param name="values">The values of all p features.</param>
    /// <param name="label">The response y.</param>
    /// <param name="weight">The example weight.</param>
    public StreamRow(ReadOnlyMemory<float> values, double label, double weight = 1)
        : this(default, values, label, weight)
    {
    }
}
