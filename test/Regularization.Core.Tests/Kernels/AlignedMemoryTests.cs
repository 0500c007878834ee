using System.Runtime.InteropServices;

namespace Regularization.Tests;

[TestClass]
public class AlignedMemoryTests
{
    [TestMethod]
    public void Allocate_AnyLength_BeginsOnACacheLine()
    {
        foreach (int length in new[] { 0, 1, 7, 64, 1000, 100_001 })
        {
            Memory<double> memory = AlignedMemory.Allocate<double>(length);
            Assert.AreEqual(length, memory.Length);
            Assert.IsTrue(MemoryMarshal.TryGetArray(memory, out ArraySegment<double> segment));
            Assert.AreEqual(0, (Marshal.UnsafeAddrOfPinnedArrayElement(segment.Array!, 0) + (segment.Offset * sizeof(double))) % 64, $"length {length}");
        }
    }

    [TestMethod]
    public void Stride_AnyLength_IsAnOddNumberOfCacheLines()
    {
        for (int columns = 0; columns < 600; columns++)
        {
            int stride = AlignedMemory.Stride(columns);
            Assert.IsTrue(stride >= columns && stride < columns + 16 && stride % 16 == 8, $"{columns}: {stride}");
        }
    }
}
