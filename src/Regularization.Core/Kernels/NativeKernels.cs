namespace Regularization;

/// <summary>The kernels of the native library for one instruction set. Spans are pinned for the time of a call.</summary>
internal sealed unsafe partial class NativeKernels : KernelSet
{
    private readonly NativeAbi.Table* _table;

    /// <param name="table">What <c>rk_get_table</c> returned: memory of the library, which is never unloaded.</param>
    /// <param name="name">The name of the instruction set.</param>
    public NativeKernels(NativeAbi.Table* table, string name)
    {
        _table = table;
        Name = name;
    }

    public override string Name { get; }

    protected override void DotCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* rPointer = r)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Dense dense = Dense(x, values);
            Check(_table->DenseDot(&dense, columnsPointer, columns.Length, rPointer, rStride, rCount, resultPointer, resultStride, accumulate ? 1 : 0));
        }
    }

    protected override void DotCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int rStride, int rCount, Span<double> result, int resultStride, bool accumulate)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* rPointer = r)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->SparseDot(&sparse, columnsPointer, columns.Length, rPointer, rStride, rCount, resultPointer, resultStride, accumulate ? 1 : 0));
        }
    }

    protected override void SquareCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, ReadOnlySpan<double> center, Span<double> result)
    {
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* hPointer = h)
        fixed (double* centerPointer = center)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Dense dense = Dense(x, values);
            Check(_table->DenseSquare(&dense, columnsPointer, columns.Length, hPointer, uniform, centerPointer, resultPointer));
        }
    }

    protected override void SquareCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> h, double uniform, double hSum, ReadOnlySpan<double> center, Span<double> result)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* hPointer = h)
        fixed (double* centerPointer = center)
        fixed (double* resultPointer = result)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->SparseSquare(&sparse, columnsPointer, columns.Length, hPointer, uniform, hSum, centerPointer, resultPointer));
        }
    }

    protected override void AddCore(in DenseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* aPointer = a)
        fixed (double* yPointer = y)
        {
            NativeAbi.Dense dense = Dense(x, values);
            Check(_table->DenseAdd(&dense, columnsPointer, columns.Length, aPointer, yPointer));
        }
    }

    protected override void AddCore(in SparseView x, ReadOnlySpan<int> columns, ReadOnlySpan<double> a, Span<double> y)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (int* columnsPointer = columns)
        fixed (double* aPointer = a)
        fixed (double* yPointer = y)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Check(_table->SparseAdd(&sparse, columnsPointer, columns.Length, aPointer, yPointer));
        }
    }

    protected override void CoordinateDescentCore(in DenseView x, ReadOnlySpan<double> h, double uniform, Span<double> u, in CoordinateView at, ref EpochProgress progress)
    {
        fixed (float* values = x.Values)
        fixed (double* hPointer = h)
        fixed (double* uPointer = u)
        {
            NativeAbi.Dense dense = Dense(x, values);
            Descend(at, ref progress, new Descent { Dense = &dense, H = hPointer, Uniform = uniform, U = uPointer });
        }
    }

    protected override void CoordinateDescentCore(in SparseView x, ReadOnlySpan<double> h, double uniform, double hSum, Span<double> u, ref double shift, in CoordinateView at, ref EpochProgress progress)
    {
        fixed (long* starts = x.Starts)
        fixed (int* rows = x.RowIndices)
        fixed (float* values = x.Values)
        fixed (double* hPointer = h)
        fixed (double* uPointer = u)
        fixed (double* shiftPointer = &shift)
        {
            NativeAbi.Sparse sparse = Sparse(x, starts, rows, values);
            Descend(at, ref progress, new Descent { Sparse = &sparse, H = hPointer, Uniform = uniform, HSum = hSum, U = uPointer, Shift = shiftPointer });
        }
    }

    protected override void CoordinateDescentCore(ReadOnlySpan<double> gram, int gramStride, Span<double> q, in CoordinateView at, ref EpochProgress progress)
    {
        fixed (double* gramPointer = gram)
        fixed (double* qPointer = q)
        {
            Descend(at, ref progress, new Descent { Gram = gramPointer, GramStride = gramStride, U = qPointer });
        }
    }

    protected override void ProxElasticNetCore(ReadOnlySpan<double> z, double step, ReadOnlySpan<double> l1, ReadOnlySpan<double> l2, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, Span<double> result)
    {
        fixed (double* zPointer = z)
        fixed (double* l1Pointer = l1)
        fixed (double* l2Pointer = l2)
        fixed (double* lowerPointer = lower)
        fixed (double* upperPointer = upper)
        fixed (double* resultPointer = result)
        {
            Check(_table->ProxElasticNet(z.Length, zPointer, step, l1Pointer, l2Pointer, lowerPointer, upperPointer, resultPointer));
        }
    }

    /// <summary>The pinned arguments of one of the three coordinate descents; which one is told by what is not null.</summary>
    private struct Descent
    {
        public NativeAbi.Dense* Dense;
        public NativeAbi.Sparse* Sparse;
        public double* Gram;
        public long GramStride;
        public double* H;
        public double Uniform;
        public double HSum;
        public double* U;
        public double* Shift;
    }

    private void Descend(in CoordinateView at, ref EpochProgress progress, Descent on)
    {
        fixed (int* visit = at.Visit)
        fixed (int* columns = at.Columns)
        fixed (double* center = at.Center)
        fixed (double* inverseScale = at.InverseScale)
        fixed (double* curvature = at.Curvature)
        fixed (double* l1 = at.L1)
        fixed (double* l2 = at.L2)
        fixed (double* lower = at.Lower)
        fixed (double* upper = at.Upper)
        fixed (double* beta = at.Beta)
        {
            NativeAbi.Coordinates coordinates = new()
            {
                Size = at.Beta.Length,
                VisitCount = at.Visit.Length,
                Visit = visit,
                Columns = columns,
                Center = center,
                InverseScale = inverseScale,
                Curvature = curvature,
                L1 = l1,
                L2 = l2,
                Lower = lower,
                Upper = upper,
                Beta = beta,
            };
            NativeAbi.Progress state = new() { MaxEpochs = progress.MaxEpochs, Tolerance = progress.Tolerance };
            int status = on.Dense != null
                ? _table->DenseCd(on.Dense, on.H, on.Uniform, on.U, &coordinates, &state)
                : on.Sparse != null
                    ? _table->SparseCd(on.Sparse, on.H, on.Uniform, on.HSum, on.U, on.Shift, &coordinates, &state)
                    : _table->GramCd(on.Gram, on.GramStride, on.U, &coordinates, &state);
            Check(status);
            progress.Epochs = state.Epochs;
            progress.MaxChange = state.MaxChange;
        }
    }

    private static NativeAbi.Dense Dense(in DenseView x, float* values) => new() { X = values, Stride = x.Stride, N = x.Rows, P = x.Columns };

    private static NativeAbi.Sparse Sparse(in SparseView x, long* starts, int* rows, float* values)
        => new() { Starts = starts, Rows = rows, Values = values, N = x.Rows, P = x.Columns };

    private void Check(int status)
    {
        if (status != NativeAbi.Ok)
        {
            throw new ArgumentException($"The native {Name} kernel refused its arguments (status {status}).");
        }
    }
}
