namespace Regularization.Tests;

/// <summary>What the measures of rounds say of the end of a descent.</summary>
[TestClass]
public class DescentProgressTests
{
    private const double Target = 1e-7;

    [TestMethod]
    public void Add_PartsFarBelowWhatIsWhole_AreNoMeasureForIt()
    {
        // As with offsets and a feature far from 0: the part of the penalty, then the whole gap, which falls by half in each round.
        DescentProgress progress = Progress();
        double part = 1e-5;
        for (; part > 10 * Target; part /= 2)
        {
            progress.Add(part, isPart: true, isSolved: true, stepped: false);
        }

        double whole = 1;
        for (int round = 0; whole > part; round++, whole /= 2)
        {
            progress.Add(whole, isPart: false, isSolved: true, stepped: false);
            Assert.IsFalse(progress.IsEnd, $"round {round}: {whole}");
            Assert.IsFalse(progress.IsSlow, $"round {round}: {whole}");
        }
    }

    [TestMethod]
    public void Add_WholeMeasuresThatStay_AreTheEnd()
    {
        DescentProgress progress = Progress();
        int rounds = 0;
        for (; !progress.IsEnd && rounds < 100; rounds++)
        {
            progress.Add(1e-3, isPart: false, isSolved: true, stepped: false);
        }

        Assert.IsLessThan(100, rounds);
    }

    [TestMethod]
    public void MeasureOf_PartOfThePenaltyBeyondTheLimit_IsThatPart()
    {
        ResidualModel model = Model(out FitContext context);
        double whole = DualCertificate.MeasureOf(context, model), part = DualCertificate.MeasureOf(context, model, whole * 1e-6, out bool isPart);
        Assert.IsTrue(isPart);
        Assert.IsGreaterThan(whole * 1e-6, part);
        Assert.IsLessThanOrEqualTo(whole, part);
        Assert.AreEqual(whole, DualCertificate.MeasureOf(context, model, whole, out isPart));
        Assert.IsFalse(isPart);
    }

    private static DescentProgress Progress()
    {
        ResidualModel model = Model(out FitContext context);
        return new DescentProgress(context, model, Target);
    }

    /// <summary>A logistic lasso at coefficients that are not its minimum.</summary>
    private static ResidualModel Model(out FitContext context)
    {
        (double[] x, double[] eta) = TestProblems.Random(60, 5, 3, density: 1);
        double[] y = [.. eta.Select((e, i) => e + Math.Sin(9 * i) > 0 ? 1.0 : 0)];
        context = new FitContext(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 5), y), Losses.Logistic, Penalties.Lasso, FitOptions.Default with { Threads = 1 });
        var set = new WorkingSet(context);
        set.SetLambda(0.05);
        set.Add([0, 1, 2, 3, 4]);
        set.SetVisit([0, 1, 2, 3, 4]);
        double[] beta = [0.5, -0.3, 0.2, 0.1, -0.4];
        beta.CopyTo(set.Beta, 0);
        var model = new ResidualModel(context, set, context.NullIntercept);
        model.Refresh();
        return model;
    }
}
