namespace Regularization.Tests;

[TestClass]
public class VectorMathTests
{
    [TestMethod]
    public void AddRows_AnyNumberOfRowsAndLength_IsTheSumOfMultiples()
    {
        const int Stride = 21, AllRows = 10;
        var random = new Random(5);
        double[] matrix = [.. Enumerable.Range(0, Stride * AllRows).Select(_ => random.NextDouble() - 0.5)];
        for (int count = 0; count < AllRows; count++)
        {
            for (int length = 0; length < 18; length++)
            {
                int[] rows = [.. Enumerable.Range(0, count).Select(k => (k * 7) % AllRows)];
                double[] factors = [.. rows.Select(_ => random.NextDouble() - 0.5)], result = [.. Enumerable.Range(0, length + 1).Select(i => (double)i)];
                VectorMath.AddRows(matrix, Stride, rows, factors, result.AsSpan(0, length));
                for (int i = 0; i < length; i++)
                {
                    Assert.AreEqual(i + rows.Select((row, k) => factors[k] * matrix[(row * Stride) + i]).Sum(), result[i], 1e-13, $"{count} rows of {length}");
                }

                Assert.AreEqual((double)length, result[length], "Beyond the end.");
            }
        }
    }
}
