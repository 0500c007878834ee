namespace Regularization.Tests;

/// <summary>What docs/reports.md shows is what is compiled and run here.</summary>
[TestClass]
public class ReportsPage
{
    [TestMethod]
    public void Snippets_OnTheDiabetesData_WriteTheirFiles()
    {
        TrainingProblem problem = ReferenceData.Problem(ReferenceData.Case("diabetes_a1"), sparse: false);
        try
        {
            FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(problem);
            summary.ToHtml("fit.html");                                    // or string page = summary.ToHtml();
            summary.ToSvg("path.svg");                                     // the path alone, for a document
            summary.CrossValidation!.ToSvg("curve.svg");                   // the curve that lambda was chosen by
            Assert.AreEqual(summary.ToHtml(), File.ReadAllText("fit.html"));
            Assert.StartsWith("<svg", File.ReadAllText("path.svg"));
            Assert.StartsWith("<svg", File.ReadAllText("curve.svg"));
        }
        finally
        {
            foreach (string file in new[] { "fit.html", "path.svg", "curve.svg" })
            {
                File.Delete(file);
            }
        }
    }
}
