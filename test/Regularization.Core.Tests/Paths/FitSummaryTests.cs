namespace Regularization.Tests;

[TestClass]
public class FitSummaryTests
{
    [TestMethod]
    public void CoefficientTable_ScaledFeatures_IsSortedByTheStandardisedCoefficients()
    {
        const int N = 200;
        (double[] x, double[] y) = TestProblems.Random(N, 6, seed: 91, noise: 0.5);
        double[] scales = [1, 100, 0.01, 1, 1, 1];
        double[] scaled = [.. x.Select((v, k) => v * scales[k / N])];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(scaled, N, 6), y) { FeatureNames = ["a", "b", "c", "d", "e", "f"] };
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.2) }.Fit(problem);
        IReadOnlyList<CoefficientRow> table = summary.CoefficientTable();
        Assert.HasCount(summary.Selected.NonzeroCount, table);
        CollectionAssert.AreEquivalent(new[] { "a", "b", "c", "d", "e" }, table.Select(r => r.Name).ToArray());
        for (int k = 0; k < table.Count; k++)
        {
            CoefficientRow row = table[k];
            double[] column = [.. Enumerable.Range(0, N).Select(i => (double)(float)scaled[(row.Index * N) + i])];
            double deviation = Math.Sqrt(column.Average(v => Math.Pow(v - column.Average(), 2)));
            Assert.AreEqual(summary.Selected.Coefficients[row.Index], row.Value);
            Assert.AreEqual(row.Value * deviation, row.Standardized, 1e-9 * Math.Abs(row.Standardized));
            Assert.AreEqual(problem.FeatureNames[row.Index], row.Name);
            Assert.IsTrue(k == 0 || Math.Abs(table[k - 1].Standardized) >= Math.Abs(row.Standardized), "the largest first");
        }

        Assert.AreEqual(2, table.MaxBy(r => Math.Abs(r.Value))!.Index, "on its own scale the smallest feature has the largest coefficient");
        Assert.AreNotEqual(2, table[0].Index);
        Assert.ThrowsExactly<ArgumentNullException>(() => summary.CoefficientTable(null!));
    }

    [TestMethod]
    public void Warnings_FeatureFarFromZero_IsNamed()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 3, seed: 92);
        float[] far = [.. x.Select((v, k) => (float)(v + (k / 60 == 1 ? 1e6 : 0)))];
        FitSummary Fit(float[] values) => new LinearModelFitter(Losses.Squared, Penalties.Ridge) { Lambda = LambdaSelection.Fixed(1) }.Fit(new TrainingProblem(DesignMatrix.FromColumns(values, 60, 3), y) { FeatureNames = ["a", "b", "c"] });
        StringAssert.StartsWith(Fit(far).Warnings.Single(), "Feature 'b' varies by ");
        Assert.IsEmpty(Fit([.. x.Select(v => (float)v)]).Warnings);
    }

    [TestMethod]
    public void CoefficientTable_NoNames_CountsTheFeatures()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 3, seed: 92);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Ridge) { Lambda = LambdaSelection.Fixed(1), Options = new FitOptions { Standardize = false } }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 3), y));
        CollectionAssert.AreEquivalent(new[] { "x0", "x1", "x2" }, summary.CoefficientTable().Select(r => r.Name).ToArray());
        Assert.IsTrue(summary.CoefficientTable().All(r => r.Value == r.Standardized), "not standardised: the same");
        Assert.IsNull(summary.FeatureNames);
    }

    [TestMethod]
    public void ToString_CrossValidatedClassifier_SaysWhatWasFoundInWords()
    {
        (double[] x, double[] y) = TestProblems.Random(80, 14, seed: 93, classes: true);
        FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.ElasticNet(0.3)).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 80, 14), y));
        string[] lines = summary.ToString().Split(Environment.NewLine);
        Assert.AreEqual("elastic net (L1Ratio 0.3) with logistic loss on 80 rows x 14 features", lines[0]);
        Assert.StartsWith("lambda ", lines[1]);
        Assert.Contains("(10-fold cross-validation, smallest deviance): ", lines[1]);
        Assert.Contains(" nonzero, deviance explained ", lines[1]);
        Assert.StartsWith("held-out deviance: ", lines[2]);
        Assert.StartsWith("held-out misclassification: ", lines[3]);
        Assert.StartsWith("held-out auc: ", lines[4]);
        Assert.IsGreaterThan(10, summary.Selected.NonzeroCount);
        Assert.EndsWith(summary.CoefficientTable()[0].Name, lines[5]);
        Assert.Contains($"  ... and {summary.Selected.NonzeroCount - 10} more", lines);
        Assert.EndsWith(Kernels.Describe(), lines[^1]);
        Assert.AreEqual(Kernels.Describe(), summary.Kernels);
        (int rows, int features) = (summary.Rows, summary.Features);
        Assert.AreEqual((80, 14), (rows, features));
    }

    [TestMethod]
    public void RowsSkipped_OfTheProblem_AreSaid()
    {
        var problem = new TrainingProblem(DesignMatrix.FromColumns([1f, 2f, 3f, 4f], 4, 1), [1, 2, 2, 4]) { RowsSkipped = 1234 };
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.Fixed(0.1) }.Fit(problem);
        Assert.AreEqual(1234, summary.RowsSkipped);
        Assert.Contains("4 rows x 1 feature (1,234 rows skipped)", summary.ToString());
    }

    [TestMethod]
    public void Warnings_FitsThatDidNotConverge_AreCountedWithTheWorstGap()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 20, seed: 94);
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso)
        {
            Lambda = LambdaSelection.CrossValidated(3),
            Options = new FitOptions { MaxEpochs = 1, Tolerance = 1e-12 },
        }.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 20), y));
        int open = summary.Path.Count(s => s.Status != FitStatus.Converged);
        Assert.IsGreaterThan(0, open);
        Assert.StartsWith($"{open} of {summary.Path.Count} lambdas did not reach the tolerance (EpochLimit); the largest relative gap is {summary.Path.LargestGap:0.0e0} at lambda", summary.Warnings[0]);
        Assert.Contains("warning: " + summary.Warnings[0], summary.ToString());
    }

    [TestMethod]
    public void Warnings_BestLambdaIsTheLast_AreGiven()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 4, seed: 95, noise: 0.01);
        var fitter = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Count = 5, Ratio = 0.5 }, Lambda = LambdaSelection.CrossValidated(3) };
        FitSummary summary = fitter.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 4), y));
        Assert.HasCount(1, summary.Warnings);
        Assert.StartsWith("The smallest deviance is at the smallest lambda", summary.Warnings[0]);
    }
}
