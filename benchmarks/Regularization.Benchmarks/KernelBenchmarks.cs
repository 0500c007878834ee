using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Regularization.Benchmarks;

/// <summary>
/// The kernels of every instruction set this machine has, and the managed ones. The dense product is to be as fast as memory can be read,
/// which <see cref="ReadDense"/> measures on the same matrix.
/// </summary>
[Config(typeof(Config))]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class KernelBenchmarks
{
    private const int Rows = 1_000;
    private const int Columns = 20_000;
    private const int ChunkColumns = 200;
    private const int Sides = 8;
    private const int SparseRows = 20_000;
    private const int SparseColumns = 50_000;
    private const int PerSparseColumn = 40;
    private const int IndicatorRows = 39 * IndicatorView.LineRows;
    private const int IndicatorColumns = 2_000;
    private const int GramSize = 500;
    private const int Epochs = 10;

    private readonly float[] _dense = new float[Rows * Columns];
    private readonly ulong[] _words = new ulong[IndicatorView.LengthOf(IndicatorRows, IndicatorColumns)];
    private readonly int[] _columns = [.. Enumerable.Range(0, SparseColumns)];
    private readonly double[] _right = new double[SparseRows];
    private readonly double[] _result = new double[SparseColumns];
    private readonly long[] _starts = new long[SparseColumns + 1];
    private readonly int[] _rowIndices = new int[SparseColumns * PerSparseColumn];
    private readonly float[] _sparse = new float[SparseColumns * PerSparseColumn];
    private readonly long[] _rowStarts = new long[SparseRows + 1];
    private readonly int[] _rowColumns = new int[SparseColumns * PerSparseColumn];
    private readonly Memory<double> _batchRight = AlignedMemory.Allocate<double>(SparseRows * KernelSet.Batch);
    private readonly double[] _batchResult = new double[SparseColumns * KernelSet.Batch];
    private readonly float[] _batchDirection = new float[SparseColumns * KernelSet.Batch];
    private readonly float[] _batchImage = new float[SparseRows * KernelSet.Batch];
    private readonly float[] _batchProduct = new float[SparseColumns * KernelSet.Batch];
    private readonly float[] _batchSum = new float[KernelSet.Batch];
    private readonly double[] _gram = new double[GramSize * GramSize];
    private readonly double[] _product = new double[GramSize * GramSize];
    private readonly int[] _scattered = [.. Enumerable.Range(0, GramSize).Select(k => k * (Columns / GramSize))];
    private readonly double[] _gradient = new double[GramSize];
    private readonly double[] _gradientNow = new double[GramSize];
    private readonly double[] _beta = new double[GramSize];
    private readonly double[] _size = new double[GramSize];
    private readonly double[] _zero = new double[GramSize];
    private readonly double[] _lower = new double[GramSize];
    private readonly double[] _upper = new double[GramSize];
    private readonly double[] _image = new double[IndicatorRows];
    private KernelSet _kernels = ManagedKernels.Instance;

    private IndicatorView Indicators => new(_words, IndicatorRows, IndicatorColumns);

    /// <summary>The names of all kernel sets this machine can run.</summary>
    public static IEnumerable<string> Names => Regularization.Kernels.Available.Select(set => set.Name);

    [ParamsSource(nameof(Names))]
    public string Kernels { get; set; } = "managed";

    [GlobalSetup]
    public void Setup()
    {
        AlignedMemory.PutZeros(_batchRight.Span);
        _kernels = Regularization.Kernels.Available.First(set => set.Name == Kernels);
        Random random = new(1);
        Array.ForEach([_right, _gradient], values => Fill(random, values));
        for (int i = 0; i < _dense.Length; i++)
        {
            _dense[i] = random.NextSingle() - 0.5f;
        }

        int[] all = [.. Enumerable.Range(0, SparseRows)];
        for (int j = 0; j < SparseColumns; j++)
        {
            _starts[j + 1] = _starts[j] + PerSparseColumn;
            Span<int> rows = _rowIndices.AsSpan((int)_starts[j], PerSparseColumn);
            random.GetItems(all, rows); // now and then a row twice: as fast as without
            rows.Sort();
            _sparse.AsSpan((int)_starts[j], PerSparseColumn).Fill(0.5f);
        }

        random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_words.AsSpan()));

        // the same by rows
        int[] order = [.. Enumerable.Range(0, _rowIndices.Length).OrderBy(e => _rowIndices[e])];
        for (int e = 0; e < order.Length; e++)
        {
            _rowColumns[e] = order[e] / PerSparseColumn;
            _rowStarts[_rowIndices[order[e]] + 1] = e + 1;
        }

        for (int i = 1; i <= SparseRows; i++)
        {
            _rowStarts[i] = Math.Max(_rowStarts[i], _rowStarts[i - 1]);
        }

        // a Gram matrix of which coordinate descent does not come to rest within the epochs measured
        for (int k = 0; k < GramSize; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                double value = k == l ? GramSize : 30 * (random.NextDouble() - 0.5);
                _gram[(k * GramSize) + l] = value;
                _gram[(l * GramSize) + k] = value;
            }
        }

        _size.AsSpan().Fill(GramSize);
        _lower.AsSpan().Fill(double.NegativeInfinity);
        _upper.AsSpan().Fill(double.PositiveInfinity);
    }

    /// <summary>Reads the dense matrix once and adds it up: what memory gives.</summary>
    [BenchmarkCategory("dense, beyond the cache"), Benchmark(Baseline = true)]
    [Work(sizeof(float) * (long)Rows * Columns, "GB/s")]
    public float ReadDense() => TensorPrimitives.Sum<float>(_dense);

    [BenchmarkCategory("dense, beyond the cache"), Benchmark]
    [Work(sizeof(float) * (long)Rows * Columns, "GB/s")]
    public void DenseDot()
        => _kernels.Dot(new DenseView(_dense, Rows, Rows, Columns), _columns.AsSpan(0, Columns), _right.AsSpan(0, Rows), Rows, 1, _result, Columns, false);

    [BenchmarkCategory("dense, in the cache"), Benchmark]
    [Work(2L * Rows * ChunkColumns * Sides, "Gflop/s")]
    public void DenseDotEightSides()
        => _kernels.Dot(new DenseView(_dense, Rows, Rows, ChunkColumns), _columns.AsSpan(0, ChunkColumns), _right, Rows, Sides, _result, ChunkColumns, false);

    /// <summary>The Gram matrix of columns of the dense matrix that are not neighbours, as those of a working set.</summary>
    [BenchmarkCategory("Gram matrix"), Benchmark]
    [Work((long)Rows * GramSize * (GramSize + 1), "Gflop/s")]
    public void DenseGram()
        => _kernels.Gram(new DenseView(_dense, Rows, Rows, Columns), _scattered, _scattered, 0, default, 1.0 / Rows, _zero, _zero, _product, GramSize);

    [BenchmarkCategory("Gram matrix"), Benchmark]
    [Work((long)GramSize * GramSize * GramSize / 3, "Gflop/s")]
    public bool Cholesky()
    {
        _gram.CopyTo(_product, 0);
        return _kernels.Cholesky(_product, GramSize, GramSize, 0);
    }

    [BenchmarkCategory("indicators"), Benchmark]
    [Work((long)IndicatorRows * IndicatorColumns, "G entries/s")]
    public void IndicatorDot() => _kernels.Dot(Indicators, _columns.AsSpan(0, IndicatorColumns), _right, IndicatorRows, 1, _result, IndicatorColumns, false);

    [BenchmarkCategory("indicators"), Benchmark]
    [Work((long)IndicatorRows * IndicatorColumns, "G entries/s")]
    public void IndicatorAdd() => _kernels.Add(Indicators, _columns.AsSpan(0, IndicatorColumns), _right, _image);

    /// <summary>With a weight for each row.</summary>
    [BenchmarkCategory("indicators"), Benchmark]
    [Work((long)IndicatorRows * GramSize * (GramSize + 1), "Gflop/s")]
    public void IndicatorGram() => _kernels.Gram(Indicators, _columns.AsSpan(0, GramSize), _columns.AsSpan(0, GramSize), 0, _right.AsSpan(0, IndicatorRows), 0, _product, GramSize);

    /// <summary>With the same weight for all rows.</summary>
    [BenchmarkCategory("indicators"), Benchmark]
    [Work((long)IndicatorRows * GramSize * (GramSize + 1), "Gflop/s")]
    public void IndicatorCounts() => _kernels.Gram(Indicators, _columns.AsSpan(0, GramSize), _columns.AsSpan(0, GramSize), 0, default, 1.0 / IndicatorRows, _product, GramSize);

    [BenchmarkCategory("sparse"), Benchmark]
    [Work((long)SparseColumns * PerSparseColumn, "G nonzeros/s")]
    public void SparseDot()
        => _kernels.Dot(new SparseView(_starts, _rowIndices, _sparse, SparseRows), _columns, _right, SparseRows, 1, _result, SparseColumns, false);

    /// <summary>Nonzeros are counted once for each of the eight problems.</summary>
    [BenchmarkCategory("sparse"), Benchmark]
    [Work((long)SparseColumns * PerSparseColumn * KernelSet.Batch, "G nonzeros/s")]
    public void BatchDot()
        => _kernels.BatchDot(new SparseView(_starts, _rowIndices, _sparse, SparseRows), _columns, _batchRight.Span, _batchResult);

    /// <summary>Two products with each nonzero: X p, and X' with that.</summary>
    [BenchmarkCategory("sparse"), Benchmark]
    [Work(2L * SparseColumns * PerSparseColumn * KernelSet.Batch, "G nonzeros/s")]
    public void BatchGram()
        => _kernels.BatchGram(new SparseRowView(_rowStarts, _rowColumns, _sparse, SparseColumns), [], 1, _batchDirection, _batchImage, _batchSum, _batchProduct);

    /// <summary>Every visit changes its coefficient, so that each is an update of the whole gradient.</summary>
    [BenchmarkCategory("covariance"), Benchmark]
    [Work((long)Epochs * GramSize * GramSize, "G element updates/s")]
    public int GramDescent()
    {
        _gradient.CopyTo(_gradientNow, 0);
        _beta.AsSpan().Clear();
        CoordinateView at = new()
        {
            Visit = _columns.AsSpan(0, GramSize),
            Columns = default,
            Center = default,
            InverseScale = default,
            Curvature = _size,
            L1 = _zero,
            L2 = _zero,
            Lower = _lower,
            Upper = _upper,
            Beta = _beta,
        };
        EpochProgress progress = new() { MaxEpochs = Epochs, Tolerance = -1 };
        _kernels.CoordinateDescent(_gram, GramSize, _gradientNow, at, ref progress);
        return progress.Epochs;
    }

    private static void Fill(Random random, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() - 0.5;
        }
    }

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new WorkColumn());
    }
}
