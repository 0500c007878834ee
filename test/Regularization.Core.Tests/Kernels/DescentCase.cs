namespace Regularization.Tests;

/// <summary>A random least squares problem with an elastic net penalty, as the three coordinate descent kernels take it.</summary>
internal sealed class DescentCase
{
    public DescentCase(int seed, int rows, int columns, bool weighted, bool centered, double density = 0.3)
    {
        Random random = new(seed);
        Matrix = new SparseCase(random, rows, columns, density);
        H = weighted ? KernelCases.Positive(random, rows) : [];
        Uniform = weighted ? double.NaN : 1.0 / Math.Max(rows, 1);
        HSum = weighted ? H.Sum() : Uniform * rows;

        // positions are not columns: the working set names some columns in its own order
        Size = Math.Max(1, columns - 1);
        Columns = [.. Enumerable.Range(0, Size).Select(k => columns - 1 - k)];
        Visit = [.. Enumerable.Range(0, Size).Select(k => (k * 5) % Size).Distinct()];
        Center = new double[Size];
        InverseScale = [.. Enumerable.Range(0, Size).Select(k => 0.5 + (0.25 * k))];
        Target = KernelCases.Doubles(random, rows).ToArray();
        for (int k = 0; k < Size; k++)
        {
            Center[k] = centered && HSum > 0 ? Sum(i => Weight(i) * X(i, k)) / HSum : 0;
        }

        if (centered && HSum > 0)
        {
            double mean = Sum(i => Weight(i) * Target[i]) / HSum;
            Target = [.. Target.Select(t => t - mean)];
        }

        Gram = new double[Size * (Size + 1)];
        for (int k = 0; k < Size; k++)
        {
            for (int l = 0; l < Size; l++)
            {
                Gram[(k * (Size + 1)) + l] = Sum(i => Weight(i) * Z(i, k) * Z(i, l));
            }
        }

        Curvature = [.. Enumerable.Range(0, Size).Select(k => Gram[(k * (Size + 1)) + k])];
        L1 = [.. Curvature.Select((c, k) => k % 4 == 2 ? 0 : 0.05 * Math.Sqrt(Math.Max(c, 0)))];
        L2 = [.. Curvature.Select((_, k) => k % 3 == 1 ? 0.1 : 0)];
        Lower = KernelCases.Constant(Size, double.NegativeInfinity);
        Upper = KernelCases.Constant(Size, double.PositiveInfinity);
        Lower[0] = 0;
        Upper[Size / 2] = 0.01;
    }

    public SparseCase Matrix { get; }

    public double[] H { get; }

    public double Uniform { get; }

    public double HSum { get; }

    public int Size { get; }

    public int[] Columns { get; }

    public int[] Visit { get; set; }

    public double[] Center { get; }

    public double[] InverseScale { get; }

    public double[] Target { get; }

    /// <summary>z'Hz, rows one more apart than they are long.</summary>
    public double[] Gram { get; }

    public double[] Curvature { get; }

    public double[] L1 { get; }

    public double[] L2 { get; }

    public double[] Lower { get; }

    public double[] Upper { get; }

    public double Weight(int row) => H.Length == 0 ? Uniform : H[row];

    public double X(int row, int position) => Matrix.Dense[(Columns[position] * Matrix.Rows) + row];

    public double Z(int row, int position) => (X(row, position) - Center[position]) * InverseScale[position];

    public CoordinateView At(double[] beta) => new()
    {
        Visit = Visit,
        Columns = Columns,
        Center = Center,
        InverseScale = InverseScale,
        Curvature = Curvature,
        L1 = L1,
        L2 = L2,
        Lower = Lower,
        Upper = Upper,
        Beta = beta,
    };

    public DescentResult Dense(KernelSet kernels, int epochs, double tolerance = -1)
    {
        double[] beta = new double[Size];
        double[] u = [.. Target.Select((t, i) => Weight(i) * t)];
        EpochProgress progress = new() { MaxEpochs = epochs, Tolerance = tolerance };
        kernels.CoordinateDescent(Matrix.DenseView, H, Uniform, u, At(beta), ref progress);
        return new DescentResult(beta, u, progress);
    }

    public DescentResult Sparse(KernelSet kernels, int epochs, double tolerance = -1)
    {
        double[] beta = new double[Size];
        double[] u = [.. Target.Select((t, i) => Weight(i) * t)];
        double shift = 0;
        EpochProgress progress = new() { MaxEpochs = epochs, Tolerance = tolerance };
        kernels.CoordinateDescent(Matrix.View, H, Uniform, HSum, u, ref shift, At(beta), ref progress);
        for (int i = 0; i < u.Length; i++)
        {
            u[i] += shift * Weight(i);
        }

        return new DescentResult(beta, u, progress);
    }

    /// <summary>What comes back as the residual is q.</summary>
    public DescentResult Covariance(KernelSet kernels, int epochs, double tolerance = -1)
    {
        double[] beta = new double[Size];
        double[] q = Gradient([.. Target.Select((t, i) => Weight(i) * t)]);
        EpochProgress progress = new() { MaxEpochs = epochs, Tolerance = tolerance };
        kernels.CoordinateDescent(Gram, Size + 1, q, At(beta), ref progress);
        return new DescentResult(beta, q, progress);
    }

    /// <summary>z'u for all positions.</summary>
    public double[] Gradient(double[] u) => [.. Enumerable.Range(0, Size).Select(k => Sum(i => Z(i, k) * u[i]))];

    private double Sum(Func<int, double> term)
    {
        double sum = 0;
        for (int i = 0; i < Matrix.Rows; i++)
        {
            sum += term(i);
        }

        return sum;
    }
}

/// <summary>What a coordinate descent left behind.</summary>
internal sealed record DescentResult(double[] Beta, double[] Residual, EpochProgress Progress);
