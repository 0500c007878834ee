using Regularization.Tests;

namespace Regularization.MLNet.Tests;

[TestClass]
public class PublicApiTests
{
    [TestMethod]
    public void PublicApi_OfMLNet_IsThatOfTheCommittedFile() => KeptFile.AssertTrue(PublicApi.Of(typeof(ElasticNetTrainer).Assembly), "PublicApi/Regularization.MLNet.txt");
}
