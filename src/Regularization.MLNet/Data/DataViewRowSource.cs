using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>
/// The rows of an <see cref="IDataView"/>, read anew by a cursor for every pass and never held. Rows that ML.NET's own trainers skip are handed out with
/// a NaN, for Core to skip, and counted by what is wrong with them.
/// </summary>
/// <param name="data">The data, whose columns were checked.</param>
/// <param name="labelColumn">The label: <see cref="float"/> or <see cref="bool"/>.</param>
/// <param name="featureColumn">The features, a known-size vector of <see cref="float"/>.</param>
/// <param name="weightColumn">The example weight, <see cref="float"/>, or null.</param>
/// <param name="checkLabels">Given the least and the largest label of a pass, and its rows, to refuse labels that cannot be trained on.</param>
internal sealed class DataViewRowSource(
    IDataView data, string labelColumn, string featureColumn, string? weightColumn, Action<float, float, long> checkLabels) : RowSource
{
    private long _mostRows = -1;

    /// <inheritdoc/>
    public override int Features { get; } = ((VectorDataViewType)data.Schema[featureColumn].Type).Size;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? FeatureNames => Names;

    /// <summary>The names of the slots.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Rows of the longest pass so far, good and skipped; null before the first one has ended.</summary>
    public TrainingRows? Rows { get; private set; }

    private (string Label, string Feature, string? Weight) ColumnNames => (labelColumn, featureColumn, weightColumn);

    /// <inheritdoc/>
    public override RowReader Open(int pass) => new Reader(this, data);

    /// <inheritdoc/>
    public override string DescribeSkipped(long rows) => Rows?.SkippedMessage ?? base.DescribeSkipped(rows);

    private void Passed(TrainingRows rows, long read)
    {
        if (read > _mostRows)
        {
            (_mostRows, Rows) = (read, rows);
        }
    }

    /// <summary>Refuses a pass without rows to train on; what is to blame depends on whether one before had some.</summary>
    private void RequireRows(TrainingRows rows)
    {
        if (rows.Count + rows.Skipped == 0 && Rows is { Count: > 0 } before)
        {
            throw new InvalidOperationException(
                $"The data gave {(before.Count == 1 ? "1 row" : $"{before.Count:n0} rows")} when they were first read and none when they were read again: they can be read only once, but a stream is read once for "
                + "each pass. Give LoadFromEnumerable a collection, or an enumerable that starts again each time it is enumerated.");
        }

        rows.RequireRows();
    }

    private void CheckLabels(float least, float largest, long rows) => checkLabels(least, largest, rows);

    private sealed class Reader : RowReader
    {
        private readonly DataViewRowSource _source;
        private readonly DataViewRowCursor _cursor;
        private readonly ValueGetter<VBuffer<float>> _getFeatures;
        private readonly ValueGetter<float> _getLabel;
        private readonly ValueGetter<float>? _getWeight;
        private VBuffer<float> _x;
        private float _y;
        private float _w = 1;
        private float _least = float.PositiveInfinity;
        private float _largest = float.NegativeInfinity;
        private long _good;
        private long _badLabels;
        private long _badWeights;
        private long _badFeatures;
        private bool _closed;

        public Reader(DataViewRowSource source, IDataView data)
        {
            _source = source;
            (string labelColumn, string featureColumn, string? weightColumn) = source.ColumnNames;
            DataViewSchema.Column feature = data.Schema[featureColumn], label = data.Schema[labelColumn];
            DataViewSchema.Column? weight = weightColumn is null ? null : data.Schema[weightColumn];
            _cursor = data.GetRowCursor(weight is null ? [feature, label] : [feature, label, weight.Value]);
            _getFeatures = _cursor.GetGetter<VBuffer<float>>(feature);
            _getLabel = DataViewReader.LabelGetter(_cursor, label);
            _getWeight = weight is null ? null : _cursor.GetGetter<float>(weight.Value);
        }

        public override bool IsSparse => !_x.IsDense;

        public override ReadOnlySpan<int> Indices => _x.IsDense ? [] : _x.GetIndices();

        public override ReadOnlySpan<float> Values => _x.GetValues();

        public override double Label => _y;

        public override double Weight => _w;

        public override bool Read()
        {
            if (!_cursor.MoveNext())
            {
                _source.RequireRows(Counts());
                _source.CheckLabels(_least, _largest, _good);
                return false;
            }

            _getLabel(ref _y);
            _getWeight?.Invoke(ref _w);
            _getFeatures(ref _x);
            if (!float.IsFinite(_y))
            {
                _badLabels++;
            }
            else if (!(_w > 0 && float.IsFinite(_w)))
            {
                _badWeights++;
                _w = float.NaN;                                                                          // Core refuses a negative weight and does not count one of 0
            }
            else if (!float.IsFinite(TensorPrimitives.MaxMagnitude(_x.GetValues() is { Length: > 0 } values ? values : [0f])))
            {
                _badFeatures++;
            }
            else
            {
                _good++;
                (_least, _largest) = (Math.Min(_least, _y), Math.Max(_largest, _y));
            }

            return true;
        }

        protected override void Close()
        {
            if (!_closed)
            {
                _closed = true;
                _source.Passed(Counts(), _good + _badLabels + _badWeights + _badFeatures);
                _cursor.Dispose();
            }
        }

        private TrainingRows Counts() => new()
        {
            Count = (int)Math.Min(_good, int.MaxValue),
            Features = null,
            Table = null,
            Labels = [],
            Weights = null,
            SkippedForLabel = _badLabels,
            SkippedForWeight = _badWeights,
            SkippedForFeatures = _badFeatures,
        };
    }
}
