namespace Regularization.Tests;

/// <summary>The calls that the native self-test makes: each kernel with and without weights, long enough for whole vectors of every instruction set and their ends.</summary>
internal static class StoredCalls
{
    private const int Rows = 83;
    private const int Columns = 7;
    private const int Batch = KernelSet.Batch;

    public static string Make()
    {
        RecordingKernels kernels = new();
        Random random = new(2026);
        SparseCase x = new(random, Rows, Columns, 0.4);
        Shorten(x.Values);
        Shorten(x.Dense);
        double[] weights = Positive(random, Rows);
        foreach (double[] h in new[] { [], weights })
        {
            Features(kernels, random, x, h);
            Indicators(kernels, random, h);
            Descents(kernels, h.Length > 0);
            Batches(kernels, random, h.Length > 0);
        }

        Systems(kernels, random);
        Networks(kernels, random);
        return kernels.Calls.ToString();
    }

    private static void Features(RecordingKernels kernels, Random random, SparseCase x, double[] h)
    {
        int[] columns = [6, 0, 2, 1, 6];
        double[] r = Doubles(random, 3 * (Rows + 1)), center = Doubles(random, columns.Length), a = Doubles(random, columns.Length);
        a[2] = 0;
        kernels.Dot(x.DenseView, columns, r, Rows + 1, 3, Doubles(random, 3 * 6), 6, accumulate: h.Length > 0);
        kernels.Dot(x.View, columns, r, Rows + 1, 3, Doubles(random, 3 * 6), 6, accumulate: h.Length > 0);
        kernels.Square(x.DenseView, columns, h, 0.25, center, new double[columns.Length]);
        kernels.Square(x.View, columns, h, 0.25, h.Length > 0 ? h.Sum() : 0.25 * Rows, center, new double[columns.Length]);
        kernels.Add(x.DenseView, columns, a, Doubles(random, Rows));
        kernels.Add(x.View, columns, a, Doubles(random, Rows));
        kernels.Gram(x.DenseView, columns.AsSpan(1), columns, 1, h, 0.25, center.AsSpan(1), center, Doubles(random, 4 * 6), 6);
        // So short that sums in float32 round nothing, in whatever order.
        kernels.GramSingle(x.DenseView, columns.AsSpan(1), columns, 1, h, 0.25, center.AsSpan(1), center, Doubles(random, 4 * 6), 6);
        SparseCase y = new(random, 4, Rows, 0.5);
        Shorten(y.Values);
        kernels.Gram(x.View, columns.AsSpan(0, 4), new SparseRowView(y.Starts, y.RowIndices, y.Values, 4), 0, h, 0.25, Doubles(random, 4 * 5), 5);
    }

    private static void Indicators(RecordingKernels kernels, Random random, double[] h)
    {
        IndicatorCase x = new(random, Rows, Columns, 0.4);
        int[] columns = [6, 0, 2, -1, 6];
        double[] r = Doubles(random, 3 * (Rows + 1)), a = Doubles(random, 40);
        kernels.Dot(x.View, columns, r, Rows + 1, 3, Doubles(random, 3 * 6), 6, accumulate: h.Length > 0);
        kernels.Add(x.View, [.. Enumerable.Range(0, h.Length > 0 ? 40 : 7).Select(k => k % Columns)], a, Doubles(random, Rows));
        kernels.Gram(x.View, columns.AsSpan(1), columns, 1, h, 0.25, Doubles(random, 4 * 6), 6);
    }

    private static void Descents(RecordingKernels kernels, bool weighted)
    {
        DescentCase problem = new(61, 37, Columns, weighted, centered: weighted);
        problem.Dense(kernels, epochs: 3);
        problem.Sparse(kernels, epochs: 3);
        problem.Covariance(kernels, epochs: 50, tolerance: 1e-6);
    }

    private static void Batches(RecordingKernels kernels, Random random, bool weighted)
    {
        const int Few = 21;
        SparseCase columns = new(random, Few, Columns, 0.4), rows = new(random, Columns, Few, 0.4);
        Shorten(columns.Values);
        Shorten(rows.Values);
        SparseRowView byRows = new(rows.Starts, rows.RowIndices, rows.Values, Columns);
        float[] h = weighted ? Single(Positive(random, Few * Batch)) : [];
        kernels.BatchDot(columns.View, [6, 0, 2], Doubles(random, Few * Batch), new double[3 * Batch]);
        kernels.BatchDot(byRows, Doubles(random, Few * Batch), Doubles(random, Columns * Batch));
        kernels.BatchDot(byRows, Floats(random, Few * Batch), Floats(random, Columns * Batch));
        kernels.BatchTimes(byRows, Doubles(random, Columns * Batch), Doubles(random, Few * Batch));
        kernels.BatchMoments(byRows, Single(Positive(random, Few * Batch)), Floats(random, Columns * Batch), Floats(random, Columns * Batch));
        kernels.BatchGram(byRows, h, 0.5f, Floats(random, Columns * Batch), new float[Few * Batch], new float[Batch], weighted ? Floats(random, Columns * Batch) : []);
        float[] gradient = Floats(random, Columns * Batch), l1 = Single(Positive(random, Columns * Batch)), change = new float[Columns * Batch];
        BatchView at = new()
        {
            Visit = [0, 2, 6, 1, 4],
            Columns = [0, 1, 2, 3, 4, 5, 6],
            InverseScale = Single(Positive(random, Columns)),
            Lower = [0, .. Enumerable.Repeat(float.NegativeInfinity, Columns - 1)],
            Upper = [.. Enumerable.Repeat(float.PositiveInfinity, Columns - 1), 0.125f],
            Center = Floats(random, Columns * Batch),
            Curvature = [.. Positive(random, Columns * Batch).Select(c => (float)(c * Few))],
            Above = [.. gradient.Select((g, i) => (4 * g) - l1[i])],
            Below = [.. gradient.Select((g, i) => (4 * g) + l1[i])],
            L2 = Single(Positive(random, Columns * Batch)),
            Moves = [.. Enumerable.Range(0, Columns * Batch).Select(k => k % Batch == 3 ? 0f : 1)],
            Start = [.. Floats(random, Columns * Batch).Select((v, i) => i % 3 == 0 ? 0 : v)],
            Change = change,
            WeightSum = Single(Positive(random, Batch)),
            Uniform = 0.5f,
        };
        float[] v = new float[Few * Batch], vSum = new float[Batch];
        kernels.BatchDescent(columns.View, h, at, v, vSum);
        kernels.BatchDescent(columns.View, h, at, v, vSum);
        if (weighted)
        {
            float[] wide = Single(Positive(random, 2 * Few * Batch));
            kernels.BatchGram(byRows, h, 0.5f, Floats(random, 2 * Columns * Batch), new float[Few * Batch], new float[Batch], Floats(random, 2 * Columns * Batch), 2 * Batch);
            kernels.BatchDescent(columns.View, wide, at, Floats(random, 2 * Few * Batch), vSum, 2 * Batch);
        }
    }

    private static void Systems(RecordingKernels kernels, Random random)
    {
        const int Size = 31, Stride = 32;
        double[] a = Doubles(random, Size * Stride);
        for (int i = 0; i < Size; i++)
        {
            a[(i * Stride) + i] = 60 + i;
        }

        double[] factor = [.. a];
        kernels.Cholesky(factor, Size, Stride, keep: 0);
        a.AsSpan(KernelSet.CholeskyStep * Stride).CopyTo(factor.AsSpan(KernelSet.CholeskyStep * Stride));
        kernels.Cholesky(factor, Size, Stride, keep: KernelSet.CholeskyStep);
        double[] lower = [.. Enumerable.Range(0, Rows).Select(k => k % 3 == 0 ? 0 : double.NegativeInfinity)], upper = [.. Enumerable.Range(0, Rows).Select(k => k % 5 == 0 ? 0.5 : double.PositiveInfinity)];
        double[] z = Doubles(random, Rows);
        z[40] = double.NaN;
        kernels.ProxElasticNet(z, 0.5, Positive(random, Rows), Positive(random, Rows), lower, upper, new double[Rows]);
    }

    private static void Networks(RecordingKernels kernels, Random random)
    {
        foreach ((bool transposeA, bool transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            const int M = 13, N = 37, K = 9;
            kernels.Gemm(transposeA, transposeB, M, N, K, Floats(random, M * K), transposeA ? M : K, Floats(random, K * N), transposeB ? K : N, Floats(random, M * (N + 1)), N + 1, transposeA);
        }

        SparseCase x = new(random, 9, 6, 0.4);
        Shorten(x.Values);
        SparseRowView view = new(x.Starts, x.RowIndices, x.Values, 9);
        kernels.SparseTimes(view, [5, 0, 2], Floats(random, 9 * 37), 37, Floats(random, 3 * 37));
        kernels.SparseTransposeTimes(view, [5, 0, 2], Floats(random, 3 * 37), 37, 2, 36, Floats(random, 9 * 37));
        foreach (UpdateRule rule in Enum.GetValues<UpdateRule>())
        {
            OptimizerStep step = new() { Rule = rule, LearningRate = 0.02f, Beta1 = 0.9f, Beta2 = 0.99f, Rest1 = 0.1f, Rest2 = 0.01f, Lookahead = 0.8f, Epsilon = 1e-3f, SecondScale = 1.5f, Decay = 0.1f, Shrink = 0.02f, L1 = 0.1f, L2 = 0.2f, ProxL1 = 0.5f, ProxL2 = 1.5f };
            OptimizerStep[] steps = [step, step with { LearningRate = 0.01f }, step with { SecondScale = 1.25f }];
            kernels.Update(step, Floats(random, 37), Floats(random, 37), Floats(random, 37), Single(Positive(random, 37)), Single(Positive(random, 37)));
            kernels.UpdateIdle(steps, [3, 0], [0, 3, 2, 1], 2, 19, Floats(random, 4 * 19), Floats(random, 4 * 19), Single(Positive(random, 4 * 19)), Single(Positive(random, 4 * 19)));
        }
    }

    /// <summary>Multiples of 1/16: they are short in the file.</summary>
    private static double[] Doubles(Random random, int length) => [.. KernelCases.Doubles(random, length).ToArray().Select(v => Math.Round(16 * v) / 16)];

    private static float[] Floats(Random random, int length) => Single(Doubles(random, length));

    private static double[] Positive(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(1, 32) / 16.0)];

    private static float[] Single(double[] values) => [.. values.Select(v => (float)v)];

    private static void Shorten(float[] values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = MathF.Round(16 * values[k]) / 16;
        }
    }
}
