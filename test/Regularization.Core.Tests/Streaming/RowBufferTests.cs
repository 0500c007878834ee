namespace Regularization.Tests;

/// <summary>The rows held to be shuffled: how much memory they take, and that none is lost.</summary>
[TestClass]
public class RowBufferTests
{
    private const int Features = 20_000, LongEvery = 200, Short = 10;

    [TestMethod]
    public void Shuffled_RaggedRows_MemoryDoesNotGrowWithRows()
    {
        using ShuffledReader reader = Open(60_000, 4096, 64L << 20);
        long largest = 0, first = 0;
        for (int i = 1; reader.Read(); i++)
        {
            largest = Math.Max(largest, reader.Bytes);
            first = i == 6_000 ? largest : first;
        }

        // 4,096 rows of 110 entries of 8 bytes on the average are 3.6 MB, now and then half as much again; slots that never shrink took 46 MB and grew on.
        Assert.IsLessThan(12_000_000, largest);
        Assert.IsLessThan(2 * first, largest);
    }

    [TestMethod]
    [DataRow(1L << 20)]
    [DataRow(400_000L)]
    [DataRow(1L)]
    public void Shuffled_RowsBeyondTheLimit_AreHandedOutOnceWithinIt(long limit)
    {
        const int rows = 5_000;
        using ShuffledReader reader = Open(rows, 4096, limit);
        var seen = new bool[rows];
        int count = 0;
        for (; reader.Read(); count++)
        {
            int row = (int)reader.Label;
            Assert.IsFalse(seen[row], $"row {row} came twice");
            seen[row] = true;
            Assert.AreEqual(row % LongEvery == 0 ? Features : Short, reader.Values.Length);
            Assert.AreEqual(row, reader.Values[^1]);
            Assert.AreEqual(reader.Values.Length - 1, reader.Indices[^1]);
            Assert.IsLessThanOrEqualTo(limit + (8 * Features) + RowBuffer.Slot.OwnBytes, reader.Bytes);
        }

        Assert.AreEqual(rows, count);
    }

    [TestMethod]
    public void Shuffled_RaggedRowsAndSameSeed_SameOrder()
    {
        CollectionAssert.AreEqual(Order(), Order());

        static List<double> Order()
        {
            var order = new List<double>();
            using ShuffledReader reader = Open(2_000, 500, 300_000);
            while (reader.Read())
            {
                order.Add(reader.Label);
            }

            return order;
        }
    }

    private static ShuffledReader Open(int rows, int capacity, long limit) => new(RowSource.FromEnumerable(Features, Ragged(rows)).Open(1), capacity, limit, new Random(1));

    /// <summary>Rows of 10 entries, every 200th of 20,000; the last value, as the label, is the number of the row.</summary>
    private static IEnumerable<StreamRow> Ragged(int rows)
    {
        int[] indices = [.. Enumerable.Range(0, Features)];
        var values = new float[Features];
        for (int i = 0; i < rows; i++)
        {
            int length = i % LongEvery == 0 ? Features : Short;
            values[length - 1] = i;
            yield return new StreamRow(indices.AsMemory(0, length), values.AsMemory(0, length), i);
        }
    }
}
