using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>The structures and numbers of <c>regularization_native.h</c>, field by field.</summary>
internal static unsafe class NativeAbi
{
    /// <summary>RK_ABI_VERSION: raised whenever the header changes.</summary>
    public const int Version = 8;

    /// <summary>RK_OK.</summary>
    public const int Ok = 0;

    /// <summary>RK_GEMM_SCRATCH.</summary>
    public const int GemmScratch = 69632;

    /// <summary>RK_GRAM_SCRATCH.</summary>
    public const int GramScratch = 51456;

    /// <summary>RK_CHOLESKY_SCRATCH.</summary>
    public static int CholeskyScratch(int size) => 96 * (size + 121);

    /// <summary>The instruction sets in the order of preference, by their numbers in the header and their names.</summary>
    public static readonly (int Isa, string Name)[] InstructionSets = [(2, "avx512"), (1, "avx2"), (3, "neon"), (0, "baseline")];

    /// <summary>rk_dense.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Dense
    {
        public float* X;
        public long Stride;
        public long N;
        public long P;
    }

    /// <summary>rk_indicators.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Indicators
    {
        public ulong* Words;
        public long N;
        public long P;
    }

    /// <summary>rk_sparse.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Sparse
    {
        public long* Starts;
        public int* Rows;
        public float* Values;
        public long N;
        public long P;
    }

    /// <summary>rk_coordinates.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Coordinates
    {
        public int Size;
        public int VisitCount;
        public int* Visit;
        public int* Columns;
        public double* Center;
        public double* InverseScale;
        public double* Curvature;
        public double* L1;
        public double* L2;
        public double* Lower;
        public double* Upper;
        public double* Beta;
    }

    /// <summary>rk_progress.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Progress
    {
        public int MaxEpochs;
        public int Epochs;
        public double Tolerance;
        public double MaxChange;
    }

    /// <summary>rk_rows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Rows
    {
        public long* Starts;
        public int* Columns;
        public float* Values;
        public long N;
    }

    /// <summary>rk_batch.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Batch
    {
        public int Size;
        public int VisitCount;
        public int* Visit;
        public int* Columns;
        public float* InverseScale;
        public float* Lower;
        public float* Upper;
        public float* Center;
        public float* Curvature;
        public float* Above;
        public float* Below;
        public float* L2;
        public float* Moves;
        public float* Start;
        public float* Change;
        public float* WeightSum;
        public float Uniform;
    }

    /// <summary>rk_table; rk_step is <see cref="OptimizerStep"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Table
    {
        public int AbiVersion;
        public int Isa;
        public delegate* unmanaged[Cdecl]<Dense*, int*, int, double*, long, int, double*, long, int, int> DenseDot;
        public delegate* unmanaged[Cdecl]<Sparse*, int*, int, double*, long, int, double*, long, int, int> SparseDot;
        public delegate* unmanaged[Cdecl]<Indicators*, int*, int, double*, long, int, double*, long, int, int> IndicatorDot;
        public delegate* unmanaged[Cdecl]<Dense*, int*, int, double*, double, double*, double*, int> DenseSquare;
        public delegate* unmanaged[Cdecl]<Sparse*, int*, int, double*, double, double, double*, double*, int> SparseSquare;
        public delegate* unmanaged[Cdecl]<Dense*, int*, int, double*, double*, int> DenseAdd;
        public delegate* unmanaged[Cdecl]<Sparse*, int*, int, double*, double*, int> SparseAdd;
        public delegate* unmanaged[Cdecl]<Indicators*, int*, int, double*, double*, int> IndicatorAdd;
        public delegate* unmanaged[Cdecl]<Dense*, int*, int, int*, int, int, double*, double, double*, double*, double*, long, double*, long, int> DenseGram;
        public delegate* unmanaged[Cdecl]<Dense*, int*, int, int*, int, int, double*, double, double*, double*, double*, long, double*, long, int> DenseGram32;
        public delegate* unmanaged[Cdecl]<Indicators*, int*, int, int*, int, int, double*, double, double*, long, int> IndicatorGram;
        public delegate* unmanaged[Cdecl]<Sparse*, int*, int, Rows*, int, double*, double, double*, long, int> SparseGram;
        public delegate* unmanaged[Cdecl]<Dense*, double*, double, double*, Coordinates*, Progress*, int> DenseCd;
        public delegate* unmanaged[Cdecl]<Sparse*, double*, double, double, double*, double*, Coordinates*, Progress*, int> SparseCd;
        public delegate* unmanaged[Cdecl]<double*, long, double*, Coordinates*, Progress*, int> GramCd;
        public delegate* unmanaged[Cdecl]<Sparse*, int*, int, double*, double*, int> BatchDot64;
        public delegate* unmanaged[Cdecl]<Rows*, double*, double*, int> BatchRowsDot64;
        public delegate* unmanaged[Cdecl]<Rows*, float*, float*, int> BatchRowsDot32;
        public delegate* unmanaged[Cdecl]<Rows*, double*, double*, int> BatchRowsTimes64;
        public delegate* unmanaged[Cdecl]<Rows*, float*, float*, float*, int> BatchRowsMoments;
        public delegate* unmanaged[Cdecl]<Rows*, float*, float, float*, float*, float*, float*, long, int> BatchRowsGram;
        public delegate* unmanaged[Cdecl]<Sparse*, float*, Batch*, float*, float*, long, int> BatchCd;
        public delegate* unmanaged[Cdecl]<long, double*, long, long, int*, double*, long, int> Cholesky;
        public delegate* unmanaged[Cdecl]<long, double*, double, double*, double*, double*, double*, double*, int> ProxElasticNet;
        public delegate* unmanaged[Cdecl]<int, int, long, long, long, float*, long, float*, long, float*, long, int, float*, long, int> Gemm;
        public delegate* unmanaged[Cdecl]<Rows*, int*, int, float*, long, float*, int> RowsTimes;
        public delegate* unmanaged[Cdecl]<Rows*, int*, int, float*, long, long, long, float*, int> RowsTransposeTimes;
        public delegate* unmanaged[Cdecl]<OptimizerStep*, long, float*, float*, float*, float*, float*, int> UpdateWeights;
        public delegate* unmanaged[Cdecl]<OptimizerStep*, int, int*, int, int*, int, long, float*, float*, float*, float*, int> UpdateIdle;
    }
}
