namespace Regularization;

/// <summary>
/// Rows of features as they come from a cursor, to be made into a design matrix once all are there.
/// </summary>
/// <param name="columns">p, the number of features.</param>
internal abstract class RowStore(int columns) : IDisposable
{
    /// <summary>p, the number of features.</summary>
    public int Columns { get; } = columns;

    /// <summary>Rows so far.</summary>
    public int Rows { get; protected set; }

    /// <summary>Values other than 0 so far.</summary>
    public long Nonzeros { get; protected set; }

    /// <summary>Adds a row given by all its values.</summary>
    /// <param name="values">Length p, finite.</param>
    public abstract void Add(ReadOnlySpan<float> values);

    /// <summary>Adds a row given by some of its values, the others being 0.</summary>
    /// <param name="indices">Features, ascending.</param>
    /// <param name="values">Their values, finite.</param>
    public abstract void Add(ReadOnlySpan<int> indices, ReadOnlySpan<float> values);

    /// <summary>Adds all rows to another store, in order.</summary>
    /// <param name="other">The other store.</param>
    public abstract void CopyTo(RowStore other);

    /// <summary>Makes the design matrix; the rows are given up. At least one row.</summary>
    /// <param name="threads">How many may be used.</param>
    /// <exception cref="InvalidOperationException">There are more values than an array can hold.</exception>
    /// <exception cref="NotSupportedException">The store is for tables by rows only.</exception>
    public virtual DesignMatrix ToDesignMatrix(int threads) => throw new NotSupportedException("These rows are not kept by columns.");

    /// <summary>Makes the table by rows; the rows are given up. At least one row.</summary>
    /// <exception cref="InvalidOperationException">There are more values than an array can hold.</exception>
    /// <exception cref="NotSupportedException">The store is for design matrices only.</exception>
    public virtual FeatureTable ToTable() => throw new NotSupportedException("These rows are kept by columns.");

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();

    private protected static InvalidOperationException TooManyValues(int rows, int columns) => new(
        $"{rows:n0} rows of {columns:n0} dense features are {(long)rows * columns:n0} values; the most that can be trained on is "
        + $"{Array.MaxLength:n0}. Train on a sample of the rows, or drop features.");
}
