namespace Regularization.Tests;

[TestClass]
public class SelectionKernelTests
{
    private const int Columns = 100, Guard = 16, Untouched = -77;

    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Select_RowsOfAllLengths_TakesWhatHasAPositionAndWritesNoFurther(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        var random = new Random(5);
        for (int length = 0; length <= 70; length++)
        {
            foreach (double share in new[] { 0.0, 0.3, 0.9, 1.0 })
            {
                int[] columns = [.. Enumerable.Range(0, Columns).OrderBy(_ => random.Next()).Take(length).Order()];
                float[] entries = [.. columns.Select(j => j + 0.5f)];
                int next = 0;
                int[] positionOf = [.. Enumerable.Range(0, Columns).Select(_ => random.NextDouble() < share ? next++ : -1)];
                int[] positions = [.. Enumerable.Repeat(Untouched, length + (2 * Guard))];
                float[] values = [.. Enumerable.Repeat((float)Untouched, length + (2 * Guard))];
                int taken = kernels.Select(columns, entries, positionOf, positions.AsSpan(Guard, length), values.AsSpan(Guard, length));

                int[] expected = [.. columns.Where(j => positionOf[j] >= 0)];
                string what = $"{name}, {length} entries, {share}";
                Assert.AreEqual(expected.Length, taken, what);
                CollectionAssert.AreEqual(expected.Select(j => positionOf[j]).ToArray(), positions[Guard..(Guard + taken)], what);
                CollectionAssert.AreEqual(expected.Select(j => j + 0.5f).ToArray(), values[Guard..(Guard + taken)], what);
                Assert.IsTrue(positions[..Guard].Concat(positions[^Guard..]).All(v => v == Untouched), what);
                Assert.IsTrue(values[..Guard].Concat(values[^Guard..]).All(v => v == Untouched), what);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Select_WhatDoesNotFit_IsRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        int[] columns = [.. Enumerable.Range(0, 20)], positionOf = new int[20];
        float[] entries = new float[20];
        foreach (int bad in new[] { -1, 20, int.MinValue })
        {
            foreach (int at in new[] { 0, 7, 19 })
            {
                int[] wrong = [.. columns];
                wrong[at] = bad;
                Assert.ThrowsExactly<ArgumentException>(() => kernels.Select(wrong, entries, positionOf, new int[20], new float[20]));
            }
        }

        Assert.ThrowsExactly<ArgumentException>(() => kernels.Select(columns, entries, [], new int[20], new float[20]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Select(columns, entries.AsSpan(1), positionOf, new int[20], new float[20]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Select(columns, entries, positionOf, new int[19], new float[20]));
        Assert.ThrowsExactly<ArgumentException>(() => kernels.Select(columns, entries, positionOf, new int[20], new float[19]));
    }
}
