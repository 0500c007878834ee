namespace Regularization;

/// <summary>
/// The design matrix seen as z_j = (x_j − c_j) / s_j without a copy: c_j is the weighted mean (0 without an intercept), s_j the weighted 1/n standard
/// deviation (1 without standardisation). Columns that say nothing (constant ones) are left out: their coefficients are 0.
/// </summary>
internal sealed class StandardizedDesign
{
    /// <summary>A column whose standard deviation is below this share of its mean is constant but for rounding (float32 steps are 6e-8).</summary>
    private const double ConstantShare = 1e-11;

    private readonly double[] _weights;
    private readonly bool _uniform;

    /// <param name="problem">The data.</param>
    /// <param name="standardize">Whether columns are scaled.</param>
    /// <param name="intercept">Whether columns are centred.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="moments">Of the columns, where they are known; computed if null.</param>
    public StandardizedDesign(TrainingProblem problem, bool standardize, bool intercept, int threads, ColumnMoments? moments = null)
    {
        X = problem.X;
        Threads = threads;
        HasIntercept = intercept;
        _weights = problem.NormalizedWeights();
        _uniform = problem.Weights is null;
        int p = X.Columns;
        AllColumns = Enumerate(p);
        Moments = moments ?? ColumnMoments.Of(X, AllColumns, _weights, _uniform, threads);
        double[] mean = Moments.Mean, center = new double[p], variance = Moments.Variance;
        InverseScale = new double[p];
        Norm = new double[p];
        for (int j = 0; j < p; j++)
        {
            double deviation = Math.Sqrt(Math.Max(variance[j], 0)), size = Math.Sqrt((mean[j] * mean[j]) + (deviation * deviation));
            bool constant = IsConstant(mean[j], deviation);
            bool excluded = size == 0 || (constant && (intercept || standardize));
            center[j] = intercept ? mean[j] : 0;
            InverseScale[j] = excluded ? 0 : standardize ? 1 / deviation : 1;
            Norm[j] = (intercept ? deviation : size) * InverseScale[j];
            Farthest = excluded ? Farthest : FarFeature.Farther(Farthest, j, mean[j], deviation);
        }

        Center = center;
    }

    public DesignMatrix X { get; }

    public int Columns => X.Columns;

    public int Rows => X.Rows;

    public int Threads { get; }

    public bool HasIntercept { get; }

    /// <summary>0, 1, …, p − 1.</summary>
    public int[] AllColumns { get; }

    /// <summary>Means and variances of the columns as they are.</summary>
    public ColumnMoments Moments { get; }

    /// <summary>c_j.</summary>
    public double[] Center { get; }

    /// <summary>1 / s_j, and 0 for a column that is left out.</summary>
    public double[] InverseScale { get; }

    /// <summary>(Σ_i w_i z_ij²)^½.</summary>
    public double[] Norm { get; }

    /// <summary>The feature whose mean is the most standard deviations from 0, if that is far.</summary>
    public FarFeature? Farthest { get; }

    /// <summary>Weights of the rows, summing to 1.</summary>
    public double[] W => _weights;

    /// <summary>The same weights as the kernels take them.</summary>
    public RowWeights Weights => _uniform ? new RowWeights([], 1.0 / Rows, 1) : new RowWeights(_weights, 0, 1);

    /// <summary>Whether a column is constant but for rounding: one rule for data in memory and for streams.</summary>
    public static bool IsConstant(double mean, double deviation) => deviation <= ConstantShare * Math.Abs(mean);

    /// <summary>result[k] = Σ_i z_i,columns[k] u_i, over blocks of columns on all threads.</summary>
    public void Gradient(ReadOnlyMemory<int> columns, double[] u, Memory<double> result)
    {
        double sum = SumFor(u);
        ColumnBlocks.For(Threads, columns, X, (from, to) => Gradient(columns.Span[from..to], u, sum, result.Span[from..to]));
    }

    /// <summary>The same on this thread, given <see cref="SumFor"/> of u.</summary>
    public void Gradient(ReadOnlySpan<int> columns, double[] u, double sum, Span<double> result)
    {
        X.Dot(columns, u, result);
        for (int k = 0; k < columns.Length; k++)
        {
            result[k] = (result[k] - (Center[columns[k]] * sum)) * InverseScale[columns[k]];
        }
    }

    /// <summary>The means of columns under other weights of the rows, on all threads; 0 without an intercept.</summary>
    public double[] Means(int[] columns, double[] h, double hSum)
    {
        var means = new double[columns.Length];
        if (HasIntercept)
        {
            ColumnBlocks.For(Threads, columns, X, (from, to) => X.Dot(columns.AsSpan(from, to - from), h, means.AsSpan(from, to - from)));
            VectorMath.Divide(means, hSum, means);
        }

        return means;
    }

    /// <summary>Σ u, by which centres are multiplied; 0 where there are none.</summary>
    public double SumFor(double[] u) => HasIntercept ? VectorMath.Sum(u) : 0;

    /// <summary>target += Σ_k factors[k] x_columns[k], on all threads.</summary>
    public void AddColumns(int[] columns, double[] factors, double[] target) => ColumnBlocks.Add(Threads, columns, factors, X, target);

    /// <summary>eta += Σ_k change[k] z_columns[k].</summary>
    public void AddTo(Span<double> eta, ReadOnlySpan<int> columns, ReadOnlySpan<double> change)
    {
        double[] scaled = System.Buffers.ArrayPool<double>.Shared.Rent(columns.Length);
        double shift = 0;
        for (int k = 0; k < columns.Length; k++)
        {
            scaled[k] = change[k] * InverseScale[columns[k]];
            shift -= scaled[k] * Center[columns[k]];
        }

        X.Add(columns, scaled.AsSpan(0, columns.Length), eta);
        System.Buffers.ArrayPool<double>.Shared.Return(scaled);
        if (shift != 0)
        {
            VectorMath.Add(eta, shift, eta);
        }
    }

    /// <summary>Writes z_column, dense, for building Gram matrices.</summary>
    public void WriteColumn(int column, Span<double> result)
    {
        result.Fill(-Center[column] * InverseScale[column]);
        X.Add([column], [InverseScale[column]], result);
    }

    private static int[] Enumerate(int count)
    {
        var result = new int[count];
        for (int j = 0; j < count; j++)
        {
            result[j] = j;
        }

        return result;
    }
}
