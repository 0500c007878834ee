namespace Regularization.Tests;

/// <summary>Limits on the number of coefficients of a chosen model: kept, or refused, or said not to be kept.</summary>
[TestClass]
public sealed class ModelLimitTests
{
    private const int Rows = 60, Features = 8, Most = 2;

    [TestMethod]
    public void Fit_LimitThatNoLambdaKeeps_IsRefused()
    {
        TrainingProblem problem = Problem(82);
        LinearModelFitter Ridge(LambdaSelection lambda) => new(Losses.Squared, Penalties.Ridge) { Lambda = lambda, MaximumNonzeros = Most, Grid = new LambdaGrid { Count = 5 } };
        foreach (LambdaSelection lambda in (LambdaSelection[])[LambdaSelection.CrossValidated(3), LambdaSelection.HeldOut(0.3), LambdaSelection.ByCriterion(InformationCriterion.Bic)])
        {
            Assert.StartsWith("No lambda of the path gives a model with at most 2 coefficients; even the largest gives more.", Assert.ThrowsExactly<ArgumentException>(() => Ridge(lambda).Fit(problem)).Message);
        }

        Assert.Contains("at most 2 coefficients", Assert.ThrowsExactly<ArgumentException>(() => Ridge(LambdaSelection.Default).Fit(problem, Problem(83))).Message);
    }

    [TestMethod]
    public void Fit_GivenLambdaBeyondALimit_Warns()
    {
        FitSummary Given(double lambda) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(lambda), MaximumNonzeros = Most }.Fit(Problem(82));
        FitSummary large = Given(1e-3), small = Given(100);
        Assert.IsGreaterThan(Most, large.Selected.NonzeroCount);
        Assert.HasCount(1, large.Warnings);
        Assert.StartsWith("The model has more than 2 coefficients: lambda was given", large.Warnings[0]);
        Assert.IsEmpty(small.Warnings);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_RowsHeldOut_ChoosesAmongTheModelsOfAllRowsThatKeepTheLimit(bool classes)
    {
        int exceeded = 0;
        var computed = new LambdaGrid { Count = 15, Ratio = 0.05 };
        for (int seed = 1; seed <= 12; seed++)
        {
            TrainingProblem problem = Problem(seed, classes ? 3 : 0);
            (double Lambda, int Size) chosen, free;
            double[] lambdas, deviance;
            int[] before;
            if (classes)
            {
                MultinomialModelFitter Fitter(bool limited, LambdaGrid grid) => new(Penalties.Lasso)
                {
                    Lambda = LambdaSelection.HeldOut(0.3, seed: seed),
                    Grid = grid,
                    Limitation = limited ? (solution => solution.FeatureCount <= Most, "2 features") : null,
                };
                MultinomialFitSummary of = Fitter(true, computed).Fit(problem);
                (chosen, lambdas, deviance, before) = ((of.Selected.Lambda, of.Selected.FeatureCount), [.. of.HeldOut!.Lambdas], [.. of.HeldOut.Deviance.Mean], [.. of.HeldOut.Path.Select(s => s.FeatureCount)]);
                Assert.HasCount(1, of.Path);
                MultinomialFitSummary all = Fitter(false, new LambdaGrid { Values = lambdas }).Fit(problem);
                free = (all.Selected.Lambda, all.Selected.FeatureCount);
            }
            else
            {
                LinearModelFitter Fitter(int? most, LambdaGrid grid) => new(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.3, seed: seed), Grid = grid, MaximumNonzeros = most };
                FitSummary of = Fitter(Most, computed).Fit(problem);
                (chosen, lambdas, deviance, before) = ((of.Selected.Lambda, of.Selected.NonzeroCount), [.. of.HeldOut!.Lambdas], [.. of.HeldOut.Deviance.Mean], [.. of.HeldOut.Path.Select(s => s.NonzeroCount)]);
                Assert.HasCount(1, of.Path);
                FitSummary all = Fitter(null, new LambdaGrid { Values = lambdas }).Fit(problem);
                free = (all.Selected.Lambda, all.Selected.NonzeroCount);
            }

            int[] sizes = [.. lambdas.Select(lambda => SizeOnAllRows(problem, lambda, classes))];
            int[] allowed = [.. Enumerable.Range(0, lambdas.Length).Where(k => sizes[k] <= Most)];
            Assert.IsLessThanOrEqualTo(Most, chosen.Size);
            Assert.AreEqual(lambdas[allowed.MinBy(k => deviance[k])], chosen.Lambda, $"seed {seed}");
            Assert.AreEqual(lambdas[Array.IndexOf(deviance, deviance.Min())], free.Lambda);
            exceeded += sizes[Enumerable.Range(0, lambdas.Length).Where(k => before[k] <= Most).MinBy(k => deviance[k])] > Most ? 1 : 0;
        }

        Assert.IsGreaterThan(0, exceeded, "Of some of the seeds the rows left to train on keep the limit where all rows do not.");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_RowsHeldOutAndALimitOfOne_KeepsItWhateverTheDraw(bool classes)
    {
        int begunAbove = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            TrainingProblem problem = Problem(seed, classes ? 3 : 0, features: 20);
            var lambda = LambdaSelection.HeldOut(0.3, seed: seed);
            var grid = new LambdaGrid { Count = 10, Ratio = 0.1 };
            double largest;
            if (classes)
            {
                MultinomialFitSummary of = new MultinomialModelFitter(Penalties.Lasso) { Lambda = lambda, Grid = grid, Limitation = (solution => solution.FeatureCount <= 1, "1 feature") }.Fit(problem);
                Assert.IsLessThanOrEqualTo(1, of.Selected.FeatureCount);
                largest = of.HeldOut!.Path.LambdaMax;
                Assert.AreEqual(Math.Max(largest, new MultinomialPathSolver(Penalties.Lasso) { Grid = grid }.Fit(problem).LambdaMax), of.HeldOut.Lambdas[0], 1e-12);
                begunAbove += of.HeldOut.Lambdas[0] > largest ? 1 : 0;
            }
            else
            {
                FitSummary of = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = lambda, Grid = grid, MaximumNonzeros = 1 }.Fit(problem);
                Assert.IsLessThanOrEqualTo(1, of.Selected.NonzeroCount);
                Assert.Contains("of those with at most 1 coefficient", of.SelectedBy);
                Assert.DoesNotContain("coefficients", of.SelectedBy);
                largest = of.HeldOut!.Path.LambdaMax;
                Assert.AreEqual(Math.Max(largest, new PathSolver(Losses.Squared, Penalties.Lasso) { Grid = grid }.Fit(problem).LambdaMax), of.HeldOut.Lambdas[0], 1e-12);
                begunAbove += of.HeldOut.Lambdas[0] > largest ? 1 : 0;
            }
        }

        Assert.IsInRange(5, 35, begunAbove, "Of some draws the largest lambda is that of all rows, of others not.");
    }

    [TestMethod]
    public void Fit_RowsHeldOutAndALimit_TellsOfTheSecondPathWhereThereIsOne()
    {
        TrainingProblem problem = Problem(82);
        int Reports(int? most)
        {
            var progress = new Counter();
            new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.3), Grid = new LambdaGrid { Count = 15, Ratio = 0.05, EarlyStop = false }, MaximumNonzeros = most }.Fit(problem, progress);
            return progress.Reports;
        }

        Assert.AreEqual(15, Reports(null));
        Assert.AreEqual(15, Reports(Features), "The first choice keeps the limit.");
        Assert.AreEqual(30, Reports(1));
    }

    [TestMethod]
    public void Fit_RowsHeldOutByTheRuleOfOneError_ChoosesAmongTheModelsThatKeepTheLimit()
    {
        int moved = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            TrainingProblem problem = Problem(seed);
            FitSummary Fit(int? most) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.3, SelectionRule.OneStandardError, seed), Grid = new LambdaGrid { Values = [1.2, 0.9, 0.6, 0.4, 0.2, 0.1, 0.05] }, MaximumNonzeros = most }.Fit(problem);
            FitSummary of = Fit(4);
            CrossValidationCurve curve = of.HeldOut!.Deviance;
            double[] lambdas = [.. of.HeldOut.Lambdas];
            int[] allowed = [.. Enumerable.Range(0, lambdas.Length).Where(k => SizeOnAllRows(problem, lambdas[k], classes: false) <= 4)];
            int best = allowed.MinBy(k => curve.Mean[k]);
            Assert.AreEqual(lambdas[allowed.First(k => curve.Mean[k] <= curve.Mean[best] + curve.StandardError[best])], of.Selected.Lambda, $"seed {seed}");
            moved += Fit(null).Selected.Lambda == of.Selected.Lambda ? 0 : 1;
        }

        Assert.IsInRange(1, 11, moved);
    }

    private static int SizeOnAllRows(TrainingProblem problem, double lambda, bool classes) => classes
        ? new MultinomialPathSolver(Penalties.Lasso).FitAt(problem, lambda).FeatureCount
        : new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, lambda).NonzeroCount;

    private static TrainingProblem Problem(int seed, int classes = 0, int features = Features)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, features, seed, noise: 3);
        double[] sorted = [.. y.Order()];
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, features), classes == 0 ? y : [.. y.Select(value => (double)sorted.Index().First(pair => pair.Item >= value).Index / Rows * classes).Select(Math.Floor)]);
    }

    private sealed class Counter : IProgress<FitProgress>
    {
        public int Reports { get; private set; }

        public void Report(FitProgress value) => Reports++;
    }
}
