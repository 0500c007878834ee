namespace Regularization.Tests;

/// <summary>Relaxed fits of <see cref="LinearModelFitter"/>, and small things that summaries say.</summary>
[TestClass]
public class RelaxedFitTests
{
    private const int Rows = 60;
    private const int Columns = 7;

    [TestMethod]
    [DataRow(SelectionRule.LambdaMin)]
    [DataRow(SelectionRule.OneStandardError)]
    public void Fit_CrossValidated_IsWhatTheValidatorChooses(SelectionRule rule)
    {
        TrainingProblem problem = Problem();
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [1, 0, 0.5], Lambda = LambdaSelection.CrossValidated(5, rule), Seed = 3 }.Fit(problem);
        RelaxedCrossValidationResult expected = new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { Gammas = [0, 0.5, 1], Folds = 5, Seed = 3 }.Fit(problem);
        Assert.AreEqual(rule == SelectionRule.LambdaMin ? expected.LambdaMin : expected.LambdaOneStandardError, summary.Selected.Lambda);
        Assert.AreEqual(rule == SelectionRule.LambdaMin ? expected.GammaMin : expected.GammaOneStandardError, summary.Gamma);
        CollectionAssert.AreEqual(expected.Select(rule).Coefficients.ToDense(), summary.Selected.Coefficients.ToDense());
        StringAssert.Contains(summary.ToString(), " of a relaxed fit");
        StringAssert.StartsWith(expected.ToString(), $"5 folds, {expected.Path.Path.Count} lambdas, 3 blends: smallest deviance at lambda ");
    }

    [TestMethod]
    public void Fit_GivenLambda_RefitLeavesNoGradientAndBlendsAreBetween()
    {
        TrainingProblem problem = Problem();
        Solution At(double gamma) => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [gamma], Lambda = LambdaSelection.Fixed(0.3), Options = new FitOptions { Tolerance = 1e-12 } }.Fit(problem).Selected;
        Solution refit = At(0), lasso = At(1), half = At(0.5);
        double[] residual = [.. problem.Y.ToArray().Zip(refit.LinearPredictor(problem.X), (y, eta) => y - eta)];
        Assert.AreEqual(0, residual.Sum(), 1e-8);
        double[] gradient = new double[lasso.NonzeroCount];
        problem.X.Dot(lasso.Coefficients.Indices, residual, gradient);
        Assert.IsTrue(gradient.All(g => Math.Abs(g) < 1e-8) && lasso.NonzeroCount is > 0 and < Columns);
        for (int j = 0; j < Columns; j++)
        {
            Assert.AreEqual((refit.Coefficients[j] + lasso.Coefficients[j]) / 2, half.Coefficients[j], 1e-12);
        }
    }

    [TestMethod]
    public void Fit_WhatCannotBeRelaxed_IsRefused()
    {
        Refused(Penalties.Slope([.. Enumerable.Range(1, Columns).Select(j => 2.0 - (0.1 * j))]), LambdaSelection.Default, "The penalty is SLOPE; relaxed fits and stability selection are for penalties of single coefficients.");
        Refused(Penalties.Lasso, LambdaSelection.Fixed(0.1), "RelaxedGammas has 2 blends and lambda is given, 0.1; cross-validation chooses among blends.");
        Refused(Penalties.Lasso, LambdaSelection.HeldOut(0.2), "RelaxedGammas is set, and lambda is chosen by rows held out or a criterion");
        Refused(Penalties.Lasso, LambdaSelection.ByCriterion(InformationCriterion.Aic), "RelaxedGammas is set, and lambda is chosen by rows held out or a criterion");
        var fitter = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [0] };
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => fitter.Fit(Problem(), Problem())).Message, "RelaxedGammas is set, and rows to judge by are given");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [1.5] });

        static void Refused(Penalty penalty, LambdaSelection lambda, string message)
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => new LinearModelFitter(Losses.Squared, penalty) { RelaxedGammas = [0, 1], Lambda = lambda }.Fit(Problem()));
            StringAssert.StartsWith(e.Message, message);
        }
    }

    [TestMethod]
    public void AdaptiveFit_ValidationRows_ChooseBothLambdas()
    {
        TrainingProblem problem = Problem(), judging = Problem(seed: 92);
        FitSummary summary = new AdaptiveFitter(Losses.Squared).Fit(problem, judging);
        FitSummary first = new LinearModelFitter(Losses.Squared, Penalties.Ridge).Fit(problem, judging);
        FitSummary second = new LinearModelFitter(Losses.Squared, AdaptiveFactors.From(first).ApplyTo(Penalties.Lasso)).Fit(problem, judging);
        Assert.AreEqual(second.Selected.Lambda, summary.Selected.Lambda);
        CollectionAssert.AreEqual(second.Selected.Coefficients.ToDense(), summary.Selected.Coefficients.ToDense());
        Assert.AreEqual(Rows, summary.HeldOut!.Rows);
    }

    [TestMethod]
    public void Warnings_NextToNullModels_AreSaid()
    {
        double[] x = new double[Rows * 2];
        Array.Fill(x, 3.0);
        (_, double[] y) = TestProblems.Random(Rows, 2, seed: 1);
        FitSummary constant = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.1) }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, 2), y));
        CollectionAssert.Contains(constant.Warnings.ToArray(), "Every feature is constant: the model is its intercept. Check how the features are made.");
        (double[] many, double[] response) = TestProblems.Random(2000, 2, seed: 1);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(many, 2000, 2), response);
        FitSummary few = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.999) }.Fit(problem);
        CollectionAssert.Contains(few.Warnings.ToArray(), "Only 2 rows of 2,000 were left to fit the path that lambda was chosen by: hold out a smaller share.");
        FitSummary fewer = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.001) }.Fit(problem);
        CollectionAssert.Contains(fewer.Warnings.ToArray(), "Only 2 rows of 2,000 chose lambda: hold out a larger share, or use folds.");
        Assert.IsFalse(new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.2) }.Fit(problem).Warnings.Any(w => w.StartsWith("Only", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Warnings_FoldsThatLeaveOneRow_AreCounted()
    {
        (double[] x, double[] y) = TestProblems.Random(6, 2, seed: 1);
        string[] Of(int rows, int[] fold, params double[]? gammas)
        {
            var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 6, 2), y).SelectRows([.. Enumerable.Range(0, rows)]);
            return [.. new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(foldOfRow: fold), RelaxedGammas = gammas }.Fit(problem).Warnings.Where(w => w.Contains("single row", StringComparison.Ordinal))];
        }

        const string Lopsided = "1 of 2 folds leaves a single row to train on, which says nothing of lambda: use more folds, or folds of more equal size.";
        CollectionAssert.AreEqual(new[] { "2 of 2 folds leave a single row to train on, which says nothing of lambda: use more rows." }, Of(2, [0, 1], gammas: null));
        CollectionAssert.AreEqual(new[] { Lopsided }, Of(6, [3, 3, 8, 3, 3, 3], gammas: null));
        CollectionAssert.AreEqual(new[] { Lopsided }, Of(6, [3, 3, 8, 3, 3, 3], 0, 1));
        Assert.IsEmpty(Of(6, [0, 0, 1, 0, 1, 0], gammas: null));
        Assert.IsEmpty(Of(6, [0, 1, 2, 3, 4, 5], gammas: null), "one row to judge by is enough for a fold");
    }

    [TestMethod]
    public void Warnings_OfRelaxedFolds_AreThoseOfPlainOnes()
    {
        (double[] x, double[] y) = TestProblems.Random(20, 3, seed: 1);
        DesignMatrix design = DesignMatrix.FromColumns(x, 20, 3);
        RelaxedCrossValidationResult Of(double[] response, FitOptions options, int[]? folds) =>
            new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { FoldOfRow = folds, Folds = 4, Options = options, Grid = new LambdaGrid { Count = 3 } }.Fit(new TrainingProblem(design, response));

        Assert.IsEmpty(Of(y, FitOptions.Default, null).Warnings);
        Assert.StartsWith("The response is constant", Of([.. y.Select(_ => 3.0)], FitOptions.Default, null).Warnings.Single());
        Assert.StartsWith("1 of 2 folds leaves a single row to train on", Of(y, FitOptions.Default, [0, .. Enumerable.Repeat(1, 19)]).Warnings.Single());
        RelaxedCrossValidationResult open = Of(y, FitOptions.Default with { MaxEpochs = 1, Tolerance = 1e-15 }, null);
        Assert.AreEqual($"{open.UnconvergedFoldFits} of 12 fits of the cross-validation did not reach the tolerance; the choice of lambda rests on them too.", open.Warnings.Single());
        Assert.Contains("class=\"warning\" role=\"note\">" + open.Warnings[0], open.ToHtml());

        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [0, 1], Options = FitOptions.Default with { MaxEpochs = 1, Tolerance = 1e-15 } }.Fit(new TrainingProblem(design, y));
        Assert.Contains(summary.RelaxedCrossValidation!.Warnings.Single(), summary.Warnings);
        FitSummary constant = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [0, 1] }.Fit(new TrainingProblem(design, [.. y.Select(_ => 3.0)]));
        Assert.AreEqual(1, constant.Warnings.Count(w => w.StartsWith("The response is constant", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void ToString_ShareThatRoundsToNothing_HasNoSign()
    {
        Solution solution = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(Problem(), 1);
        StringAssert.Contains((solution with { DevianceExplained = -1e-5 }).ToString(), "deviance explained 0.0%");
        StringAssert.Contains((solution with { DevianceExplained = -0.01 }).ToString(), "deviance explained -1.0%");
    }

    [TestMethod]
    public void CrossValidate_Quantile_PinballAndCoverageAreThoseOfTheHeldOutRows()
    {
        TrainingProblem problem = Problem();
        int[] folds = [.. Enumerable.Range(0, Rows).Select(i => i % 2)];
        Loss loss = Losses.Quantile(0.8, 0.05);
        CrossValidationResult result = new CrossValidator(loss, Penalties.Lasso) { FoldOfRow = folds, Grid = new LambdaGrid { Values = [0.05] } }.Fit(problem);
        double pinball = 0, below = 0;
        for (int fold = 0; fold < 2; fold++)
        {
            Solution solution = new PathSolver(loss, Penalties.Lasso).FitAt(problem.SelectRows([.. Enumerable.Range(0, Rows).Where(i => i % 2 != fold)]), 0.05);
            double[] eta = solution.LinearPredictor(problem.X);
            for (int i = fold; i < Rows; i += 2)
            {
                double r = problem.Y[i] - eta[i];
                pinball += (r > 0 ? 0.8 * r : -0.2 * r) / Rows;
                below += (r <= 0 ? 1.0 : 0) / Rows;
            }
        }

        CollectionAssert.AreEqual(new[] { "deviance", "pinball loss", "coverage" }, result.Curves.Keys.ToArray());
        Assert.AreEqual(pinball, result.Curves["pinball loss"].Mean[0], 1e-4);
        Assert.AreEqual(below, result.Curves["coverage"].Mean[0], 2.5 / Rows);
        var coverage = new CrossValidationCurve("coverage", false, [0.5, 0.72, 0.9, 1], [0.05, 0.1, 0.2, 0.2]) { Target = 0.8 };
        Assert.AreEqual(1, coverage.IndexOfBest);
        StringAssert.StartsWith(result.ToString(), "2 folds, 1 lambda: smallest deviance ");
    }

    private static TrainingProblem Problem(int seed = 90)
    {
        (double[] x, double[] y) = TestProblems.Random(Rows, Columns, seed);
        return new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Columns), y);
    }
}
