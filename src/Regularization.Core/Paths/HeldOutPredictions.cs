namespace Regularization;

/// <summary>
/// What a cross-validation or rows held out say of single rows: their linear predictors at every lambda, each from a fit that has not seen the row. Of many rows only some
/// are kept, evenly spread. Reports are made of it.
/// </summary>
internal sealed class HeldOutPredictions
{
    /// <summary>Predictors that are kept at most: 8 MB.</summary>
    private const int MostEntries = 1 << 21;

    private readonly int _rows;
    private readonly float[] _eta;

    /// <param name="y">The response of all rows.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="lambdas">How many lambdas there may be.</param>
    /// <param name="outputs">Linear predictors a row: 1, or the number of classes.</param>
    public HeldOutPredictions(ReadOnlySpan<double> y, IReadOnlyList<double> weights, int lambdas, int outputs = 1)
    {
        _rows = y.Length;
        Outputs = outputs;
        int kept = (int)Math.Clamp(MostEntries / ((long)lambdas * outputs), 1, _rows);
        Rows = [.. Enumerable.Range(0, kept).Select(s => (int)((((long)s * _rows) + kept - 1) / kept))];
        Y = new double[kept];
        Weights = new double[kept];
        for (int s = 0; s < kept; s++)
        {
            (Y[s], Weights[s]) = (y[Rows[s]], weights[Rows[s]]);
        }

        _eta = new float[(long)lambdas * outputs * kept];
        Array.Fill(_eta, float.NaN);
    }

    /// <summary>Linear predictors a row.</summary>
    public int Outputs { get; }

    /// <summary>The rows that are kept, ascending.</summary>
    public int[] Rows { get; }

    /// <summary>The response of each.</summary>
    public double[] Y { get; }

    /// <summary>The weight of each.</summary>
    public double[] Weights { get; }

    /// <summary>Notes linear predictors at lambda k; from several threads, for different rows.</summary>
    /// <param name="k">The position of lambda.</param>
    /// <param name="rows">Rows, ascending.</param>
    /// <param name="eta">Their predictors, output after output.</param>
    public void Record(int k, int[] rows, double[] eta)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            int slot = (int)((long)rows[i] * Rows.Length / _rows);
            for (int o = 0; o < Outputs && Rows[slot] == rows[i]; o++)
            {
                _eta[((((long)k * Outputs) + o) * Rows.Length) + slot] = (float)eta[(o * rows.Length) + i];
            }
        }
    }

    /// <summary>The linear predictors of an output at lambda k, for <see cref="Rows"/>.</summary>
    public double[] At(int k, int output = 0)
    {
        ReadOnlySpan<float> at = _eta.AsSpan(((k * Outputs) + output) * Rows.Length, Rows.Length);
        var eta = new double[at.Length];
        for (int s = 0; s < eta.Length; s++)
        {
            eta[s] = at[s];
        }

        return eta;
    }
}
