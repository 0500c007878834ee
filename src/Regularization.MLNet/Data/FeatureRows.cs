using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>
/// Collects feature vectors into a design matrix that is dense or sparse by the share of values other than 0, whatever the form of the vectors: a dense
/// vector may be mostly zeros, and a sparse one nearly full.
/// </summary>
/// <remarks>
/// The rule is <see cref="DesignMatrix.PrefersSparse"/>. The share is looked at when the number of rows has doubled, so that changing the form costs no
/// more than reading.
/// </remarks>
/// <param name="columns">p, the number of features.</param>
/// <param name="byRows">Whether a table by rows is wanted, and not a design matrix.</param>
internal sealed class FeatureRows(int columns, bool byRows = false) : IDisposable
{
    private const int FirstLook = 16;

    private RowStore _rows = new SparseRowStore(columns);

    private int _nextLook = FirstLook;

    /// <summary>Rows so far.</summary>
    public int Count => _rows.Rows;

    /// <summary>Whether the rows so far are held as their nonzero values.</summary>
    public bool IsSparse => _rows is SparseRowStore;

    /// <summary>Adds a row.</summary>
    /// <param name="row">Length p.</param>
    /// <returns>False, and nothing is added, if a value is NaN or infinite.</returns>
    public bool TryAdd(in VBuffer<float> row)
    {
        ReadOnlySpan<float> values = row.GetValues();
        if (!AllFinite(values))
        {
            return false;
        }

        if (row.IsDense)
        {
            _rows.Add(values);
        }
        else
        {
            _rows.Add(row.GetIndices(), values);
        }

        if (_rows.Rows == _nextLook)
        {
            _nextLook *= 2;
            ChooseForm();
        }

        return true;
    }

    /// <summary>Makes the design matrix of all rows, at least one; the rows are given up.</summary>
    /// <param name="threads">How many may be used.</param>
    /// <exception cref="InvalidOperationException">There are more values than an array can hold.</exception>
    public DesignMatrix ToDesignMatrix(int threads = 1)
    {
        ChooseForm();
        return _rows.ToDesignMatrix(threads);
    }

    /// <summary>Makes the table by rows, at least one; the rows are given up.</summary>
    /// <exception cref="InvalidOperationException">There are more values than an array can hold.</exception>
    public FeatureTable ToTable()
    {
        ChooseForm();
        return _rows.ToTable();
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _rows.Dispose();

    private void ChooseForm()
    {
        if (IsSparse == DesignMatrix.PrefersSparse(_rows.Nonzeros, _rows.Rows, columns))
        {
            return;
        }

        RowStore other = !IsSparse ? new SparseRowStore(columns) : byRows ? new RowMajorStore(columns) : new DenseRowStore(columns);
        using RowStore old = _rows;
        _rows = other;
        old.CopyTo(other);
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        // The sum is finite unless a value is not, or large values overflow: only then look at each.
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes(values)))
        {
            return true;
        }

        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
