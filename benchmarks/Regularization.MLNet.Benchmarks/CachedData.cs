using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.Benchmarks;

/// <summary>A workload as an <see cref="IDataView"/> that ML.NET has cached, as its documentation advises for trainers that read data more than once.</summary>
internal sealed class CachedData
{
    public CachedData(TrainingProblem problem, bool isBinary)
    {
        (Rows, IsBinary) = (problem.X.Rows, isBinary);
        RowMatrix rows = RowMatrix.FromDesign(problem.X);
        double[] y = problem.Y.ToArray();
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows.Columns);
        Row[] all = [.. y.Select((label, i) => new Row { Number = (float)label, Label = label > 0.5, Features = Features(rows, i) })];
        View = Context.Data.Cache(Context.Data.LoadFromEnumerable(all, schema));
        Fill();
    }

    public MLContext Context { get; } = new(seed: 1);

    public IDataView View { get; }

    public int Rows { get; }

    public bool IsBinary { get; }

    private static VBuffer<float> Features(RowMatrix rows, int i)
    {
        if (!rows.IsSparse)
        {
            return new VBuffer<float>(rows.Columns, rows.DenseRow(i).ToArray());
        }

        SparseRowView sparse = rows.Sparse;
        int start = (int)sparse.Starts[i], count = (int)sparse.Starts[i + 1] - start;
        return new VBuffer<float>(rows.Columns, count, sparse.Values.Slice(start, count).ToArray(), sparse.ColumnIndices.Slice(start, count).ToArray());
    }

    /// <summary>ML.NET caches a column when it is first read: before anything is timed.</summary>
    private void Fill()
    {
        using DataViewRowCursor cursor = View.GetRowCursor(View.Schema);
        while (cursor.MoveNext())
        {
        }
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public bool Label { get; set; }

        public VBuffer<float> Features { get; set; }
    }
}
