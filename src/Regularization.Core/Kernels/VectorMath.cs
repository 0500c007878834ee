using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>Element by element arithmetic and sums of vectors of doubles: what solvers do between kernels.</summary>
/// <remarks>
/// TensorPrimitives has all of this. But its generic code is compiled while the first fit of a process runs, first without optimisation and then with it:
/// on a multinomial path of 2 s that took 4 s more. These few methods are compiled once, optimised, when first called.
/// A target may be one of the sources, and is at least as long as the first of them.
/// </remarks>
internal static class VectorMath
{
    private static int Width => Vector<double>.Count;

    public static void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result) => Map<Sums>(x, y, result);

    public static void Add(ReadOnlySpan<double> x, double y, Span<double> result) => Map<Sums>(x, y, result);

    public static void Subtract(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result) => Map<Differences>(x, y, result);

    public static void Subtract(ReadOnlySpan<double> x, double y, Span<double> result) => Map<Differences>(x, y, result);

    public static void Multiply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result) => Map<Products>(x, y, result);

    public static void Multiply(ReadOnlySpan<double> x, double y, Span<double> result) => Map<Products>(x, y, result);

    public static void Divide(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result) => Map<Quotients>(x, y, result);

    public static void Divide(ReadOnlySpan<double> x, double y, Span<double> result) => Map<Quotients>(x, y, result);

    /// <summary>The larger of each pair; NaN where either is.</summary>
    public static void Max(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result) => Map<Maxima>(x, y, result);

    /// <inheritdoc cref="Max(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>
    public static void Max(ReadOnlySpan<double> x, double y, Span<double> result) => Map<Maxima>(x, y, result);

    public static void Negate(ReadOnlySpan<double> x, Span<double> result) => Map<Products>(x, -1, result);

    /// <summary>e to the power of each x − y.</summary>
    public static void ExpOfDifference(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result) => Map<Exponentials>(x, y, result);

    /// <summary>The natural logarithm of each element.</summary>
    public static void Log(ReadOnlySpan<double> x, Span<double> result) => Map<Logarithms>(x, 0, result);

    public static void Sqrt(ReadOnlySpan<double> x, Span<double> result) => Map<Roots>(x, 0, result);

    public static double Sum(ReadOnlySpan<double> x) => Reduce<Sums>(x, 0);

    /// <summary>The largest element, NaN where there is one, −∞ of none.</summary>
    public static double Max(ReadOnlySpan<double> x) => Reduce<Maxima>(x, double.NegativeInfinity);

    /// <summary>The smallest element, NaN where there is one, ∞ of none.</summary>
    public static double Min(ReadOnlySpan<double> x) => Reduce<Minima>(x, double.PositiveInfinity);

    /// <summary>The largest magnitude, NaN where an element is, 0 of none.</summary>
    public static double MaxMagnitude(ReadOnlySpan<double> x) => Reduce<Magnitudes>(x, 0);

    public static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(Dot(x, x));

    /// <summary>The sum of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        Vector<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= x.Length - (4 * Width); i += 4 * Width)
        {
            sum0 = Vector.MultiplyAddEstimate(Load(x, i), Load(y, i), sum0);
            sum1 = Vector.MultiplyAddEstimate(Load(x, i + Width), Load(y, i + Width), sum1);
            sum2 = Vector.MultiplyAddEstimate(Load(x, i + (2 * Width)), Load(y, i + (2 * Width)), sum2);
            sum3 = Vector.MultiplyAddEstimate(Load(x, i + (3 * Width)), Load(y, i + (3 * Width)), sum3);
        }

        for (; i <= x.Length - Width; i += Width)
        {
            sum0 = Vector.MultiplyAddEstimate(Load(x, i), Load(y, i), sum0);
        }

        double sum = Vector.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>‖x − y‖₂.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        Vector<double> sums = default;
        int i = 0;
        for (; i <= x.Length - Width; i += Width)
        {
            Vector<double> difference = Load(x, i) - Load(y, i);
            sums += difference * difference;
        }

        double sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
        {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>x · factor + z, element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(ReadOnlySpan<double> x, double factor, ReadOnlySpan<double> z, Span<double> result)
    {
        z = z[..x.Length];
        result = result[..x.Length];
        var factors = new Vector<double>(factor);
        int i = 0;
        for (; i <= x.Length - Width; i += Width)
        {
            Vector.MultiplyAddEstimate(Load(x, i), factors, Load(z, i)).StoreUnsafe(ref MemoryMarshal.GetReference(result), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            result[i] = (x[i] * factor) + z[i];
        }
    }

    /// <summary>x · y + z, element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<double> result)
    {
        y = y[..x.Length];
        z = z[..x.Length];
        result = result[..x.Length];
        int i = 0;
        for (; i <= x.Length - Width; i += Width)
        {
            Vector.MultiplyAddEstimate(Load(x, i), Load(y, i), Load(z, i)).StoreUnsafe(ref MemoryMarshal.GetReference(result), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            result[i] = (x[i] * y[i]) + z[i];
        }
    }

    /// <summary>result += Σ_k factors[k] · row rows[k] of a matrix by rows, four rows at a time: what they are added to is then loaded and stored a quarter as often.</summary>
    /// <param name="matrix">Rows as long as <paramref name="result"/>, or longer.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="factors">As many.</param>
    /// <param name="result">The sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(ReadOnlySpan<double> matrix, int stride, ReadOnlySpan<int> rows, ReadOnlySpan<double> factors, Span<double> result)
    {
        int k = 0;
        for (; k <= rows.Length - 4; k += 4)
        {
            ReadOnlySpan<double> row0 = matrix.Slice(rows[k] * stride, result.Length), row1 = matrix.Slice(rows[k + 1] * stride, result.Length);
            ReadOnlySpan<double> row2 = matrix.Slice(rows[k + 2] * stride, result.Length), row3 = matrix.Slice(rows[k + 3] * stride, result.Length);
            Vector<double> factor0 = new(factors[k]), factor1 = new(factors[k + 1]), factor2 = new(factors[k + 2]), factor3 = new(factors[k + 3]);
            int i = 0;
            for (; i <= result.Length - Width; i += Width)
            {
                Vector<double> sum = Vector.MultiplyAddEstimate(Load(row0, i), factor0, Load(result, i));
                sum = Vector.MultiplyAddEstimate(Load(row1, i), factor1, sum);
                sum = Vector.MultiplyAddEstimate(Load(row2, i), factor2, sum);
                Vector.MultiplyAddEstimate(Load(row3, i), factor3, sum).StoreUnsafe(ref MemoryMarshal.GetReference(result), (nuint)i);
            }

            for (; i < result.Length; i++)
            {
                result[i] += (row0[i] * factors[k]) + (row1[i] * factors[k + 1]) + (row2[i] * factors[k + 2]) + (row3[i] * factors[k + 3]);
            }
        }

        for (; k < rows.Length; k++)
        {
            MultiplyAdd(matrix.Slice(rows[k] * stride, result.Length), factors[k], result, result);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TOperation>(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result)
        where TOperation : struct, IOperation
    {
        y = y[..x.Length];
        result = result[..x.Length];
        int i = 0;
        for (; i <= x.Length - Width; i += Width)
        {
            TOperation.Of(Load(x, i), Load(y, i)).StoreUnsafe(ref MemoryMarshal.GetReference(result), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            result[i] = TOperation.Of(x[i], y[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TOperation>(ReadOnlySpan<double> x, double y, Span<double> result)
        where TOperation : struct, IOperation
    {
        result = result[..x.Length];
        var second = new Vector<double>(y);
        int i = 0;
        for (; i <= x.Length - Width; i += Width)
        {
            TOperation.Of(Load(x, i), second).StoreUnsafe(ref MemoryMarshal.GetReference(result), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            result[i] = TOperation.Of(x[i], y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Reduce<TOperation>(ReadOnlySpan<double> x, double start)
        where TOperation : struct, IOperation
    {
        // Several sums side by side: faster, and each gathers less rounding.
        Vector<double> part0 = new(start), part1 = part0, part2 = part0, part3 = part0;
        int i = 0;
        for (; i <= x.Length - (4 * Width); i += 4 * Width)
        {
            part0 = TOperation.Of(part0, Load(x, i));
            part1 = TOperation.Of(part1, Load(x, i + Width));
            part2 = TOperation.Of(part2, Load(x, i + (2 * Width)));
            part3 = TOperation.Of(part3, Load(x, i + (3 * Width)));
        }

        for (; i <= x.Length - Width; i += Width)
        {
            part0 = TOperation.Of(part0, Load(x, i));
        }

        Vector<double> all = TOperation.Of(TOperation.Of(part0, part1), TOperation.Of(part2, part3));
        double result = start;
        for (int k = 0; k < Width; k++)
        {
            result = TOperation.Of(result, all[k]);
        }

        for (; i < x.Length; i++)
        {
            result = TOperation.Of(result, x[i]);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ReadOnlySpan<double> span, int index) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    private interface IOperation
    {
        static abstract Vector<double> Of(Vector<double> x, Vector<double> y);

        static abstract double Of(double x, double y);
    }

    private readonly struct Sums : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => x + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => x + y;
    }

    private readonly struct Differences : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => x - y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => x - y;
    }

    private readonly struct Products : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => x * y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => x * y;
    }

    private readonly struct Quotients : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => x / y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => x / y;
    }

    private readonly struct Maxima : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => Vector.Max(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => Math.Max(x, y);
    }

    private readonly struct Minima : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => Vector.Min(x, y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => Math.Min(x, y);
    }

    private readonly struct Magnitudes : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => Vector.Max(Vector.Abs(x), Vector.Abs(y));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => Math.Max(Math.Abs(x), Math.Abs(y));
    }

    private readonly struct Exponentials : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => VectorFunctions.Exp(x - y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => Math.Exp(x - y);
    }

    private readonly struct Logarithms : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => VectorFunctions.Log(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => Math.Log(x);
    }

    private readonly struct Roots : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<double> Of(Vector<double> x, Vector<double> y) => Vector.SquareRoot(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double Of(double x, double y) => Math.Sqrt(x);
    }
}
