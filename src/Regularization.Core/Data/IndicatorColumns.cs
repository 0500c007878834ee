using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>
/// Those columns of a dense matrix that are 0 or 1, such as rules and flags, held as bits besides: a product with many of them reads a thirty-second of the
/// memory and takes a few steps for 64 rows. Whether it is done so depends on the columns of a call alone.
/// </summary>
internal sealed class IndicatorColumns
{
    /// <summary>With fewer rows or columns than these the bits bring nothing.</summary>
    public const int LeastRows = IndicatorView.LineRows;
    public const int LeastColumns = 64;

    /// <summary>A product with one of many takes about this part of the time of a dense one.</summary>
    public const int CostDivisor = 4;

    /// <summary>So many share enough to be worth a block of their own, and so many nearly all that they can share.</summary>
    public const int Few = 128;
    public const int Many = 512;

    /// <summary>The share of the weight that rows with 0 must have: below it, what is left of a difference has lost too many digits.</summary>
    private const double LeastShare = 1e-3;

    private readonly int _rows;
    private readonly int _count;
    private readonly int[] _slotOf;
    private readonly Memory<double> _words;

    private IndicatorColumns(int rows, int[] slotOf, int count)
    {
        (_rows, _slotOf, _count) = (rows, slotOf, count);
        _words = AlignedMemory.Allocate<double>(checked((int)IndicatorView.LengthOf(rows, count)));
        _words.Span.Clear();
    }

    /// <summary>Whether most columns are indicators.</summary>
    public bool IsMost => 2 * _count > _slotOf.Length;

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
        IndicatorView view = indicators.View;
        Span<ulong> words = indicators.Words;
        for (int j = 0; j < columns; j++)
        {
            ReadOnlySpan<float> column = values.Slice(j * rows, rows);
            for (int row = 0; slotOf[j] >= 0 && row < rows; row += IndicatorView.WordRows)
            {
                words[view.IndexOf(row, slotOf[j])] = WordOf(column[row..Math.Min(rows, row + IndicatorView.WordRows)]);
            }
        }

        return indicators;
    }

    /// <summary>Whether a column is an indicator.</summary>
    public bool Holds(int column) => _slotOf[column] >= 0;

    /// <summary>result[c·resultStride + k] (+)= Σ_i x[i, columns[k]] r[c·rStride + i] where column k is an indicator.</summary>
    /// <param name="columns">Columns.</param>
    /// <param name="r">Vectors.</param>
    /// <param name="rStride">From one to the next.</param>
    /// <param name="rCount">How many.</param>
    /// <param name="result">The products.</param>
    /// <param name="resultStride">From those of one vector to those of the next.</param>
    /// <param name="accumulate">Whether they are added.</param>
    /// <param name="left">Where the columns are that were not done, ascending: as long as <paramref name="columns"/>, and not written if none was done.</param>
    /// <returns>How many were not done: all if too few are indicators.</returns>
    public int Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate, Span<int> left)
    {
        using Slots slots = new(this, columns);
        if (slots.Found < Kernels.Current.LeastForIndicatorDot)
        {
            return columns.Length;
        }

        Kernels.Current.Dot(View, slots.Span, r, rStride, rCount, result, resultStride, accumulate);
        return slots.PutOthers(left);
    }

    /// <summary>
    /// result[k] = Σ_i h_i (x[i, columns[k]] − center[k])²: h over the rows with 1, times (1 − center)², and the rest of it times center². Not done where column k has little
    /// but 1, too.
    /// </summary>
    /// <inheritdoc cref="Dot" path="/param[@name='left']|/returns"/>
    public int Square(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result, Span<int> left)
    {
        using Slots slots = new(this, columns);
        if (slots.Found < Kernels.Current.LeastForIndicatorDot)
        {
            return columns.Length;
        }

        using Weights weights = new(h.Values, h.Uniform, _rows);
        Kernels.Current.Dot(View, slots.Span, weights.Span, _rows, 1, result, columns.Length, accumulate: false);
        for (int k = 0; k < columns.Length; k++)
        {
            double rest = h.Sum - result[k], other = 1 - center[k];
            if (slots.Span[k] >= 0 && rest > LeastShare * h.Sum)
            {
                result[k] = (result[k] * other * other) + (rest * center[k] * center[k]);
            }
            else
            {
                slots.Span[k] = -1;
            }
        }

        return slots.PutOthers(left);
    }

    /// <summary>y_i += Σ a[k] x[i, columns[k]] over the indicators.</summary>
    /// <inheritdoc cref="Dot" path="/param[@name='left']|/returns"/>
    public int Add(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y, Span<int> left)
    {
        using Slots slots = new(this, columns);
        if (slots.Found < Kernels.Current.LeastForIndicatorAdd)
        {
            return columns.Length;
        }

        Kernels.Current.Add(View, slots.Span, a, y);
        return slots.PutOthers(left);
    }

    /// <summary>
    /// gram[k·stride + l] += Σ_i h_i (x[i, left[k]] − leftCenter[k]) (x[i, right[l]] − rightCenter[l]) for l ≤ k + diagonal over some rows: from a multiple of 512, at which h begins, to others.
    /// </summary>
    /// <returns>Whether it was done: not unless all columns are indicators and vary.</returns>
    public bool TryGram(int fromRow, int toRow, ReadOnlySpan<int> left, ReadOnlySpan<int> right, int diagonal, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> leftCenter, ReadOnlySpan<double> rightCenter, Span<double> gram, int stride)
    {
        using Slots lefts = new(this, left), rights = new(this, right);
        if (lefts.Found < left.Length || rights.Found < right.Length || (long)left.Length * right.Length < LeastColumns || !(h.IsEmpty || Kernels.Current.HasFastIndicatorGram))
        {
            return false;
        }

        int rows = toRow - fromRow;
        IndicatorView view = new(Words[(fromRow / IndicatorView.LineRows * _count * KernelSet.IndicatorLine)..], rows, _count);
        if (!leftCenter.ContainsAnyExcept(0) && !rightCenter.ContainsAnyExcept(0))
        {
            Kernels.Current.Gram(view, lefts.Span, rights.Span, diagonal, h, uniform, gram, stride);
            return true;
        }

        using Weights weights = new(h, uniform, rows);
        using Borrowed<double> ofLeft = new(left.Length), ofRight = new(right.Length);
        Kernels.Current.Dot(view, lefts.Span, weights.Span, rows, 1, ofLeft.Span, left.Length, accumulate: false);
        Kernels.Current.Dot(view, rights.Span, weights.Span, rows, 1, ofRight.Span, right.Length, accumulate: false);
        double sum = VectorMath.Sum(weights.Span);
        if (!(Math.Max(VectorMath.Max(ofLeft.Span), VectorMath.Max(ofRight.Span)) < (1 - LeastShare) * sum))
        {
            return false;
        }

        Kernels.Current.Gram(view, lefts.Span, rights.Span, diagonal, h, uniform, gram, stride);
        for (int k = 0; k < left.Length; k++)
        {
            // (x − c)(z − d) = xz − d (x − c) − c z.
            double rest = ofLeft.Span[k] - (leftCenter[k] * sum);
            Span<double> row = gram.Slice(k * stride, (int)Math.Min(right.Length, (long)k + diagonal + 1));
            for (int l = 0; l < row.Length; l++)
            {
                row[l] -= (rightCenter[l] * rest) + (leftCenter[k] * ofRight.Span[l]);
            }
        }

        return true;
    }

    private static bool IsIndicator(ReadOnlySpan<float> column)
    {
        int i = 0;
        for (; i <= column.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(in column[i]);
            if (!Vector256.EqualsAll(x * x, x))
            {
                return false;
            }
        }

        return !column[i..].ContainsAnyExcept(0f, 1f);
    }

    /// <summary>The bits of at most 64 rows.</summary>
    private static ulong WordOf(ReadOnlySpan<float> column)
    {
        ulong word = 0;
        int i = 0;
        for (; i <= column.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(in column[i]);
            word |= (ulong)Vector256.GreaterThan(x, Vector256<float>.Zero).ExtractMostSignificantBits() << i;
        }

        for (; i < column.Length; i++)
        {
            word |= column[i] > 0 ? 1UL << i : 0;
        }

        return word;
    }

    /// <summary>Where some columns are among the indicators, below 0 if they are not, in borrowed memory.</summary>
    private readonly ref struct Slots
    {
        private readonly Borrowed<int> _slots;

        public Slots(IndicatorColumns of, ReadOnlySpan<int> columns)
        {
            _slots = new Borrowed<int>(columns.Length);
            for (int k = 0; k < columns.Length; k++)
            {
                Span[k] = of._slotOf[columns[k]];
                Found += Span[k] >= 0 ? 1 : 0;
            }
        }

        public Span<int> Span => _slots.Span;

        public int Found { get; }

        /// <summary>Puts down where the columns are that are no indicators, or are not to be treated as such: those whose place is below 0.</summary>
        /// <returns>How many.</returns>
        public int PutOthers(Span<int> places)
        {
            int count = 0;
            for (int k = 0; k < Span.Length; k++)
            {
                places[count] = k;
                count += Span[k] < 0 ? 1 : 0;
            }

            return count;
        }

        public void Dispose() => _slots.Dispose();
    }

    /// <summary>Weights of rows as a vector, borrowed where they are all the same.</summary>
    private readonly ref struct Weights
    {
        private readonly Borrowed<double> _same;

        public Weights(ReadOnlySpan<double> h, double uniform, int rows)
        {
            _same = new Borrowed<double>(h.IsEmpty ? rows : 0);
            _same.Span.Fill(uniform);
            Span = h.IsEmpty ? _same.Span : h;
        }

        public ReadOnlySpan<double> Span { get; }

        public void Dispose() => _same.Dispose();
    }
}
