namespace Regularization.Tool.Tests;

[TestClass]
public class EvaluationTests
{
    [TestMethod]
    public void Of_Numbers_GivesTheirErrors()
    {
        var measures = Evaluation.Of(Family.Gaussian, new Predictions([1, 2, double.NaN, 4], [1, 4, 5, 4], [])).ToDictionary(m => m.Measure, m => m.Value);
        Assert.AreEqual(4.0 / 3, measures["squared error"], 1e-12);
        Assert.AreEqual(2.0 / 3, measures["absolute error"], 1e-12);
        Assert.AreEqual(1 - (4.0 / 6), measures["R2"], 1e-12);
    }

    [TestMethod]
    public void Of_Classes_GivesDevianceErrorsAndAuc()
    {
        var measures = Evaluation.Of(Family.Binomial, new Predictions([-1, 0, 0, 2], [0, 0, 1, 1], [])).ToDictionary(m => m.Measure, m => m.Value);
        Assert.AreEqual(2 * (Math.Log(1 + Math.Exp(-1)) + (2 * Math.Log(2)) + Math.Log(1 + Math.Exp(-2))) / 4, measures["deviance"], 1e-12);
        Assert.AreEqual(0.25, measures["misclassification"], 1e-12);
        Assert.AreEqual(3.5 / 4, measures["auc"], 1e-12);
    }

    [TestMethod]
    public void Of_NoLabels_GivesNothing() => Assert.IsEmpty(Evaluation.Of(Family.Gaussian, new Predictions([1, 2], null, [])));
}
