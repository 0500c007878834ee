namespace Regularization.Tests;

/// <summary>Every line of the code that a page shows stands in the test that runs it.</summary>
[TestClass]
public class PageTests
{
    [TestMethod]
    [DataRow("choosing.md", "ChoosingPage.cs")]
    [DataRow("coming-from.md", "ComingFromPage.cs")]
    [DataRow("networks.md", "NetworksPage.cs")]
    [DataRow("streaming.md", "StreamingPage.cs")]
    [DataRow("reports.md", "ReportsPage.cs")]
    [DataRow("after-the-path.md", "AfterThePathTests.cs")]
    public void Page_EveryLineOfItsSnippets_StandsInTheTest(string page, string test) => PageSnippets.RequireLines(page, test);
}
