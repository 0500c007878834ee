namespace Regularization.Tests;

/// <summary>Warnings where the last lambda of a path is the best.</summary>
[TestClass]
public sealed class PathEndTests
{
    private const int Rows = 60, Features = 4;

    private static readonly LambdaSelection[] Choices = [LambdaSelection.CrossValidated(3), LambdaSelection.HeldOut(0.3), LambdaSelection.ByCriterion(InformationCriterion.Aic)];

    [TestMethod]
    public void Warnings_PathThatExplainsEnoughEndsAtItsBest_SayWhyItEnded()
    {
        foreach (LambdaSelection lambda in Choices)
        {
            FitSummary Fit(LambdaGrid grid) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = lambda, Grid = grid }.Fit(Problem(noise: 1e-3));
            FitSummary early = Fit(LambdaGrid.Default), whole = Fit(LambdaGrid.Default with { EarlyStop = false });
            string measure = early.Criterion is null ? "deviance" : "AIC";
            Assert.HasCount(1, early.Warnings);
            Assert.StartsWith($"The smallest {measure} is at the smallest lambda, ", early.Warnings[0]);
            Assert.Contains("where the path ended because it explains more than 99.9% of the deviance", early.Warnings[0]);
            Assert.Contains("EarlyStop", early.Warnings[0]);
            Assert.IsTrue(whole.Warnings.All(warning => !warning.Contains("path ended", StringComparison.Ordinal)));
            Assert.IsLessThan(0.5 * early.Selected.Lambda, whole.Selected.Lambda, "A smaller one is better indeed.");
        }
    }

    [TestMethod]
    public void Warnings_SeveralClassesThatAreToldApart_SayWhyThePathEnded()
    {
        double[] x = [.. Enumerable.Range(0, 30).Select(i => (double)(i % 3))], y = [.. x];
        var problem = new TrainingProblem(DesignMatrix.FromColumns([.. x, .. x.Select(value => value == 1 ? 1.0 : 0)], 30, 2), y);
        MultinomialFitSummary summary = new MultinomialModelFitter(Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(foldOfRow: [.. x.Select((_, i) => i / 15)]) }.Fit(problem);
        Assert.IsLessThan(100, summary.Path.Count);
        Assert.IsTrue(summary.Warnings.Any(warning => warning.Contains("explains more than 99.9% of the deviance", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Warnings_PathThatHardlyMovesYetEndsAtItsBest_SayWhyItEnded()
    {
        // Two folds of the same shares: what a feature says that is right for 50.3% of the rows is true of all, and little.
        double[] x = [1, 1, 0, 0, 1, 1, 0, 0], y = [1, 0, 1, 0, 1, 0, 1, 0], weights = [503, 497, 497, 503, 503, 497, 497, 503];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 8, 1), y) { Weights = weights };
        FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(foldOfRow: [0, 0, 0, 0, 1, 1, 1, 1]), Options = new FitOptions { Tolerance = 1e-10 } }.Fit(problem);
        Assert.IsLessThan(20, summary.Path.Count);
        Assert.HasCount(1, summary.Warnings);
        Assert.Contains("path ended because it hardly explains more than the one before", summary.Warnings[0]);
    }

    [TestMethod]
    public void Warnings_PathThatHasNothingLeftToGain_AreNone()
    {
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Aic) }.Fit(Problem(noise: 0.5));
        Assert.IsLessThan(100, summary.Path.Count);
        Assert.AreEqual(summary.Path.Count - 1, summary.SelectedIndex);
        Assert.IsEmpty(summary.Warnings);
    }

    [TestMethod]
    public void Warnings_GridWithAdvice_GiveItInPlaceOfItsProperties()
    {
        string Warning(LambdaGrid grid) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Aic), Grid = grid }.Fit(Problem(noise: 1e-3)).Warnings[0];
        foreach (LambdaGrid grid in (LambdaGrid[])[LambdaGrid.Default, new LambdaGrid { Count = 5, Ratio = 0.5 }, new LambdaGrid { Values = [0.5, 0.2] }])
        {
            Assert.EndsWith("a still smaller one may be better. Turn the knob.", Warning(grid with { Advice = "Turn the knob." }));
            Assert.EndsWith("a still smaller one may be better.", Warning(grid with { Advice = string.Empty }));
        }
    }

    [TestMethod]
    public void Warnings_GivenLambdas_AskForSmallerOnes()
    {
        FitSummary Fit(params double[] values) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Aic), Grid = new LambdaGrid { Values = values } }.Fit(Problem(noise: 0.5));
        Assert.Contains("Give smaller lambdas, too.", Fit(0.5, 0.2).Warnings[0]);
        Assert.IsEmpty(Fit(0.5, 0).Warnings, "There is none below 0.");
    }

    private static TrainingProblem Problem(double noise)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Features, seed: 95, noise: noise);
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Features), y);
    }
}
