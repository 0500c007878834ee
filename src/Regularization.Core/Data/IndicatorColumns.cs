using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>
/// Those columns of a dense matrix that are 0 or 1, such as rules and flags, held as bits besides: a product with many of them reads a thirty-second of the
/// memory and takes a few steps for 64 rows.
/// </summary>
internal sealed class IndicatorColumns
{
    /// <summary>With fewer rows or columns than these the bits bring nothing.</summary>
    private const int LeastRows = IndicatorView.LineRows;
    private const int LeastColumns = LeastForAdd;

    /// <summary>The columns from which a product with a vector, or a sum of columns, is faster by bits: what they share must be worth its computation.</summary>
    private const int LeastForDot = 48;
    private const int LeastForAdd = 24;

    /// <summary>The products of columns from which it is so for a Gram matrix.</summary>
    private const int LeastForGram = 96;

    /// <summary>What is left of a sum of weights when that of the rows with 1 is taken off is rounding below this share.</summary>
    private const double Rounding = 1e-12;

    private readonly int _rows;
    private readonly int _count;
    private readonly int[] _slotOf;
    private readonly Memory<double> _words;

    private IndicatorColumns(int rows, int[] slotOf, int count)
    {
        (_rows, _slotOf, _count) = (rows, slotOf, count);
        _words = AlignedMemory.Allocate(checked((int)IndicatorView.LengthOf(rows, count)));
        _words.Span.Clear();
    }

    private Span<ulong> Words => MemoryMarshal.Cast<double, ulong>(_words.Span);

    private IndicatorView View => new(Words, _rows, _count);

    /// <summary>The indicators among the columns of a dense matrix, column-major; null if they are not worth it.</summary>
    public static IndicatorColumns? Of(ReadOnlySpan<float> values, int rows, int columns)
    {
        int[] slotOf = new int[columns];
        int count = 0;
        for (int j = 0; rows >= LeastRows && j < columns; j++)
        {
            slotOf[j] = IsIndicator(values.Slice(j * rows, rows)) ? count++ : -1;
        }

        if (count < LeastColumns)
        {
            return null;
        }

        var indicators = new IndicatorColumns(rows, slotOf, count);
        for (int j = 0; j < columns; j++)
        {
            if (slotOf[j] >= 0)
            {
                indicators.Fill(slotOf[j], values.Slice(j * rows, rows));
            }
        }

        return indicators;
    }

    /// <summary>Whether most columns are indicators.</summary>
    public bool IsMost => 2 * _count > _slotOf.Length;

    /// <summary>Whether a column is an indicator.</summary>
    public bool Holds(int column) => _slotOf[column] >= 0;

    /// <summary>result[c·resultStride + k] (+)= Σ_i x[i, columns[k]] r[c·rStride + i] where column k is an indicator.</summary>
    /// <returns>Whether it was done: not if there are too few.</returns>
    public bool TryDot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        using Slots slots = new(this, columns);
        if (slots.Found < LeastForDot)
        {
            return false;
        }

        Kernels.Current.Dot(View, slots.Span, r, rStride, rCount, result, resultStride, accumulate);
        return true;
    }

    /// <summary>result[k] = Σ_i h_i (x[i, columns[k]] − center[k])² where column k is an indicator: h over the rows with 1, times (1 − center)², and the rest of it times center².</summary>
    /// <inheritdoc cref="TryDot" path="/returns"/>
    public bool TrySquare(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result)
    {
        using Slots slots = new(this, columns);
        if (slots.Found < LeastForDot)
        {
            return false;
        }

        using Weights weights = new(h.Values, h.Uniform, _rows);
        Kernels.Current.Dot(View, slots.Span, weights.Span, _rows, 1, result, columns.Length, accumulate: false);
        for (int k = 0; k < columns.Length; k++)
        {
            if (slots.Span[k] >= 0)
            {
                double rest = h.Sum - result[k], other = 1 - center[k];
                result[k] = (result[k] * other * other) + (rest > Rounding * h.Sum ? rest * center[k] * center[k] : 0);
            }
        }

        return true;
    }

    /// <summary>y_i += Σ a[k] x[i, columns[k]] over the indicators.</summary>
    /// <inheritdoc cref="TryDot" path="/returns"/>
    public bool TryAdd(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        using Slots slots = new(this, columns);
        if (slots.Found < LeastForAdd)
        {
            return false;
        }

        Kernels.Current.Add(View, slots.Span, a, y);
        return true;
    }

    /// <summary>gram[k·stride + l] += Σ_i h_i (x[i, left[k]] − leftCenter[k]) (x[i, right[l]] − rightCenter[l]) for l ≤ k + diagonal, where both are indicators, over some rows: from a multiple of 512, at which h begins, to others.</summary>
    /// <inheritdoc cref="TryDot" path="/returns"/>
    public bool TryGram(int fromRow, int toRow, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride)
    {
        using Slots lefts = new(this, left), rights = new(this, right);
        if ((long)lefts.Found * rights.Found < LeastForGram)
        {
            return false;
        }

        int rows = toRow - fromRow;
        IndicatorView view = new(Words[(fromRow / IndicatorView.LineRows * _count * KernelSet.IndicatorLine)..], rows, _count);
        Kernels.Current.Gram(view, lefts.Span, rights.Span, diagonal, h, uniform, gram, stride);
        if (!leftCenter.ContainsAnyExcept(0) && !rightCenter.ContainsAnyExcept(0))
        {
            return true;
        }

        // (x − c)(z − d) = xz − d x − c z + cd.
        using Weights weights = new(h, uniform, rows);
        double[] ofLeft = ArrayPool<double>.Shared.Rent(left.Length), ofRight = ArrayPool<double>.Shared.Rent(right.Length);
        Kernels.Current.Dot(view, lefts.Span, weights.Span, rows, 1, ofLeft, left.Length, accumulate: false);
        Kernels.Current.Dot(view, rights.Span, weights.Span, rows, 1, ofRight, right.Length, accumulate: false);
        double sum = VectorMath.Sum(weights.Span);
        for (int k = 0; k < left.Length; k++)
        {
            double rest = ofLeft[k] - (leftCenter[k] * sum);
            int last = (int)Math.Min(right.Length, (long)k + diagonal + 1);
            for (int l = 0; lefts.Span[k] >= 0 && l < last; l++)
            {
                gram[(k * stride) + l] -= rights.Span[l] >= 0 ? (rightCenter[l] * rest) + (leftCenter[k] * ofRight[l]) : 0;
            }
        }

        ArrayPool<double>.Shared.Return(ofLeft);
        ArrayPool<double>.Shared.Return(ofRight);
        return true;
    }

    private static bool IsIndicator(ReadOnlySpan<float> column)
    {
        int i = 0;
        for (; i <= column.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.Create(column.Slice(i, Vector256<float>.Count));
            if (!Vector256.EqualsAll(x * x, x))
            {
                return false;
            }
        }

        return !column[i..].ContainsAnyExcept(0f, 1f);
    }

    private void Fill(int slot, ReadOnlySpan<float> column)
    {
        Span<ulong> words = Words;
        for (int row = 0; row < column.Length; row += IndicatorView.WordRows)
        {
            ulong word = 0;
            for (int i = Math.Min(IndicatorView.WordRows, column.Length - row) - 1; i >= 0; i--)
            {
                word = (word << 1) | (column[row + i] != 0 ? 1UL : 0);
            }

            words[View.IndexOf(row, slot)] = word;
        }
    }

    /// <summary>Where some columns are among the indicators, below 0 if they are not, in borrowed memory.</summary>
    private readonly ref struct Slots
    {
        private readonly int[] _array;

        public Slots(IndicatorColumns of, ReadOnlySpan<int> columns)
        {
            _array = ArrayPool<int>.Shared.Rent(columns.Length);
            Span = _array.AsSpan(0, columns.Length);
            for (int k = 0; k < columns.Length; k++)
            {
                Span[k] = of._slotOf[columns[k]];
                Found += Span[k] >= 0 ? 1 : 0;
            }
        }

        public Span<int> Span { get; }

        public int Found { get; }

        public void Dispose() => ArrayPool<int>.Shared.Return(_array);
    }

    /// <summary>Weights of rows as a vector, borrowed where they are all the same.</summary>
    private readonly ref struct Weights
    {
        private readonly double[]? _array;

        public Weights(ReadOnlySpan<double> h, double uniform, int rows)
        {
            Span = h;
            if (h.IsEmpty)
            {
                _array = ArrayPool<double>.Shared.Rent(rows);
                _array.AsSpan(0, rows).Fill(uniform);
                Span = _array.AsSpan(0, rows);
            }
        }

        public ReadOnlySpan<double> Span { get; }

        public void Dispose()
        {
            if (_array is not null)
            {
                ArrayPool<double>.Shared.Return(_array);
            }
        }
    }
}
