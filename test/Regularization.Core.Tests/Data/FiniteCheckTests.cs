namespace Regularization.Tests;

/// <summary>Values that are not finite, wherever they are.</summary>
[TestClass]
public class FiniteCheckTests
{
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
