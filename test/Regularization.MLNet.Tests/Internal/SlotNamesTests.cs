using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Internal;

[TestClass]
public sealed class SlotNamesTests
{
    [TestMethod]
    public void Read_NamedSlots_AreAsGiven() =>
        CollectionAssert.AreEqual(TestData.Names, Read(TestData.Names).Unique.ToArray());

    [TestMethod]
    public void Read_UnnamedColumn_IsColumnAndIndex()
    {
        var ml = new MLContext();
        IDataView data = TestData.Load(ml, [new Example { Features = [1, 2] }], columns: 2);
        CollectionAssert.AreEqual(new[] { "Features[0]", "Features[1]" }, SlotNames.Read(data.Schema["Features"]).Unique.ToArray());
    }

    [TestMethod]
    public void Read_EmptyAndRepeatedNames_AreMadeUnique() =>
        CollectionAssert.AreEqual(
            new[] { "a", "Features[1]", "a [2]", "Features[3]'", "Features[3]" },
            Read(["a", "", "a", "", "Features[3]"]).Unique.ToArray());

    [TestMethod]
    public void Merge_NameOfTwoSlots_IsForBoth()
    {
        var merged = Read(["a", "b", "a"]).Merge(new Dictionary<string, double> { ["a"] = 0 }, null, 1, "Factors");
        CollectionAssert.AreEqual(new[] { 0.0, 1, 0 }, merged!.ToArray());
    }

    [TestMethod]
    public void Merge_UniqueName_IsForOneSlot()
    {
        var merged = Read(["a", "", "a"]).Merge(new Dictionary<string, double> { ["a"] = 0, ["a [2]"] = 3, ["Features[1]"] = 2 }, null, 1, "Factors");
        CollectionAssert.AreEqual(new[] { 0.0, 2, 3 }, merged!.ToArray());
    }

    [TestMethod]
    public void Merge_OverValuesByIndex_KeepsTheOthers()
    {
        SlotNames slots = Read(["a", "b"]);
        var byName = new Dictionary<string, double> { ["b"] = 5 };
        CollectionAssert.AreEqual(new[] { 7.0, 5 }, slots.Merge(byName, [7, 8], 1, "Factors")!.ToArray());
        CollectionAssert.AreEqual(new[] { 7.0, 5 }, slots.Merge(byName, [7], 1, "Factors")!.ToArray());
        Assert.IsNull(slots.Merge(new Dictionary<string, double>(), null, 1, "Factors"));
    }

    [TestMethod]
    [DataRow("incme", "Did you mean 'income'?")]
    [DataRow("AGE", "Did you mean 'age'?")]
    [DataRow("widht", "Did you mean 'width'?")]
    [DataRow("zzz", "Its 6 slots are 'age', 'income', 'noise', 'height', 'width', ....")]
    public void Merge_UnknownName_NamesItAndWhatIsNear(string name, string help)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Read(TestData.Names).Merge(new Dictionary<string, double> { [name] = 1 }, null, 1, "LowerBoundsBySlotName"));
        Assert.IsTrue(e.Message.StartsWith($"LowerBoundsBySlotName names '{name}', which is not a slot of column 'Features'. {help}", StringComparison.Ordinal), e.Message);
    }

    private static SlotNames Read(string[] names)
    {
        var builder = new DataViewSchema.Builder();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names.Length), (ref VBuffer<ReadOnlyMemory<char>> value) =>
            value = new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(n => n.AsMemory())]));
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, names.Length), annotations.ToAnnotations());
        return SlotNames.Read(builder.ToSchema()["Features"]);
    }
}
