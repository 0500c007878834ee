namespace Regularization.Tests;

[TestClass]
public class CrossValidationCurveTests
{
    [TestMethod]
    // The best is at 3, 1.0 + 0.3: the largest lambda within is at 1.
    [DataRow(new[] { 2, 1.3, 1.1, 1.0, 1.2 }, new[] { 0.1, 0.1, 0.1, 0.3, 0.1 }, false, 3, 1)]
    // Only the best one's error counts.
    [DataRow(new[] { 1.5, 1.2, 1.0 }, new[] { 9, 9, 0.1 }, false, 2, 2)]
    // The best is the first: nothing is larger.
    [DataRow(new[] { 1.0, 1.1, 1.2 }, new[] { 0.5, 0.5, 0.5 }, false, 0, 0)]
    // Ties: the largest lambda.
    [DataRow(new[] { 2, 1.0, 1.0, 1.5 }, new[] { 0.0, 0, 0, 0 }, false, 1, 1)]
    // It need not be connected to the best by lambdas that are as good.
    [DataRow(new[] { 1.1, 3, 1.0 }, new[] { 0.2, 0.2, 0.2 }, false, 2, 0)]
    // Higher is better.
    [DataRow(new[] { 0.5, 0.7, 0.8, 0.9, 0.85 }, new[] { 0.1, 0.1, 0.1, 0.15, 0.1 }, true, 3, 2)]
    public void Index_HandMadeCurve_FollowsTheRules(double[] mean, double[] error, bool higher, int best, int oneStandardError)
    {
        var curve = new CrossValidationCurve("deviance", higher, mean, error);
        Assert.AreEqual(best, curve.IndexOfBest);
        Assert.AreEqual(oneStandardError, curve.IndexOfOneStandardError);
    }

    [TestMethod]
    public void Select_EachRule_GivesTheSolutionAtItsIndex()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 10, seed: 81, noise: 4);
        CrossValidationResult result = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 5 }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 10), y));
        Assert.IsLessThan(result.IndexMin, result.IndexOneStandardError);
        Assert.AreSame(result.Path[result.IndexMin], result.Select(SelectionRule.LambdaMin));
        Assert.AreSame(result.Path[result.IndexOneStandardError], result.Select(SelectionRule.OneStandardError));
        Assert.AreEqual(result.Lambdas[result.IndexMin], result.LambdaMin);
        Assert.AreEqual(result.Lambdas[result.IndexOneStandardError], result.LambdaOneStandardError);
        Assert.AreEqual(result.Deviance.IndexOfBest, result.IndexOf(SelectionRule.LambdaMin));
        Assert.AreEqual(result.Deviance.IndexOfOneStandardError, result.IndexOf(SelectionRule.OneStandardError));
        Assert.IsGreaterThanOrEqualTo(result.Path.Seconds, result.Seconds);
    }
}
