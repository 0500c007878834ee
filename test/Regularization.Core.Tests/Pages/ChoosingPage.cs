namespace Regularization.Tests;

/// <summary>What docs/choosing.md shows is what is compiled and run here.</summary>
[TestClass]
public class ChoosingPage
{
    [TestMethod]
    public void Snippets_OnTheDiabetesData_Run()
    {
        TrainingProblem problem = ReferenceData.Problem(ReferenceData.Case("diabetes_a1"), sparse: false);

        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(problem);
        CrossValidationResult cv = summary.CrossValidation!;
        Console.WriteLine(summary.Selected);

        Assert.AreEqual(cv.LambdaMin, summary.Selected.Lambda);

        LambdaSelection smallestError = LambdaSelection.CrossValidated(folds: 10);
        LambdaSelection simplest = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);
        LambdaSelection heldOut = LambdaSelection.HeldOut(fraction: 0.2);
        LambdaSelection byCriterion = LambdaSelection.ByCriterion(InformationCriterion.Bic);
        LambdaSelection given = LambdaSelection.Fixed(0.02);

        double[] lambdas = [.. new[] { smallestError, simplest, heldOut, byCriterion, given }.Select(selection => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = selection }.Fit(problem).Selected.Lambda)];
        Assert.AreEqual(cv.LambdaMin, lambdas[0]);
        Assert.AreEqual(cv.LambdaOneStandardError, lambdas[1]);
        Assert.AreEqual(0.02, lambdas[4]);
        Assert.IsTrue(lambdas.All(lambda => lambda > 0));
    }
}
