namespace Regularization.Tool.Tests;

[TestClass]
public class TruncatedInputTests : ToolTest
{
    [TestMethod]
    public void Fit_GzipCutAnywhere_IsSaidToBeDamagedAndNotMisread()
    {
        byte[] whole = Gzip(SmallTable(rows: 300));
        for (int length = 20; length < whole.Length; length += Math.Max(1, whole.Length / 60))
        {
            Outcome outcome = Run("fit", WriteBytes("cut.csv.gz", whole[..length]), "--label", "y", "--lambda", "0.1");
            Assert.AreEqual(1, outcome.Code, $"cut at {length}");
            StringAssert.Contains(outcome.Error, "the gzip data are damaged or cut off. Fetch or make the file again.", $"cut at {length}");
        }
    }
}
