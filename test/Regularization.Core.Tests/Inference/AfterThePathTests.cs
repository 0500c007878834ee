namespace Regularization.Tests;

/// <summary>What docs/after-the-path.md shows is what is compiled and run here.</summary>
[TestClass]
public class AfterThePathTests
{
    [TestMethod]
    public void Snippets_OnTheDiabetesData_DoWhatThePageSays()
    {
        TrainingProblem problem = RReference.Problem(RReference.Case("lm_diabetes_no_intercept"));

        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Bic) }.Fit(problem);
        InformationCriterionCurve curve = summary.Criterion!;                         // value, deviance and degrees of freedom at each lambda
        Assert.HasCount(summary.Path.Count, curve.Value);

        RelaxedCrossValidationResult relaxed = new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 5 }.Fit(problem);
        Solution chosen = relaxed.Select(SelectionRule.OneStandardError);             // at relaxed.LambdaOneStandardError, relaxed.GammaOneStandardError
        Assert.AreEqual(relaxed.LambdaOneStandardError, chosen.Lambda);

        StabilitySelection stable = new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 50, Threshold = 0.75, Seed = 1 }.Fit(problem);
        double falsely = stable.ExpectedFalseSelections();                            // at most so many of stable.Selected are there by chance
        Assert.IsTrue(falsely is > 0 and <= 1);

        TrainingProblem toSelect = problem.SelectRows([.. Enumerable.Range(0, 221)]), toJudge = problem.SelectRows([.. Enumerable.Range(221, 221)]);
        Solution selected = new CrossValidator(Losses.Squared, Penalties.Lasso).Fit(toSelect).Select(SelectionRule.OneStandardError);
        LinearStatistics statistics = LinearStatistics.Of(toJudge, Losses.Squared, selected.Coefficients.Indices.ToArray());
        (double lower, double upper) = statistics.Coefficients[0].Interval(0.95);
        Assert.IsLessThan(upper, lower);

        LinearStatistics debiased = LinearStatistics.Debiased(toJudge, Losses.Squared, selected);
        Assert.HasCount(10, debiased.Coefficients);
    }
}
