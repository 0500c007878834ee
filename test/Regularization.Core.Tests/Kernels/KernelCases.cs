using System.Runtime.InteropServices;

namespace Regularization.Tests;

/// <summary>The kernel sets under test, and random arguments for them.</summary>
internal static class KernelCases
{
    /// <summary>All that this architecture can have, for <c>DynamicData</c>. What this machine lacks is reported as skipped by <see cref="Get"/>.</summary>
    public static IEnumerable<object[]> Names
        => (RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => ["managed", "baseline", "avx2", "avx512"],
            Architecture.Arm64 => ["managed", "baseline", "neon"],
            _ => new[] { "managed", "baseline" },
        }).Select(name => new object[] { name });

    public static KernelSet Naive { get; } = new NaiveKernels();

    public static KernelSet Get(string name)
    {
        KernelSet? kernels = Kernels.Available.FirstOrDefault(set => set.Name == name);
        if (kernels is null)
        {
            Assert.Inconclusive($"There are no {name} kernels here: there are {string.Join(", ", Kernels.Available.Select(set => set.Name))}. In use: {Kernels.Describe()}");
        }

        return kernels!;
    }

    /// <summary>Every length to 256, then one beyond each block size of the kernels.</summary>
    public static IEnumerable<int> Lengths => [.. Enumerable.Range(0, 257), 1000, 2049, 4097, 20001];

    /// <summary>Standard normal numbers, <paramref name="offset"/> elements after an aligned start.</summary>
    public static Memory<double> Doubles(Random random, int length, int offset = 0)
    {
        double[] values = GC.AllocateArray<double>(length + offset, pinned: true);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Normal(random);
        }

        return values.AsMemory(offset);
    }

    public static Memory<float> Floats(Random random, int length, int offset = 0)
    {
        float[] values = GC.AllocateArray<float>(length + offset, pinned: true);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)Normal(random);
        }

        return values.AsMemory(offset);
    }

    public static double[] Positive(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => 0.1 + random.NextDouble())];

    public static double[] Constant(int length, double value) => [.. Enumerable.Repeat(value, length)];

    /// <summary>Columns in no order, some more than once.</summary>
    public static int[] Columns(Random random, int count, int limit) => [.. Enumerable.Range(0, count).Select(_ => random.Next(limit))];

    /// <summary>Equal but for rounding. <paramref name="scale"/> is the size of the terms that were added up.</summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double scale, string message)
    {
        Assert.AreEqual(expected.Length, actual.Length, message);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i];
            double a = actual[i];
            bool same = double.IsNaN(e) ? double.IsNaN(a) : double.IsFinite(e) ? Math.Abs(e - a) <= (1e-13 * scale) + (1e-13 * Math.Abs(e)) : e == a;
            if (!same)
            {
                Assert.Fail($"{message}: element {i} is {a:R}, expected {e:R}.");
            }
        }
    }

    /// <summary>The same for float32: to 1e-6 of the scale, and of the value.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double scale, string message)
    {
        Assert.AreEqual(expected.Length, actual.Length, message);
        for (int i = 0; i < expected.Length; i++)
        {
            float e = expected[i];
            float a = actual[i];
            bool same = float.IsNaN(e) ? float.IsNaN(a) : float.IsFinite(e) ? Math.Abs((double)e - a) <= 1e-6 * (scale + Math.Abs(e)) : e == a;
            if (!same)
            {
                Assert.Fail($"{message}: element {i} is {a:R}, expected {e:R}.");
            }
        }
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
