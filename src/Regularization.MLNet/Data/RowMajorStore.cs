using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>Rows as all their values, one after the other, in chunks while their number is not yet known.</summary>
/// <param name="columns">p, the number of features.</param>
internal sealed class RowMajorStore(int columns) : RowStore(columns)
{
    private const int ChunkValues = 1 << 20;

    private readonly List<float[]> _chunks = [];
    private readonly int _chunkRows = Math.Clamp(ChunkValues / columns, 1, 4096);

    public override void Add(ReadOnlySpan<float> values)
    {
        values.CopyTo(NextRow());
        Nonzeros += values.Length - MemoryMarshal.Cast<float, int>(values).Count(0);
    }

    public override void Add(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        Span<float> row = NextRow();
        for (int k = 0; k < values.Length; k++)
        {
            row[indices[k]] = values[k];
        }

        Nonzeros += values.Length - MemoryMarshal.Cast<float, int>(values).Count(0);
    }

    public override void CopyTo(RowStore other)
    {
        for (int i = 0; i < Rows; i++)
        {
            other.Add(Row(i));
        }
    }

    public override FeatureTable ToTable()
    {
        if ((long)Rows * Columns > Array.MaxLength)
        {
            throw TooManyValues(Rows, Columns);
        }

        float[] values = GC.AllocateUninitializedArray<float>(Rows * Columns);
        for (int c = 0, at = 0; c < _chunks.Count; c++)
        {
            int count = Math.Min(_chunks[c].Length, values.Length - at);
            _chunks[c].AsSpan(0, count).CopyTo(values.AsSpan(at));
            at += count;
            _chunks[c] = [];      // may be collected from here on
        }

        return new FeatureTable(Rows, Columns, values);
    }

    public override void Dispose() => _chunks.Clear();

    private Span<float> NextRow()
    {
        if (Rows == _chunks.Count * _chunkRows)
        {
            _chunks.Add(new float[checked(_chunkRows * Columns)]);
        }

        return Row(Rows++);
    }

    private Span<float> Row(int row) => _chunks[row / _chunkRows].AsSpan(row % _chunkRows * Columns, Columns);
}
