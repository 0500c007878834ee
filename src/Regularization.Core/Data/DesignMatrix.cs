namespace Regularization;

/// <summary>
/// The features of a training problem: n rows by p columns of float32, dense (column-major) or sparse (CSC).
/// </summary>
/// <remarks>
/// Every value is finite: this is checked once, where the matrix is made. A matrix is immutable as far as this library is concerned; the factories
/// that take a <c>float[]</c> keep the array they are given, so do not write to it afterwards. Solvers ask only for products with columns and never
/// for a centred or scaled copy.
/// <example>
/// <code>
/// DesignMatrix x = DesignMatrix.FromColumns(new float[] { 1, 2, 3, 10, 20, 30 }, rows: 3, columns: 2);   // column after column
/// var problem = new TrainingProblem(x, [1.5, 2, 2.5]);
/// </code>
/// </example>
/// </remarks>
public abstract class DesignMatrix
{
    private const double SparseShare = 0.2;

    private protected DesignMatrix(int rows, int columns)
    {
        if (rows < 1)
        {
            throw new ArgumentException($"The design matrix has {rows} rows; it must have at least 1. Check that the data were read and not all filtered out.", nameof(rows));
        }

        if (columns < 1)
        {
            throw new ArgumentException($"The design matrix has {columns} columns; it must have at least 1 feature.", nameof(columns));
        }

        Rows = rows;
        Columns = columns;
    }

    /// <summary>The number of rows (examples), n.</summary>
    public int Rows { get; }

    /// <summary>The number of columns (features), p.</summary>
    public int Columns { get; }

    /// <summary>Whether only the nonzero entries are held.</summary>
    public abstract bool IsSparse { get; }

    /// <summary>The number of entries held: n·p for a dense matrix, the stored entries of a sparse one.</summary>
    public abstract long EntryCount { get; }

    /// <summary>Whether features should be held sparse: at most a fifth of the values is not 0.</summary>
    /// <remarks>
    /// A sparse entry takes the memory of two dense values. Which is faster depends on the problem: where a fifth was not 0, lasso paths took 1.0 (logistic, 20,000 x 200), 1.1 (least squares, 2,000 x 1,000) and 0.3 times (logistic,
    /// 2,000 x 1,000) as long sparse as dense, and where a half was not, 1.4, 2.6 and 0.8 times. Least squares on many more rows than features (20,000 x 200) is the exception: 6 and 9 times.
    /// </remarks>
    /// <param name="nonzeros">Values other than 0.</param>
    /// <param name="rows">n.</param>
    /// <param name="columns">p.</param>
    public static bool PrefersSparse(long nonzeros, long rows, long columns) => nonzeros <= SparseShare * rows * columns;

    /// <summary>A dense matrix over <paramref name="values"/>, without a copy.</summary>
    /// <param name="values">Length rows·columns, column-major: x[i, j] is <c>values[j * rows + i]</c>.</param>
    /// <param name="rows">n, at least 1.</param>
    /// <param name="columns">p, at least 1.</param>
    /// <exception cref="ArgumentException">The length is not rows·columns, a size is below 1, or a value is NaN or infinite.</exception>
    public static DesignMatrix FromColumns(float[] values, int rows, int columns) => new DenseDesignMatrix(values, rows, columns);

    /// <summary>A dense matrix rounded to float32 from float64 values in column-major order.</summary>
    /// <param name="values">Length rows·columns, column-major.</param>
    /// <param name="rows">n, at least 1.</param>
    /// <param name="columns">p, at least 1.</param>
    /// <exception cref="ArgumentException">The length is not rows·columns, a size is below 1, a value is NaN, infinite or beyond float32, or float32 would lose what a column varies by (such as times in seconds since 1970).</exception>
    public static DesignMatrix FromColumns(ReadOnlySpan<double> values, int rows, int columns)
    {
        var single = new float[values.Length];
        for (int i = 0; i < single.Length; i++)
        {
            single[i] = (float)values[i];
        }

        for (int j = 0; rows > 0 && (long)rows * columns == values.Length && j < columns; j++)
        {
            FiniteCheck.RequireSpread(values.Slice(j * rows, rows), j, nameof(values));
        }

        return new DenseDesignMatrix(single, rows, columns);
    }

    /// <summary>A dense matrix from a rectangular array, x[i, j] = <c>values[i, j]</c>, rounded to float32.</summary>
    /// <param name="values">n x p.</param>
    /// <exception cref="ArgumentException">A size is below 1, a value is NaN, infinite or beyond float32, or float32 would lose what a column varies by.</exception>
    public static DesignMatrix FromRows(double[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int rows = values.GetLength(0), columns = values.GetLength(1);
        var byColumn = new double[(long)rows * columns];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                byColumn[((long)j * rows) + i] = values[i, j];
            }
        }

        return FromColumns(byColumn, rows, columns);
    }

    /// <summary>A sparse matrix in compressed sparse column form over the given arrays, without a copy.</summary>
    /// <param name="rows">n, at least 1.</param>
    /// <param name="columnStarts">Length p + 1, from 0, not decreasing: the entries of column j are at columnStarts[j] .. columnStarts[j + 1].</param>
    /// <param name="rowIndices">The row of each entry, ascending within a column, without repeats.</param>
    /// <param name="values">The value of each entry.</param>
    /// <exception cref="ArgumentException">The arrays do not describe such a matrix, or a value is NaN or infinite.</exception>
    public static DesignMatrix FromCompressedColumns(int rows, long[] columnStarts, int[] rowIndices, float[] values) =>
        new SparseDesignMatrix(rows, columnStarts, rowIndices, values);

    /// <summary>result[c·resultStride + k] (+)= Σ_i x[i, columns[k]] · r[c·rStride + i].</summary>
    internal abstract void Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate);

    /// <summary>As <see cref="Dot(ReadOnlySpan{int}, ReadOnlySpan{double}, int, int, Span{double}, int, bool)"/> for one right-hand side.</summary>
    internal void Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, Span<double> result) => Dot(columns, r, r.Length, 1, result, columns.Length, accumulate: false);

    /// <summary>result[k] = Σ_i h_i (x[i, columns[k]] − center[k])².</summary>
    internal abstract void Square(ReadOnlySpan<int> columns, in RowWeights h, ReadOnlySpan<double> center, Span<double> result);

    /// <summary>y_i += Σ_k a[k] · x[i, columns[k]].</summary>
    internal abstract void Add(ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y);

    /// <summary>
    /// gram[k·stride + l] = Σ_i h_i (x[i, columns[k]] − center[k]) (x[i, columns[l]] − center[l]) for first ≤ k and l ≤ k, on all threads. An empty
    /// <paramref name="h"/> means that every weight is <paramref name="uniform"/>; the centres are the h-weighted means, or all 0.
    /// </summary>
    internal abstract void Gram(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> gram, int stride, int threads);

    /// <summary>The same with the rows that are asked for, and no others, in memory: rows[(k − first)·stride + l]. For dense matrices.</summary>
    internal virtual void GramRows(int[] columns, int first, double[] h, double uniform, double[] center, Memory<double> rows, int stride, int threads) => throw new NotSupportedException();

    /// <summary>Whether <see cref="GramSingle"/> is there and faster, and the columns have so many values that it rounds at random.</summary>
    internal virtual bool SuitsSingleGram(ReadOnlySpan<int> columns) => false;

    /// <summary>The whole Gram matrix with centres that are float32 numbers, in single precision where that is faster (<see cref="KernelSet.GramSingle"/>).</summary>
    internal virtual void GramSingle(int[] columns, double[] h, double uniform, double[] center, Memory<double> gram, int stride, int threads) => throw new NotSupportedException();

    /// <summary>Coordinate descent in residual form; the true residual afterwards is u + shift·h (<c>dense_cd</c>, <c>sparse_cd</c> in the ABI header).</summary>
    internal abstract void CoordinateDescent(in RowWeights h, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress);

    /// <summary>A copy of some rows, in ascending order.</summary>
    internal abstract DesignMatrix SelectRows(ReadOnlySpan<int> rows);

    /// <summary>Copies of the rows of each part, in ascending order; every part has some. For dense matrices.</summary>
    /// <param name="partOfRow">0 .. parts − 1, by row.</param>
    /// <param name="parts">How many.</param>
    /// <param name="threads">Threads to use.</param>
    internal virtual DesignMatrix[] SplitRows(int[] partOfRow, int parts, int threads) => throw new NotSupportedException();

    /// <summary>The number of entries held of one column.</summary>
    internal abstract long EntriesOf(int column);

    /// <summary>What a product with each of some columns costs, in entries.</summary>
    internal virtual void CostsOf(ReadOnlySpan<int> columns, Span<long> costs)
    {
        for (int k = 0; k < columns.Length; k++)
        {
            costs[k] = EntriesOf(columns[k]);
        }
    }

    /// <summary>The columns of a block that are worth a thread of their own.</summary>
    internal virtual int LeastBlock => 1;

    /// <summary>The columns that are passed together: so many entries of them, or more where they share more than the fetching.</summary>
    internal virtual int ColumnsAtOnce(int entries, int threads) => Math.Max(1, entries / Rows);

    /// <summary>The same numbers by rows.</summary>
    internal abstract RowMatrix ToRows();

    /// <summary>out[i] = the features of row i times the coefficients, added to what is there; for prediction.</summary>
    internal void AddLinearPredictor(SparseCoefficients coefficients, Span<double> eta) => Add(coefficients.Indices, coefficients.Values, eta);
}

/// <summary>Non-negative weights of the rows: one for each, or (empty <see cref="Values"/>) the same <see cref="Uniform"/> for all.</summary>
internal readonly ref struct RowWeights(ReadOnlySpan<double> values, double uniform, double sum)
{
    public readonly ReadOnlySpan<double> Values = values;
    public readonly double Uniform = uniform;

    /// <summary>Σ_i h_i over all rows.</summary>
    public readonly double Sum = sum;
}
