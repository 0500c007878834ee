namespace Regularization.Tests;

/// <summary>A factor that is kept while the support changes against one that is made anew.</summary>
[TestClass]
public class SupportFactorTests
{
    private const int Size = 90;

    [TestMethod]
    public void Update_SupportThatComesAndGoes_SolvesItsSystem()
    {
        var random = new Random(3);
        double[] gram = Gram(random), l2 = new double[Size];
        var factor = new SupportFactor(0);
        bool[] isIn = new bool[Size];
        int kept = 0;
        for (int step = 0; step < 60; step++)
        {
            for (int k = 0; k < Size; k++)
            {
                // Few change at most steps, all at some; now and then another L2, from some position on.
                isIn[k] ^= random.NextDouble() < (step % 10 == 9 ? 0.5 : 0.05);
                l2[k] = step % 15 == 14 && k % 2 == 0 ? 0.1 * step : l2[k];
            }

            int[] support = [.. Enumerable.Range(0, Size).Where(k => isIn[k])];
            double[] b = [.. support.Select(_ => random.NextDouble() - 0.5)], x = [.. b];
            Assert.IsTrue(factor.Update(support, gram, Size, l2));
            Assert.AreEqual(support.Length, factor.Size);
            kept += factor.Appended < support.Length ? 1 : 0;
            factor.Solve(support, x);
            for (int k = 0; k < support.Length; k++)
            {
                double product = l2[support[k]] * x[k];
                for (int l = 0; l < support.Length; l++)
                {
                    product += gram[(support[k] * Size) + support[l]] * x[l];
                }

                Assert.AreEqual(b[k], product, 1e-10, $"step {step}, {k}");
            }
        }

        Assert.IsGreaterThan(30, kept);
    }

    [TestMethod]
    public void Update_NotPositiveDefinite_SaysSoAndBeginsAnew()
    {
        double[] gram = Gram(new Random(4)), l2 = new double[Size];
        var factor = new SupportFactor(0);
        Assert.IsTrue(factor.Update([0, 1, 2], gram, Size, l2));
        gram[(5 * Size) + 5] = -1;
        Assert.IsFalse(factor.Update([0, 1, 2, 5], gram, Size, l2));
        Assert.IsTrue(factor.Update([2, 4], gram, Size, l2));
        Assert.AreEqual(2, factor.Appended);
    }

    /// <summary>A matrix of products of random columns, and a little on its diagonal.</summary>
    private static double[] Gram(Random random)
    {
        double[][] columns = [.. Enumerable.Range(0, Size).Select(_ => Enumerable.Range(0, Size).Select(_ => random.NextDouble() - 0.5).ToArray())];
        var gram = new double[Size * Size];
        for (int k = 0; k < Size; k++)
        {
            for (int l = 0; l < Size; l++)
            {
                gram[(k * Size) + l] = columns[k].Zip(columns[l], (a, b) => a * b).Sum() + (k == l ? 0.5 : 0);
            }
        }

        return gram;
    }
}
