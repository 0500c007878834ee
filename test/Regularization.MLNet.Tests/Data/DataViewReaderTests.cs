using Microsoft.ML;

namespace Regularization.MLNet.Tests.Data;

[TestClass]
public sealed class DataViewReaderTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Read_GoodRows_KeepsAllInOrder()
    {
        List<Example> examples = TestData.Examples(50);
        TrainingRows rows = DataViewReader.Read(TestData.Load(_ml, examples), "Label", "Features", "Weight", default);
        CollectionAssert.AreEqual(examples.Select(e => (double)e.Label).ToArray(), rows.Labels);
        CollectionAssert.AreEqual(examples.Select(e => (double)e.Weight).ToArray(), rows.Weights);
        Assert.AreEqual((50, TestData.Columns), (rows.Features!.Rows, rows.Features.Columns));
        Assert.AreEqual(0, rows.Skipped);
    }

    [TestMethod]
    public void Read_BooleanLabel_IsZeroAndOne()
    {
        List<Example> examples = TestData.Examples(50);
        TrainingRows rows = DataViewReader.Read(TestData.Load(_ml, examples), "Class", "Features", null, default);
        CollectionAssert.AreEqual(examples.Select(e => e.Class ? 1.0 : 0).ToArray(), rows.Labels);
        Assert.IsNull(rows.Weights);
    }

    [TestMethod]
    public void Read_BadRows_AreSkippedAndCountedByReason()
    {
        List<Example> examples = TestData.Examples(50);
        examples[3].Features[1] = float.NaN;
        examples[4].Features[5] = float.PositiveInfinity;
        examples[10].Label = float.NaN;
        (examples[20].Weight, examples[21].Weight, examples[22].Weight) = (0, -1, float.NaN);
        TrainingRows rows = DataViewReader.Read(TestData.Load(_ml, examples), "Label", "Features", "Weight", default);
        Assert.AreEqual((2, 1, 3), (rows.SkippedForFeatures, rows.SkippedForLabel, rows.SkippedForWeight));
        Assert.AreEqual(44, rows.Features!.Rows);
        Assert.AreEqual(
            "Skipped 6 instances with missing features/label/weight during training (2 with a NaN or infinite feature, "
            + "1 with a missing or infinite label, 3 with a weight that is not positive and finite)",
            rows.SkippedMessage);
    }

    [TestMethod]
    public void Read_Data_IsOneCursorPass()
    {
        int read = 0;
        IEnumerable<Example> Counted()
        {
            foreach (Example example in TestData.Examples(30))
            {
                read++;
                yield return example;
            }
        }

        DataViewReader.Read(TestData.Load(_ml, Counted()), "Label", "Features", "Weight", default);
        Assert.AreEqual(30, read);
    }

    [TestMethod]
    public void Read_Cancelled_Throws() =>
        Assert.ThrowsExactly<OperationCanceledException>(
            () => DataViewReader.Read(TestData.Load(_ml), "Label", "Features", null, new CancellationToken(canceled: true)));
}
