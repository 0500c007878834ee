namespace Regularization;

/// <summary>
/// The Cholesky factor of the Newton system of a <see cref="CovarianceModel"/>, kept while the support changes: positions that are new are appended and those
/// that have left are taken out by rotations, so that a step costs what has changed and not the cube of the support.
/// </summary>
/// <remarks>
/// Rows are in the order in which the positions came; they take up at most 8 bytes times the square of one and a half times the largest support.
/// Source: Gill, Golub, Murray, Saunders, Methods for modifying matrix factorizations (1974), method C1.
/// </remarks>
internal sealed class SupportFactor
{
    /// <summary>What a rotation costs, in products of the factorisation: a rotation waits for the one before.</summary>
    private const int PriceOfRotation = 24;

    /// <summary>Positions taken out, relative to the size, after which a factor is made anew, lest rounding errors add up.</summary>
    private const int MostRemovals = 2;

    private readonly double _ridge;
    private Memory<double> _rows;
    private int _stride;
    private int[] _order = [];
    private double[] _l2 = [];
    private double[] _b = [];
    private int _removals;

    /// <param name="ridge">Added to the diagonal, relative to it.</param>
    public SupportFactor(double ridge) => _ridge = ridge;

    /// <summary>The number of positions; 0 where there is no factor.</summary>
    public int Size { get; private set; }

    /// <summary>The number of positions that the last <see cref="Update"/> could not take over.</summary>
    public int Appended { get; private set; }

    /// <summary>Drops the factor, as the matrix has changed; its memory is kept.</summary>
    public void Forget() => (Size, _removals) = (0, 0);

    /// <summary>Makes this the factor of gram_SS + L2 for a support S.</summary>
    /// <param name="support">Positions, each once.</param>
    /// <param name="gram">The Gram matrix by position; it never changes.</param>
    /// <param name="gramStride">From row to row.</param>
    /// <param name="l2">By position.</param>
    /// <returns>Whether that is numerically positive definite.</returns>
    public bool Update(ReadOnlySpan<int> support, ReadOnlySpan<double> gram, int gramStride, ReadOnlySpan<double> l2)
    {
        Reserve(support.Length);
        bool[] isNew = new bool[l2.Length];
        foreach (int position in support)
        {
            isNew[position] = true;
        }

        Remove(isNew, l2);
        for (int i = 0; i < Size; i++)
        {
            isNew[_order[i]] = false;
        }

        int kept = Size / KernelSet.CholeskyStep * KernelSet.CholeskyStep, size = Size;
        foreach (int position in support)
        {
            if (isNew[position])
            {
                _order[size++] = position;
            }
        }

        Appended = size - Size;
        Size = size;
        if (Appended == 0)
        {
            return true;
        }

        Span<double> rows = _rows.Span;
        for (int i = kept; i < size; i++)
        {
            int position = _order[i];
            ReadOnlySpan<double> from = gram.Slice(position * gramStride, l2.Length);
            Span<double> row = rows.Slice(i * _stride, i + 1);
            for (int k = 0; k <= i; k++)
            {
                row[k] = from[_order[k]];
            }

            _l2[i] = l2[position];
            row[i] = (row[i] + _l2[i]) * (1 + _ridge);
        }

        if (Kernels.Current.Cholesky(rows, size, _stride, kept))
        {
            return true;
        }

        Size = 0;
        return false;
    }

    /// <summary>Overwrites b, which belongs to the support in the order given here, with the solution of the system.</summary>
    public void Solve(ReadOnlySpan<int> support, Span<double> b)
    {
        int largest = 0;
        foreach (int position in support)
        {
            largest = Math.Max(largest, position);
        }

        if (_b.Length <= largest)
        {
            _b = new double[largest + 1];
        }

        var ordered = new double[Size];
        for (int k = 0; k < Size; k++)
        {
            _b[support[k]] = b[k];
        }

        for (int i = 0; i < Size; i++)
        {
            ordered[i] = _b[_order[i]];
        }

        Cholesky.Solve(_rows.Span, Size, _stride, ordered);
        for (int i = 0; i < Size; i++)
        {
            _b[_order[i]] = ordered[i];
        }

        for (int k = 0; k < Size; k++)
        {
            b[k] = _b[support[k]];
        }
    }

    /// <summary>Takes out what is not wanted, or stands for another L2; where that is dear, all that follows goes as well.</summary>
    private void Remove(ReadOnlySpan<bool> isWanted, ReadOnlySpan<double> l2)
    {
        int first = Size, count = 0;
        for (int i = 0; i < Size; i++)
        {
            if (l2[_order[i]] != _l2[i])
            {
                Size = i;
                first = Math.Min(first, i);
                break;
            }

            if (!isWanted[_order[i]])
            {
                first = Math.Min(first, i);
                count++;
            }
        }

        if ((_removals += count) > MostRemovals * Size)
        {
            (_removals, Size) = (0, 0);
        }
        else if ((double)PriceOfRotation * count * (Size - first) > (double)Size * Size)
        {
            Size = first;
        }

        for (int i = Size - 1; i >= first && count > 0; i--)
        {
            if (!isWanted[_order[i]])
            {
                RemoveRow(i);
            }
        }
    }

    /// <summary>Takes a row and its column out: what is left of the rows below is L₂₂L₂₂' + ℓℓ', ℓ being the column, which rotations make triangular again.</summary>
    private void RemoveRow(int removed)
    {
        Span<double> rows = _rows.Span;
        Size--;
        double[] cosine = new double[Size - removed], sine = new double[Size - removed];
        for (int i = removed; i < Size; i++)
        {
            (_order[i], _l2[i]) = (_order[i + 1], _l2[i + 1]);
            ReadOnlySpan<double> old = rows.Slice((i + 1) * _stride, i + 2);
            Span<double> row = rows.Slice(i * _stride, i + 1);
            old[..removed].CopyTo(row);
            double rest = old[removed];
            int last = i - removed;
            ReadOnlySpan<double> from = old.Slice(removed + 1, last), c = cosine.AsSpan(0, last), s = sine.AsSpan(0, last);
            Span<double> to = row.Slice(removed, last);
            for (int k = 0; k < to.Length; k++)
            {
                double value = from[k];
                to[k] = (c[k] * value) + (s[k] * rest);
                rest = (c[k] * rest) - (s[k] * value);
            }

            double diagonal = old[i + 1], root = Math.Sqrt((diagonal * diagonal) + (rest * rest));
            (cosine[last], sine[last], row[i]) = (diagonal / root, rest / root, root);
        }
    }

    private void Reserve(int size)
    {
        if (size <= _order.Length)
        {
            return;
        }

        int capacity = AlignedMemory.Room(size), stride = AlignedMemory.Stride(capacity);
        Memory<double> rows = AlignedMemory.Allocate<double>(capacity * stride);
        for (int i = 0; i < Size; i++)
        {
            AlignedMemory.Put(_rows.Span.Slice(i * _stride, i + 1), rows.Span[(i * stride)..]);
        }

        (_rows, _stride) = (rows, stride);
        Array.Resize(ref _order, capacity);
        Array.Resize(ref _l2, capacity);
    }
}
