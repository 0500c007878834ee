using Microsoft.ML;

namespace Regularization.MLNet.Tests.Internal;

/// <summary>The names of classes are the values of their keys, whatever type these have.</summary>
[TestClass]
public class ClassNamesTests
{
    [TestMethod]
    public void Read_KeysOfNumbers_AreNamedByThem()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(new[] { 7f, 3, 7, 5 }.Select(digit => new Example { Label = digit, Features = [digit] }));
        IDataView keyed = ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(data).Transform(data);
        ClassNames names = ClassNames.Read(keyed.Schema["Key"]);
        Assert.IsTrue(names.Contains("7") && names.Contains("3") && names.Contains("5"));
        Assert.IsFalse(names.Contains("1"));
    }
}
