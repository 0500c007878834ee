namespace Regularization.Tests;

/// <summary>What training allocates within its epochs, from the bytes that the thread had allocated by the end of every step.</summary>
internal static class EpochAllocations
{
    /// <summary>
    /// Fails if each epoch but the first allocates between its first and its last step. One free epoch is enough: a step that allocates does so in all of them, whereas the runtime itself, when other tests run beside
    /// this one (a pool of arrays that is trimmed, a lock that becomes an object), charges a thread once in a while.
    /// </summary>
    public static void AssertNone(IReadOnlyList<long> bytes, int epochs, string name)
    {
        Assert.IsGreaterThan(2, epochs);
        int steps = bytes.Count / epochs;
        Assert.IsGreaterThan(1, steps);
        long[] allocated = [.. Enumerable.Range(1, epochs - 1).Select(e => bytes[((e + 1) * steps) - 1] - bytes[e * steps])];
        Assert.AreEqual(0, allocated.Min(), $"{name}: {string.Join(", ", allocated)} bytes in the epochs after the first.");
    }
}
