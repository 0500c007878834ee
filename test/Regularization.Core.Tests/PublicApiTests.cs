namespace Regularization.Tests;

[TestClass]
public class PublicApiTests
{
    [TestMethod]
    public void PublicApi_OfCore_IsThatOfTheCommittedFile() => KeptFile.AssertTrue(PublicApi.Of(typeof(Kernels).Assembly), "PublicApi/Regularization.Core.txt");
}
