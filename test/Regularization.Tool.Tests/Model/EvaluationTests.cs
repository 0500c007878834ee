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
    public void Of_SeveralClasses_GivesDevianceAndErrors()
    {
        var predictions = new Predictions([0, 0, 1, 2, 1, 0, double.NaN, double.NaN, double.NaN], [2, 1, 0], [], Width: 3);
        var measures = Evaluation.Of(Family.Multinomial, predictions).ToDictionary(m => m.Measure, m => m.Value);
        double first = 1 - Math.Log(2 + Math.E), second = 1 - Math.Log((Math.E * Math.E) + Math.E + 1);
        Assert.AreEqual(-(first + second), measures["deviance"], 1e-12);
        Assert.AreEqual(0.5, measures["misclassification"], 1e-12);
    }

    [TestMethod]
    public void Of_Counts_GivesDevianceAndErrorsOfTheMean()
    {
        var measures = Evaluation.Of(Family.Poisson, new Predictions([Math.Log(2), 0], [4, 0], [])).ToDictionary(m => m.Measure, m => m.Value);
        Assert.AreEqual(((4 * Math.Log(2)) - 2) + 1, measures["deviance"], 1e-12);
        Assert.AreEqual((4 + 1) / 2.0, measures["squared error"], 1e-12);
    }

    [TestMethod]
    public void Of_NoLabels_GivesNothing() => Assert.IsEmpty(Evaluation.Of(Family.Gaussian, new Predictions([1, 2], null, [])));
}
