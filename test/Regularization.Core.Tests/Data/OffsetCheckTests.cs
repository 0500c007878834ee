namespace Regularization.Tests.Data;

/// <summary>Offsets of extreme size are what the message names, not the response.</summary>
[TestClass]
public sealed class OffsetCheckTests
{
    private const int Rows = 60, Features = 3;

    private static readonly float[] X = [.. Enumerable.Range(0, Rows * Features).Select(k => (float)Math.Abs(Math.Sin(k + 1)))];

    private static readonly (Loss Loss, Func<int, double> Y)[] Cases =
    [
        (Losses.Squared, i => 3 * X[i]), (Losses.Huber(1), i => 3 * X[i]), (Losses.Quantile(0.5, 0.1), i => 3 * X[i]), (Losses.Logistic, i => i % 2), (Losses.SquaredHinge, i => i % 2),
        (Losses.Poisson, i => i % 3), (Losses.Gamma, i => 1 + X[i]), (Losses.Tweedie(1.5), i => i % 3),
    ];

    [TestMethod]
    [DataRow(1e17)]
    [DataRow(1e160)]
    [DataRow(-1e300)]
    [DataRow(double.MaxValue)]
    public void Fit_HugeOffset_IsNamed(double size)
    {
        foreach ((Loss loss, Func<int, double> y) in Cases)
        {
            foreach (Func<int, double> offset in (Func<int, double>[])[i => i == 5 ? size : 0, _ => size, i => i % 2 == 0 ? size : -size])
            {
                string message = Assert.Throws<ArgumentException>(() => Path(loss, y, [.. Enumerable.Range(0, Rows).Select(offset)])).Message;
                Assert.StartsWith(FormattableString.Invariant($"The offsets are of size {Math.Abs(size):g3} (row "), message, loss.Name);
                Assert.DoesNotContain("Rescale the response.", message);
            }
        }
    }

    [TestMethod]
    public void Fit_OffsetsFarApartUnderALogLink_AsksForTheirLogarithm()
    {
        double[] exposure = [.. Enumerable.Range(0, Rows).Select(i => 1.0 + (50 * i))];
        foreach ((Loss loss, Func<int, double> y) in Cases.Where(c => c.Loss is LogLinkLoss))
        {
            string message = Assert.Throws<ArgumentException>(() => Path(loss, y, exposure)).Message;
            Assert.Contains("The offset of row 0 is 1 and that of row 59 2951", message);
            Assert.Contains("give its logarithm", message);
            Assert.AreEqual(FitStatus.Converged, Path(loss, y, [.. exposure.Select(e => Math.Log(e))]).Status, loss.Name);
        }

        // The same offset for all, however large, is taken up by the intercept.
        Assert.AreEqual(FitStatus.Converged, Path(Losses.Poisson, i => i % 3, [.. Enumerable.Repeat(5e3, Rows)]).Status);
    }

    [TestMethod]
    public void Fit_HugeOffsetOfRowsThatJudge_IsNamed()
    {
        TrainingProblem Problem(double offset) => new(DesignMatrix.FromColumns(X, Rows, Features), [.. Enumerable.Range(0, Rows).Select(i => 3.0 * X[i])]) { Offsets = [.. Enumerable.Range(0, Rows).Select(i => i == 8 ? offset : 0)] };
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(Problem(0.5), validation: Problem(1e300)));
        Assert.StartsWith("The offsets are of size 1e+300 (row 8)", refusal.Message);
        Assert.AreEqual("validation", refusal.ParamName);
    }

    [TestMethod]
    public void Fit_OffsetsOfRowsThatJudgeFarFromThoseToTrainOn_AskForTheirLogarithm()
    {
        TrainingProblem Problem(double offset, double weight = 1) => new(DesignMatrix.FromColumns(X, Rows, Features), [.. Enumerable.Range(0, Rows).Select(i => i % 3.0)])
        {
            Offsets = [.. Enumerable.Range(0, Rows).Select(i => offset + (i == 8 ? 600 : 0))],
            Weights = [.. Enumerable.Range(0, Rows).Select(i => i == 8 ? weight : 1)],
        };
        var fitter = new LinearModelFitter(Losses.Poisson, Penalties.Lasso) { Grid = new LambdaGrid { Count = 3, Ratio = 0.2 } };
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => fitter.Fit(Problem(0), validation: Problem(150)));
        Assert.StartsWith("The offset of row 0 of the rows to train on is 0 and that of row 8 of the rows to judge by 750; the poisson loss takes exponentials of them", refusal.Message);
        Assert.Contains("give its logarithm", refusal.Message);
        Assert.AreEqual("validation", refusal.ParamName);
        Assert.StartsWith("The offset of row 0 of the rows to judge by is -150 and that of row 8 of the rows to train on 600", Assert.Throws<ArgumentException>(() => fitter.Fit(Problem(0), validation: Problem(-150))).Message);
        Assert.IsTrue(double.IsFinite(fitter.Fit(Problem(0, weight: 0), validation: Problem(150, weight: 0)).HeldOut!.Deviance.Mean[^1]), "A row of weight 0 is of no account.");
    }

    [TestMethod]
    public void Fit_HugeOffsetOfARowOfWeightZero_IsOfNoAccount()
    {
        double[] offsets = [.. Enumerable.Range(0, Rows).Select(i => i == 7 ? 1e200 : 0.1 * (i % 3))], weights = [.. Enumerable.Range(0, Rows).Select(i => i == 7 ? 0.0 : 1)];
        foreach ((Loss loss, Func<int, double> y) in Cases)
        {
            RegularizationPath Fit(double[] of) => new PathSolver(loss, Penalties.Lasso) { Grid = new LambdaGrid { Count = 8, Ratio = 0.1 } }.Fit(new TrainingProblem(DesignMatrix.FromColumns(X, Rows, Features), [.. Enumerable.Range(0, Rows).Select(y)]) { Offsets = of, Weights = weights });
            RegularizationPath path = Fit(offsets), expected = Fit([.. offsets.Select(o => o > 1 ? 0 : o)]);
            Assert.AreEqual(FitStatus.Converged, path.Status, loss.Name);
            Assert.AreEqual(expected[^1].Objective, path[^1].Objective, loss.Name);
        }
    }

    [TestMethod]
    public void Fit_HugeClassOffset_IsNamed()
    {
        double[] offsets = [.. Enumerable.Range(0, 3 * Rows).Select(k => k == Rows + 4 ? -1e300 : 0)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(X, Rows, Features), [.. Enumerable.Range(0, Rows).Select(i => i % 3.0)]) { ClassOffsets = offsets };
        Assert.Contains("The class offset of row 4 for class 1 is -1e+300", Assert.Throws<ArgumentException>(() => new MultinomialPathSolver(Penalties.Lasso).Fit(problem)).Message);
    }

    private static RegularizationPath Path(Loss loss, Func<int, double> y, double[] offsets) =>
        new PathSolver(loss, Penalties.Lasso) { Grid = new LambdaGrid { Count = 4, Ratio = 0.2 } }.Fit(new TrainingProblem(DesignMatrix.FromColumns(X, Rows, Features), [.. Enumerable.Range(0, Rows).Select(y)]) { Offsets = offsets });
}
