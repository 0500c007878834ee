namespace Regularization.Tests;

/// <summary>Values that are not finite, wherever they are.</summary>
[TestClass]
public class FiniteCheckTests
{
    [TestMethod]
    [DataRow(1e-60, "Rescale the feature.")]
    [DataRow(-1e-60, "Rescale the feature.")]
    [DataRow(1e-44, "Rescale the feature.")]
    [DataRow(1e-30, null)]
    [DataRow(1, null)]
    public void RequireSpread_SmallNumbers_AreToBeRescaled(double unit, string? wayOut)
    {
        double[] column = [unit, 2.3 * unit, 5.1 * unit];
        if (wayOut is null)
        {
            FiniteCheck.RequireSpread(column, 0, "x");
            return;
        }

        Assert.Contains(wayOut, Assert.ThrowsExactly<ArgumentException>(() => FiniteCheck.RequireSpread(column, 0, "x")).Message);
        Assert.Contains("Subtract its mean", Assert.ThrowsExactly<ArgumentException>(() => FiniteCheck.RequireSpread([1e9, 1e9 + 1, 1e9 + 2], 0, "x")).Message);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void IndexOfNonFinite_EachPlaceInEachLength_IsTheFirst(float bad)
    {
        float[] finite = [float.MaxValue, -float.MaxValue, 0, -0f, float.Epsilon, -1, 1e30f];
        for (int length = 0; length < 70; length++)
        {
            float[] values = [.. Enumerable.Range(0, length).Select(i => finite[i % finite.Length])];
            Assert.AreEqual(-1, FiniteCheck.IndexOfNonFinite(values));
            for (int at = length - 1; at >= 0; at--)
            {
                values[at] = at % 2 == 0 ? bad : -bad;
                Assert.AreEqual(at, FiniteCheck.IndexOfNonFinite(values), $"{length} values");
            }
        }
    }
}
