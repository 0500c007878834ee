namespace Regularization.Tests;

/// <summary>Offsets in bounded memory.</summary>
[TestClass]
public class OffsetSketchTests
{
    [TestMethod]
    [DataRow(1.0, 0.0, 1e-6)]
    [DataRow(5.0, -200.0, 1e-6)]
    [DataRow(1e-9, 3.0, 1e-6)]
    [DataRow(300.0, 0.0, 1e-2)]
    public void Intercept_ManyOffsets_IsThatOfAllOfThem(double size, double place, double tolerance)
    {
        var random = new Random(1);
        double[] offsets = [.. Enumerable.Range(0, 20_000).Select(_ => place + (size * (random.NextDouble() + random.NextDouble() - 1)))];
        double[] weights = [.. offsets.Select(_ => random.NextDouble())];
        var sketch = new OffsetSketch();
        for (int i = 0; i < offsets.Length; i++)
        {
            sketch.Add(offsets[i], 1, weights[i]);
        }

        double intercept = sketch.Intercept(Losses.Logistic, 0.3);
        double mean = offsets.Zip(weights, (o, w) => w * Losses.Logistic.Mean(intercept + o)).Sum() / weights.Sum();
        Assert.AreEqual(0.3, mean, tolerance);
    }

    [TestMethod]
    public void Add_OffsetsOfAllSizes_StayInBoundedMemory()
    {
        var random = new Random(2);
        var sketch = new OffsetSketch();
        for (int i = 0; i < 30_000; i++)
        {
            sketch.Add(Math.CopySign(Math.Pow(10, (12 * random.NextDouble()) - 6), random.NextDouble() - 0.5), i % 2, 1);
        }

        int bins = 0;
        double response = sketch.Mean((_, y) =>
        {
            bins++;
            return y;
        });
        Assert.IsLessThanOrEqualTo(4096, bins);
        Assert.AreEqual(0.5, response, 1e-12);
    }

    [TestMethod]
    public void Intercept_MeanOfOneClass_IsInfinite()
    {
        var sketch = new OffsetSketch();
        sketch.Add(2, 1, 1);
        Assert.AreEqual(double.PositiveInfinity, sketch.Intercept(Losses.Logistic, 1));
        Assert.AreEqual(-2, sketch.Intercept(Losses.Logistic, 0.5), 1e-15);
    }
}
