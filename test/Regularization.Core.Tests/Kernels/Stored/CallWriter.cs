using System.Globalization;
using System.Numerics;
using System.Text;

namespace Regularization.Tests;

/// <summary>Writes calls of kernels as <c>stored_calls.h</c> reads them, each argument on a line of its own.</summary>
internal sealed class CallWriter
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public CallWriter Call(string kernel) => Line(kernel);

    public CallWriter Number<T>(T value) where T : INumberBase<T> => Line(Text(value));

    public CallWriter Number(bool value) => Line(value ? "1" : "0");

    public CallWriter Array<T>(ReadOnlySpan<T> values) where T : INumberBase<T> => values.IsEmpty ? Line("null") : Start("array", values.Length).Append(values).End();

    public CallWriter Changed<T>(T[] before, ReadOnlySpan<T> after) where T : INumberBase<T> => after.IsEmpty ? Line("null") : Start("change", after.Length).Append<T>(before).Append(after).End();

    public CallWriter Scratch(int length) => Line($"scratch {length.ToString(CultureInfo.InvariantCulture)}");

    public CallWriter Matrix(in DenseView x) => Array(x.Values).Number(x.Stride).Number(x.Rows).Number(x.Columns);

    public CallWriter Matrix(in IndicatorView x) => Array(x.Words).Number(x.Rows).Number(x.Columns);

    public CallWriter Matrix(in SparseView x) => Array(x.Starts).Array(x.RowIndices).Array(x.Values).Number(x.Rows).Number(x.Columns);

    public CallWriter Matrix(in SparseRowView x) => Array(x.Starts).Array(x.ColumnIndices).Array(x.Values).Number(x.Rows);

    public CallWriter Coordinates(in CoordinateView at, double[] before) => Number(at.Beta.Length).Number(at.Visit.Length).Array(at.Visit).Array(at.Columns).Array(at.Center)
        .Array(at.InverseScale).Array(at.Curvature).Array(at.L1).Array(at.L2).Array(at.Lower).Array(at.Upper).Changed(before, (ReadOnlySpan<double>)at.Beta);

    public CallWriter Progress(in EpochProgress progress) => Number(progress.MaxEpochs).Number(progress.Tolerance).Number(progress.Epochs).Number(progress.MaxChange);

    public CallWriter Batch(in BatchView at, float[] before) => Number(at.Columns.Length).Number(at.Visit.Length).Array(at.Visit).Array(at.Columns).Array(at.InverseScale)
        .Array(at.Lower).Array(at.Upper).Array(at.Center).Array(at.Curvature).Array(at.Above).Array(at.Below).Array(at.L2).Array(at.Moves).Array(at.Start)
        .Changed(before, (ReadOnlySpan<float>)at.Change).Array(at.WeightSum).Number(at.Uniform);

    public CallWriter Steps(params ReadOnlySpan<OptimizerStep> steps)
    {
        Start("array", steps.Length);
        foreach (OptimizerStep s in steps)
        {
            Append([(int)s.Rule]);
            Append<float>([s.LearningRate, s.Beta1, s.Beta2, s.Rest1, s.Rest2, s.Lookahead, s.Epsilon, s.SecondScale, s.Decay, s.Shrink, s.L1, s.L2, s.ProxL1, s.ProxL2]);
        }

        return End();
    }

    private static string Text<T>(T value) where T : INumberBase<T> => value.ToString(null, CultureInfo.InvariantCulture);

    private CallWriter Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    private CallWriter Start(string kind, int length)
    {
        _text.Append(kind).Append(' ').Append(CultureInfo.InvariantCulture, $"{length}");
        return this;
    }

    private CallWriter Append<T>(ReadOnlySpan<T> values) where T : INumberBase<T>
    {
        foreach (T value in values)
        {
            _text.Append(' ').Append(Text(value));
        }

        return this;
    }

    private CallWriter End()
    {
        _text.Append('\n');
        return this;
    }
}
