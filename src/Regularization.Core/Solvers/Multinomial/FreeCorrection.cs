namespace Regularization;

/// <summary>
/// The Newton step of what has no penalty, intercepts and features, as a change of the linear predictors. A dual point corrected by it has no gradient left in
/// these columns, as its domain asks.
/// </summary>
internal sealed class FreeCorrection(MultinomialContext context, int[] columns)
{
    /// <summary>Larger systems are not worth their time; what is left of the gradient then counts in the gap.</summary>
    public const int LargestSystem = 1600;

    private const double Ridge = 1e-13;

    private readonly SoftmaxHessian _hessian = new(context, leastShare: 0);
    private readonly double[] _gradient = new double[columns.Length * context.Classes];
    private readonly double[] _step = new double[columns.Length * context.Classes];
    private readonly double[] _intercept = new double[context.Classes];

    public ReadOnlySpan<int> Columns => columns;

    /// <summary>d_ik = z_i.δ_k + δ0_k over the free columns, of mean 0 over the classes.</summary>
    /// <param name="p">The probabilities, K · n.</param>
    /// <param name="residual">w_i (y_ik − p_ik), K · n.</param>
    /// <param name="d">Filled, K · n; 0 where there is no step.</param>
    /// <returns>The largest change of a linear predictor.</returns>
    public double Fill(double[] p, double[] residual, double[] d)
    {
        int m = columns.Length, n = context.Rows, classes = context.Classes, last = classes - 1;
        _hessian.Build(columns, p);
        context.Gradient(columns, residual, _gradient);
        bool hasIntercept = context.Options.Intercept;

        // The last class is left out: the others make it redundant.
        int[] kept = [.. Enumerable.Range(0, last * m), .. Enumerable.Range(classes * m, hasIntercept ? last : 0)];
        int size = kept.Length;
        double[] matrix = new double[size * size], step = new double[size];
        for (int i = 0; i < size; i++)
        {
            int k = kept[i];
            step[i] = k < _gradient.Length ? _gradient[k] : VectorMath.Sum(residual.AsSpan((k - (classes * m)) * n, n));
            ReadOnlySpan<double> row = _hessian.Row(k);
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * size) + j] = row[kept[j]];
            }
        }

        Cholesky? factor = Cholesky.Factor(matrix, size, Ridge);
        if (factor is null)
        {
            Array.Clear(d);
            Array.Clear(_step);
            Array.Clear(_intercept);
            return 0;
        }

        factor.Solve(step);
        Array.Clear(_step);
        Array.Clear(_intercept);
        step.AsSpan(0, last * m).CopyTo(_step);
        step.AsSpan(last * m).CopyTo(_intercept);
        Centre(_step, m);
        Centre(_intercept, 1);
        context.Predict(columns, _step, _intercept, d);
        return VectorMath.MaxMagnitude(d);
    }

    /// <summary>Makes the step, or a part of it.</summary>
    public void Move(double length, double[] beta, double[] intercept)
    {
        int m = columns.Length;
        for (int i = 0; i < _step.Length; i++)
        {
            beta[(i / m * context.Columns) + columns[i % m]] += length * _step[i];
        }

        VectorMath.MultiplyAdd(_intercept, length, intercept, intercept);
    }

    private void Centre(double[] values, int stride)
    {
        for (int a = 0; a < stride; a++)
        {
            double mean = 0;
            for (int i = a; i < values.Length; i += stride)
            {
                mean += values[i] / context.Classes;
            }

            for (int i = a; i < values.Length; i += stride)
            {
                values[i] -= mean;
            }
        }
    }
}
