using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>Memory that begins on a cache line: rows that begin on one, too, spare the kernels loads of two.</summary>
internal static class AlignedMemory
{
    private const int LineBytes = 64;

    /// <summary>Doubles of a cache line.</summary>
    public const int LineLength = LineBytes / sizeof(double);

    /// <summary>So many numbers, of any content.</summary>
    public static Memory<T> Allocate<T>(int length)
        where T : unmanaged
    {
        int line = LineBytes / Unsafe.SizeOf<T>();
        T[] array = GC.AllocateUninitializedArray<T>(length + line - 1, pinned: true);
        nint past = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % LineBytes;
        return array.AsMemory(past == 0 ? 0 : (int)(LineBytes - past) / Unsafe.SizeOf<T>(), length);
    }

    /// <summary>The first cache line that begins there or after: of memory that has a line more than is needed and does not move.</summary>
    public static unsafe T* NextLine<T>(T* memory)
        where T : unmanaged =>
        (T*)(((nuint)memory + LineBytes - 1) & ~(nuint)(LineBytes - 1));

    /// <summary>
    /// Sets memory to 0 that may be new, a row of a matrix at a time. <see cref="Span{T}.Clear"/> and <see cref="Span{T}.CopyTo"/> of .NET 10 read the first element of a long span before they write: its page
    /// is then mapped twice, and the second time all processors are interrupted. Fill does not.
    /// </summary>
    public static void PutZeros(Span<double> to)
    {
#pragma warning disable CA1855 // Clear instead of Fill.
        to.Fill(0);
#pragma warning restore CA1855
    }

    /// <summary>Copies to memory that may be new: see <see cref="PutZeros"/>.</summary>
    public static void Put(ReadOnlySpan<double> from, Span<double> to) => VectorMath.Multiply(from, 1, to);

    /// <summary>Zeros that have been written and not only promised: to read and then to write them would be slow, see <see cref="PutZeros"/>.</summary>
    public static double[] Zeros(int length)
    {
        double[] array = GC.AllocateUninitializedArray<double>(length);
        PutZeros(array);
        return array;
    }

    /// <summary>For how many rows and columns to make room in a matrix that has to grow to some: half as many again, but for no more than it can come to need.</summary>
    public static int Room(int size, int most = int.MaxValue) => Math.Max(size, Math.Min(most, Math.Max(64, size * 3 / 2)));

    /// <summary>
    /// A length for rows of at least <paramref name="columns"/> elements, such that they all begin on a cache line. The number of lines is odd: with a
    /// power of two, the elements of one column would all want the same few places of a cache.
    /// </summary>
    public static int Stride(int columns) => (((columns + LineLength - 1) / LineLength) | 1) * LineLength;
}
