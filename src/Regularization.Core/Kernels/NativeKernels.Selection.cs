using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Regularization;

/// <content>Selection of entries, eight at a time where the kernels are those of AVX2 or better. In C#: it has to be called for each row.</content>
internal sealed unsafe partial class NativeKernels
{
    /// <summary>By a mask of eight: the numbers of those that are in it, a byte each, the first lowest.</summary>
    private static readonly ulong[] Orders = [.. Enumerable.Range(0, 256).Select(mask =>
    {
        ulong order = 0;
        for (int k = 7; k >= 0; k--)
        {
            order = (mask >> k & 1) == 0 ? order : (order << 8) | (uint)k;
        }

        return order;
    })];

    /// <remarks>Compiled when it is first called, never ahead of time: pinning spans would then be calls.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override int SelectCore(ReadOnlySpan<int> columns, ReadOnlySpan<float> entries, ReadOnlySpan<int> positionOf, Span<int> positions, Span<float> values, ref int taken)
    {
        if (!Avx2.IsSupported || Name is not ("avx2" or "avx512") || positionOf.IsEmpty)
        {
            return 0;
        }

        int at = 0, e = 0;
        ReadOnlySpan<ulong> orders = Orders;
        Vector256<uint> last = Vector256.Create((uint)positionOf.Length - 1);
        fixed (int* column = columns, table = positionOf, toPosition = positions)
        fixed (float* entry = entries, toValue = values)
        {
            for (; e + 8 <= columns.Length; e += 8)
            {
                Vector256<int> columnsOf = Avx.LoadVector256(column + e);
                if (Vector256.GreaterThanAny(columnsOf.AsUInt32(), last))
                {
                    break;      // one of them is refused by name
                }

                // Those that are taken come first, the others are written over: nothing is written beyond where these eight were.
                Vector256<int> position = Avx2.GatherVector256(table, columnsOf, sizeof(int));
                int mask = ~Avx.MoveMask(position.AsSingle()) & 0xFF;
                Vector256<int> order = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(orders[mask]).AsByte());
                Avx.Store(toPosition + at, Avx2.PermuteVar8x32(position, order));
                Avx.Store(toValue + at, Avx2.PermuteVar8x32(Avx.LoadVector256(entry + e), order));
                at += BitOperations.PopCount((uint)mask);
            }
        }

        taken = at;
        return e;
    }
}
