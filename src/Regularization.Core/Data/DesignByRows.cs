using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Regularization;

/// <summary>All entries of a sparse design by rows, columns ascending within each: what <see cref="ColumnsByRows"/> selects from.</summary>
internal sealed class DesignByRows
{
    private readonly long[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;

    public DesignByRows(SparseDesignMatrix design)
    {
        (Rows, Columns) = (design.Rows, design.Columns);
        SparseView x = design.View;
        int total = checked((int)x.Starts[Columns]);
        (_starts, _columns, _values) = (new long[Rows + 1], GC.AllocateUninitializedArray<int>(total), GC.AllocateUninitializedArray<float>(total));
        for (int e = 0; e < total; e++)
        {
            _starts[x.RowIndices[e] + 1]++;
        }

        for (int i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        // While the entries are put in, starts[i] is where the next of row i goes; afterwards that is where row i + 1 begins.
        for (int j = 0; j < Columns; j++)
        {
            for (int e = (int)x.Starts[j]; e < (int)x.Starts[j + 1]; e++)
            {
                long at = _starts[x.RowIndices[e]]++;
                (_columns[at], _values[at]) = (j, x.Values[e]);
            }
        }

        Array.Copy(_starts, 0, _starts, 1, Rows);
        _starts[0] = 0;
    }

    public int Rows { get; }

    public int Columns { get; }

    public int EntriesIn(Range rows) => (int)(_starts[rows.End] - _starts[rows.Start]);

    /// <summary>Takes what is in some columns and rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="weights">By row of the design: nothing is taken from those of weight 0. Empty if all count.</param>
    /// <param name="positionOf">By column, its position among those that are taken; below 0 if it is not.</param>
    /// <param name="starts">Receives where each row begins; one more than there are rows.</param>
    /// <param name="positions">Receives the positions; room for <see cref="EntriesIn"/>.</param>
    /// <param name="values">Receives the values; room for as many.</param>
    public void Select(Range rows, ReadOnlySpan<double> weights, ReadOnlySpan<int> positionOf, Span<long> starts, Span<int> positions, Span<float> values)
    {
        (int from, int to) = (rows.Start.Value, rows.End.Value);
        int at = 0;
        for (int i = from; i < to; i++)
        {
            starts[i - from] = at;
            if (!weights.IsEmpty && weights[i] == 0)
            {
                continue;
            }

            int start = (int)_starts[i], length = (int)(_starts[i + 1] - start);
            at += Select(_columns.AsSpan(start, length), _values.AsSpan(start, length), positionOf, positions.Slice(at, length), values.Slice(at, length));
        }

        starts[to - from] = at;
    }

    /// <summary>The entries of a row: how many were taken. What is not taken is written, too, and then written over: a jump that cannot be foreseen costs more.</summary>
    private static int Select(ReadOnlySpan<int> columns, ReadOnlySpan<float> entries, ReadOnlySpan<int> positionOf, Span<int> positions, Span<float> values)
    {
        int taken = 0, e = 0;
        if (Avx2.IsSupported && Bmi2.X64.IsSupported)
        {
            (taken, e) = SelectEight(columns, entries, positionOf, positions, values);
        }

        for (; e < columns.Length; e++)
        {
            int position = positionOf[columns[e]];
            (positions[taken], values[taken]) = (position, entries[e]);
            taken += position < 0 ? 0 : 1;
        }

        return taken;
    }

    /// <summary>The same, eight at a time: how many were taken of how many.</summary>
    private static unsafe (int Taken, int Seen) SelectEight(ReadOnlySpan<int> columns, ReadOnlySpan<float> entries, ReadOnlySpan<int> positionOf, Span<int> positions, Span<float> values)
    {
        const ulong LowBits = 0x0101010101010101, Numbers = 0x0706050403020100;
        int taken = 0, e = 0;
        fixed (int* column = columns, table = positionOf, toPosition = positions)
        fixed (float* entry = entries, toValue = values)
        {
            for (; e + 8 <= columns.Length; e += 8)
            {
                Vector256<int> position = Avx2.GatherVector256(table, Avx.LoadVector256(column + e), sizeof(int));
                uint isTaken = ~(uint)Avx.MoveMask(position.AsSingle()) & 0xFF;

                // The numbers of those that are taken, side by side: nothing is written beyond where these eight were.
                ulong numbers = Bmi2.X64.ParallelBitExtract(Numbers, Bmi2.X64.ParallelBitDeposit(isTaken, LowBits) * 0xFF);
                Vector256<int> order = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(numbers).AsByte());
                Avx.Store(toPosition + taken, Avx2.PermuteVar8x32(position, order));
                Avx.Store(toValue + taken, Avx2.PermuteVar8x32(Avx.LoadVector256(entry + e), order));
                taken += BitOperations.PopCount(isTaken);
            }
        }

        return (taken, e);
    }
}
