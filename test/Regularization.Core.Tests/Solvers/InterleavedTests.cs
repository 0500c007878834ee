namespace Regularization.Tests;

[TestClass]
public class InterleavedTests
{
    private const int Batch = KernelSet.Batch;

    [TestMethod]
    [DataRow(-1)]
    [DataRow((2 * Batch) - Batch + 1)]
    [DataRow(2 * Batch)]
    public void LoadAndStore_BeyondTheArray_AreRefused(int at)
    {
        float[] values = new float[2 * Batch];
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => Interleaved.Load(values, at));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => Interleaved.Load(values.AsSpan(), at));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => Interleaved.Store(Interleaved.Load(values, 0), values, at));
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => Interleaved.Store(Interleaved.Load(values, 0), values.AsSpan(), at));
    }

    [TestMethod]
    public void Arithmetic_OfSeveralElements_IsThatOfEachProblem()
    {
        const int Elements = 600;       // several blocks of Dot
        var random = new Random(3);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() + 0.5f)];
        float[] a = Numbers(Batch), x = Numbers(Elements * Batch), y = Numbers(Elements * Batch);
        float[] added = [.. y], scaled = [.. y], quotient = new float[y.Length];
        double[] products = new double[Batch];
        Interleaved.AddScaled(a, x, added);
        Interleaved.ScaleAdd(a, x, scaled);
        Interleaved.Divide(x, y, quotient);
        Interleaved.Dot(x, y, products);
        for (int at = 0; at < x.Length; at++)
        {
            Assert.AreEqual(y[at] + (a[at % Batch] * x[at]), added[at], 1e-6f * added[at]);
            Assert.AreEqual(x[at] + (a[at % Batch] * y[at]), scaled[at], 1e-6f * scaled[at]);
            Assert.AreEqual(x[at] / y[at], quotient[at]);
        }

        for (int b = 0; b < Batch; b++)
        {
            Assert.AreEqual(Enumerable.Range(0, Elements).Sum(i => (double)x[(i * Batch) + b] * y[(i * Batch) + b]), products[b], 1e-4 * products[b]);
        }
    }
}
