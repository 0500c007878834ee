namespace Regularization.Tests;

[TestClass]
public class LinearModelFitterTests
{
    [TestMethod]
    public void Fit_FixedLambda_IsThatSolution()
    {
        TrainingProblem problem = Problem();
        var progress = new Recorder();
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.2) }.Fit(problem, progress);
        Solution expected = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, 0.2);
        Assert.HasCount(1, summary.Path);
        Assert.IsNull(summary.CrossValidation);
        Assert.AreEqual("given", summary.SelectedBy);
        Assert.AreEqual(0.2, summary.Selected.Lambda);
        CollectionAssert.AreEqual(expected.Coefficients.ToDense(), summary.Selected.Coefficients.ToDense());
        Assert.HasCount(1, progress.Reports);
        Assert.AreEqual(new FitProgress("path", 1, 1, 0.2, expected.NonzeroCount, expected.DevianceExplained), progress.Reports[0]);
        Assert.IsEmpty(summary.Warnings);
        Assert.IsGreaterThan(0.2, summary.Path.LambdaMax);
    }

    [TestMethod]
    [DataRow(SelectionRule.LambdaMin, "4-fold cross-validation, smallest deviance")]
    [DataRow(SelectionRule.OneStandardError, "4-fold cross-validation, one standard error")]
    public void Fit_CrossValidated_IsWhatTheCrossValidatorChooses(SelectionRule rule, string words)
    {
        TrainingProblem problem = Problem();
        var grid = new LambdaGrid { Count = 30 };
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Grid = grid, Lambda = LambdaSelection.CrossValidated(4, rule), Seed = 5 }.Fit(problem);
        CrossValidationResult expected = new CrossValidator(Losses.Squared, Penalties.Lasso) { Grid = grid, Folds = 4, Seed = 5 }.Fit(problem);
        CollectionAssert.AreEqual(expected.FoldOfRow.ToArray(), summary.CrossValidation!.FoldOfRow.ToArray());
        CollectionAssert.AreEqual(expected.Deviance.Mean.ToArray(), summary.CrossValidation.Deviance.Mean.ToArray());
        Assert.AreEqual(expected.IndexOf(rule), summary.SelectedIndex);
        Assert.AreSame(summary.Path[summary.SelectedIndex], summary.Selected);
        Assert.AreEqual(words, summary.SelectedBy);
    }

    [TestMethod]
    [DataRow(SelectionRule.LambdaMin)]
    [DataRow(SelectionRule.OneStandardError)]
    public void Fit_MaximumNonzeros_ChoosesAmongSmallModels(SelectionRule rule)
    {
        TrainingProblem problem = Problem();
        foreach (LambdaSelection selection in (LambdaSelection[])[LambdaSelection.CrossValidated(4, rule), LambdaSelection.HeldOut(0.3, rule), LambdaSelection.ByCriterion(InformationCriterion.Aic)])
        {
            FitSummary free = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = selection }.Fit(problem);
            FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = selection, MaximumNonzeros = 2 }.Fit(problem);
            RegularizationPath path = summary.HeldOut?.Path ?? summary.Path;
            IReadOnlyList<double> judged = summary.CrossValidation?.Deviance.Mean ?? summary.HeldOut?.Deviance.Mean ?? summary.Criterion!.Value;
            Func<int, int> size = summary.HeldOut is null ? k => path[k].NonzeroCount : k => new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, path[k].Lambda).NonzeroCount;
            int[] small = [.. Enumerable.Range(0, path.Count).Where(k => size(k) <= 2)];
            int best = small.MinBy(k => judged[k]);
            double within = judged[best] + (summary.Criterion is null && rule == SelectionRule.OneStandardError ? (summary.CrossValidation?.Deviance ?? summary.HeldOut!.Deviance).StandardError[best] : 0);
            Assert.AreEqual(path[small.First(k => judged[k] <= within)].Lambda, summary.Selected.Lambda);
            Assert.IsTrue(rule == SelectionRule.OneStandardError || free.Selected.NonzeroCount > 2, free.SelectedBy);
            StringAssert.Contains(summary.SelectedBy, "at most 2 coefficients");
        }

        Assert.Contains("MaximumNonzeros is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { MaximumNonzeros = 0 }).Message);
    }

    [TestMethod]
    public void Fit_SeedOfTheSelection_ComesBeforeThatOfTheFitter()
    {
        TrainingProblem problem = Problem();
        int[] FoldsOf(int? selection, int fitter) =>
            [.. new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Count = 3 }, Lambda = LambdaSelection.CrossValidated(3, seed: selection), Seed = fitter }.Fit(problem).CrossValidation!.FoldOfRow];
        CollectionAssert.AreEqual(FoldsOf(8, 1), FoldsOf(null, 8));
        CollectionAssert.AreNotEqual(FoldsOf(null, 1), FoldsOf(null, 8));
    }

    [TestMethod]
    public void Fit_GivenFolds_AreUsed()
    {
        int[] fold = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(foldOfRow: fold) }.Fit(Problem());
        CollectionAssert.AreEqual(fold, summary.CrossValidation!.FoldOfRow.ToArray());
        Assert.AreEqual("2-fold cross-validation, smallest deviance", summary.SelectedBy);
    }

    [TestMethod]
    public void Fit_NothingSaid_CrossValidatesWithTenFolds() =>
        Assert.AreEqual(10, new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(Problem()).CrossValidation!.Folds);

    [TestMethod]
    public void Fit_Cancelled_ReturnsAGivenLambdaAndThrowsInCrossValidation()
    {
        var cancelled = new CancellationToken(canceled: true);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(1e-4) }.Fit(Problem(), null, cancelled);
        Assert.AreEqual(FitStatus.Canceled, summary.Selected.Status);
        Assert.HasCount(1, summary.Warnings);
        Assert.Contains("The fit was cancelled", summary.Warnings[0]);
        Assert.Throws<OperationCanceledException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(Problem(), null, cancelled));
    }

    [TestMethod]
    public void CrossValidated_OneFold_IsRefused() =>
        Assert.Contains("Folds is 1; cross-validation needs at least 2", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LambdaSelection.CrossValidated(1)).Message);

    [TestMethod]
    public void Fit_Nulls_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new LinearModelFitter(null!, Penalties.Lasso));
        Assert.ThrowsExactly<ArgumentNullException>(() => new LinearModelFitter(Losses.Squared, null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(null!));
    }

    private static TrainingProblem Problem()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 8, seed: 82, noise: 3);
        return new TrainingProblem(DesignMatrix.FromColumns(x, 60, 8), y);
    }

    [TestMethod]
    public void Fitter_NullOption_RefusedByName()
    {
        Assert.AreEqual("Lambda", Assert.ThrowsExactly<ArgumentNullException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = null! }).ParamName);
        Assert.AreEqual("Grid", Assert.ThrowsExactly<ArgumentNullException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Grid = null! }).ParamName);
        Assert.AreEqual("Options", Assert.ThrowsExactly<ArgumentNullException>(() => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Options = null! }).ParamName);
    }
}
