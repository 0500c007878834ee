using System.Diagnostics.CodeAnalysis;

namespace Regularization;

/// <summary>The checks before every kernel call: after them no implementation can leave the memory it was given.</summary>
internal static class KernelArguments
{
    public static void Check(in DenseView x, ReadOnlySpan<int> columns)
    {
        if (x.Rows < 0 || x.Columns < 0 || x.Stride < x.Rows)
        {
            Throw("x", $"The dense matrix has {x.Rows} rows, {x.Columns} columns and stride {x.Stride}; none may be negative and the stride must not be smaller than the rows.");
        }

        if (x.Columns > 0 && x.Rows > 0 && ((long)(x.Columns - 1) * x.Stride) + x.Rows > x.Values.Length)
        {
            Throw("x", $"The dense matrix has {x.Values.Length} values; {x.Rows} rows and {x.Columns} columns {x.Stride} apart need {((long)(x.Columns - 1) * x.Stride) + x.Rows}.");
        }

        CheckIndices(columns, x.Columns, "columns", "column");
    }

    /// <summary>Columns may be below 0: those are passed over.</summary>
    public static void Check(in IndicatorView x, ReadOnlySpan<int> columns)
    {
        if (x.Rows < 0 || x.Columns < 0 || IndicatorView.LengthOf(x.Rows, x.Columns) > x.Words.Length)
        {
            Throw("x", $"The indicators have {x.Rows} rows, {x.Columns} columns and {x.Words.Length} words; neither may be negative, and they need {IndicatorView.LengthOf(x.Rows, x.Columns)} words.");
        }

        foreach (int column in columns)
        {
            if (column >= x.Columns)
            {
                Throw(nameof(columns), $"Column {column} is beyond the {x.Columns} columns of the indicators.");
            }
        }
    }

    public static void Check(in SparseView x, ReadOnlySpan<int> columns)
    {
        if (x.Rows < 0 || x.Starts.IsEmpty)
        {
            Throw("x", $"The sparse matrix has {x.Rows} rows and {x.Starts.Length} column starts; rows must not be negative and there is one start more than there are columns.");
        }

        CheckIndices(columns, x.Columns, "columns", "column");
        long entries = Math.Min(x.RowIndices.Length, x.Values.Length);
        foreach (int column in columns)
        {
            long start = x.Starts[column];
            long end = x.Starts[column + 1];
            if (start < 0 || end < start || end > entries)
            {
                Throw("x", $"Column {column} of the sparse matrix is at entries {start} to {end}; they must ascend within 0 to {entries}.");
            }
        }
    }

    public static void Check(in CoordinateView at, bool usesColumns)
    {
        int size = at.Beta.Length;
        CheckIndices(at.Visit, size, nameof(at.Visit), "position");
        CheckAtLeast(size, at.Curvature.Length, nameof(at.Curvature));
        CheckAtLeast(size, at.L1.Length, nameof(at.L1));
        CheckAtLeast(size, at.L2.Length, nameof(at.L2));
        CheckAtLeast(size, at.Lower.Length, nameof(at.Lower));
        CheckAtLeast(size, at.Upper.Length, nameof(at.Upper));
        if (usesColumns)
        {
            CheckAtLeast(size, at.Columns.Length, nameof(at.Columns));
            CheckAtLeast(size, at.Center.Length, nameof(at.Center));
            CheckAtLeast(size, at.InverseScale.Length, nameof(at.InverseScale));
        }
    }

    public static void Check(in SparseRowView x, ReadOnlySpan<int> rows)
    {
        if (x.Columns < 0 || x.Starts.IsEmpty)
        {
            Throw("x", $"The sparse matrix has {x.Columns} columns and {x.Starts.Length} row starts; columns must not be negative and there is one start more than there are rows.");
        }

        CheckIndices(rows, x.Rows, "rows", "row");
        long entries = Math.Min(x.ColumnIndices.Length, x.Values.Length);
        foreach (int row in rows)
        {
            long start = x.Starts[row];
            long end = x.Starts[row + 1];
            if (start < 0 || end < start || end > entries)
            {
                Throw("x", $"Row {row} of the sparse matrix is at entries {start} to {end}; they must ascend within 0 to {entries}.");
            }
        }
    }

    /// <summary>As <see cref="Check(in SparseRowView, ReadOnlySpan{int})"/> for all rows.</summary>
    public static void CheckAllRows(in SparseRowView x)
    {
        Check(x, []);
        long entries = Math.Min(x.ColumnIndices.Length, x.Values.Length), previous = 0;
        foreach (long start in x.Starts)
        {
            if (start < previous || start > entries)
            {
                Throw("x", $"A row of the sparse matrix begins at entry {start}, after one at {previous}; they must ascend within 0 to {entries}.");
            }

            previous = start;
        }
    }

    /// <summary>A matrix by rows.</summary>
    public static void CheckMatrix(int rows, int columns, int length, int stride, string name)
    {
        if (rows < 0 || columns < 0 || stride < columns)
        {
            Throw(name, $"{name} has {rows} rows of {columns}, {stride} apart; none may be negative and rows must not overlap.");
        }

        if (rows > 0 && columns > 0 && ((long)(rows - 1) * stride) + columns > length)
        {
            Throw(name, $"{name} has {length} elements; {rows} rows of {columns}, {stride} apart, need {((long)(rows - 1) * stride) + columns}.");
        }
    }

    public static void CheckRange(int from, int to, int limit)
    {
        if (from < 0 || to < from || to > limit)
        {
            Throw("to", $"The range is {from} to {to}; it must ascend within 0 to {limit}.");
        }
    }

    public static void CheckRightHandSides(int rows, int count, int rLength, int rStride, int rCount, int resultLength, int resultStride)
    {
        if (rCount < 0 || rStride < 0 || resultStride < 0)
        {
            Throw("rCount", $"There are {rCount} right-hand sides, {rStride} apart, with results {resultStride} apart; none may be negative.");
        }

        if (rCount > 0 && rows > 0 && ((long)(rCount - 1) * rStride) + rows > rLength)
        {
            Throw("r", $"r has {rLength} elements; {rCount} right-hand sides of {rows} rows {rStride} apart need {((long)(rCount - 1) * rStride) + rows}.");
        }

        if (rCount > 1 && resultStride < count)
        {
            Throw("resultStride", $"The results of {rCount} right-hand sides are {resultStride} apart; they must not overlap, and there are {count} columns.");
        }

        if (rCount > 0 && count > 0 && ((long)(rCount - 1) * resultStride) + count > resultLength)
        {
            Throw("result", $"result has {resultLength} elements; {count} columns for {rCount} right-hand sides {resultStride} apart need {((long)(rCount - 1) * resultStride) + count}.");
        }
    }

    public static void CheckGram(int size, int length, int stride)
    {
        if (stride < size || (size > 0 && ((long)(size - 1) * stride) + size > length))
        {
            Throw("gram", $"gram has {length} elements and stride {stride}; {size} positions need a stride of at least {size} and {((long)(size - 1) * stride) + size} elements.");
        }
    }

    /// <summary>Weights are all there, or none is.</summary>
    public static void CheckWeights(int rows, int length)
    {
        if (length != 0)
        {
            CheckRows(rows, length, "h");
        }
    }

    public static void CheckRows(int rows, int length, string name)
    {
        if (length != rows)
        {
            Throw(name, $"{name} has {length} elements; there are {rows} rows, and it must have as many.");
        }
    }

    /// <summary>The moments that a rule keeps are as many as its weights.</summary>
    public static void CheckMoments(UpdateRule rule, int weights, int first, int second, int largest)
    {
        CheckAtLeast(rule is UpdateRule.Sgd or UpdateRule.RmsProp ? 0 : weights, first, nameof(first));
        CheckAtLeast(rule is UpdateRule.Adam or UpdateRule.AmsGrad or UpdateRule.RmsProp ? weights : 0, second, nameof(second));
        CheckAtLeast(rule is UpdateRule.AmsGrad ? weights : 0, largest, nameof(largest));
    }

    public static void CheckAtLeast(int needed, int length, string name)
    {
        if (length < needed)
        {
            Throw(name, $"{name} has {length} elements; it must have at least {needed}.");
        }
    }

    public static void CheckIndices(ReadOnlySpan<int> indices, int limit, string name, string what)
    {
        // As an unsigned number a negative index is larger than any limit. The maximum needs no branch in the loop.
        uint largest = 0;
        foreach (int index in indices)
        {
            largest = Math.Max(largest, (uint)index);
        }

        if (!indices.IsEmpty && largest >= (uint)limit)
        {
            Throw(name, $"{name} has the {what} {(int)largest}; there are {limit}, counted from 0.");
        }
    }

    [DoesNotReturn]
    public static void Throw(string name, string message) => throw new ArgumentException(message, name);
}
