using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>Memory that begins on a cache line: rows that begin on one, too, spare the kernels loads of two.</summary>
internal static class AlignedMemory
{
    private const int LineBytes = 64;
    private const int LineLength = LineBytes / sizeof(double);

    /// <summary>So many doubles, of any content.</summary>
    public static Memory<double> Allocate(int length)
    {
        double[] array = GC.AllocateUninitializedArray<double>(length + LineLength - 1, pinned: true);
        nint past = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % LineBytes;
        return array.AsMemory(past == 0 ? 0 : (int)(LineBytes - past) / sizeof(double), length);
    }

    /// <summary>So many floats, of any content.</summary>
    public static Memory<float> AllocateFloats(int length)
    {
        const int Line = LineBytes / sizeof(float);
        float[] array = GC.AllocateUninitializedArray<float>(length + Line - 1, pinned: true);
        nint past = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % LineBytes;
        return array.AsMemory(past == 0 ? 0 : (int)(LineBytes - past) / sizeof(float), length);
    }

    /// <summary>
    /// A length for rows of at least <paramref name="columns"/> elements, such that they all begin on a cache line. The number of lines is odd: with a
    /// power of two, the elements of one column would all want the same few places of a cache.
    /// </summary>
    public static int Stride(int columns) => (((columns + LineLength - 1) / LineLength) | 1) * LineLength;
}
