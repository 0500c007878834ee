namespace Regularization;

/// <content>Selection of entries.</content>
internal abstract partial class KernelSet
{
    /// <summary>Takes those entries of a row whose column has a position, in their order.</summary>
    /// <param name="columns">The columns of the entries.</param>
    /// <param name="entries">Their values, as many.</param>
    /// <param name="positionOf">By column: its position, below 0 if it has none.</param>
    /// <param name="positions">Receives the positions; room for all entries, of which what is beyond those taken is left with any content.</param>
    /// <param name="values">Receives the values; room for as many.</param>
    /// <returns>How many were taken.</returns>
    /// <exception cref="ArgumentException">Lengths do not fit, or a column is beyond <paramref name="positionOf"/>.</exception>
    public int Select(ReadOnlySpan<int> columns, ReadOnlySpan<float> entries, ReadOnlySpan<int> positionOf, Span<int> positions, Span<float> values)
    {
        KernelArguments.CheckAtLeast(columns.Length, entries.Length, nameof(entries));
        KernelArguments.CheckAtLeast(columns.Length, positions.Length, nameof(positions));
        KernelArguments.CheckAtLeast(columns.Length, values.Length, nameof(values));
        int taken = 0;
        return SelectFrom(SelectCore(columns, entries, positionOf, positions, values, ref taken), columns, entries, positionOf, positions, values, taken);
    }

    /// <summary>Takes some of the first entries; the others are taken one by one.</summary>
    /// <returns>How many were looked at.</returns>
    protected virtual int SelectCore(ReadOnlySpan<int> columns, ReadOnlySpan<float> entries, ReadOnlySpan<int> positionOf, Span<int> positions, Span<float> values, ref int taken) => 0;

    private static int SelectFrom(int from, ReadOnlySpan<int> columns, ReadOnlySpan<float> entries, ReadOnlySpan<int> positionOf, Span<int> positions, Span<float> values, int taken)
    {
        for (int e = from; e < columns.Length; e++)
        {
            if ((uint)columns[e] >= (uint)positionOf.Length)
            {
                KernelArguments.Throw(nameof(columns), $"Column {columns[e]} is beyond the {positionOf.Length} positions.");
            }

            // What is not taken is written, too, and then written over: a jump that cannot be foreseen costs more.
            int position = positionOf[columns[e]];
            (positions[taken], values[taken]) = (position, entries[e]);
            taken += position < 0 ? 0 : 1;
        }

        return taken;
    }
}
