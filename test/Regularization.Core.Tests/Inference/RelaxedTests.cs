using System.Text.Json;

namespace Regularization.Tests;

[TestClass]
public class RelaxedTests
{
    private static readonly FitOptions Exact = new() { Tolerance = 1e-13 };

    [TestMethod]
    [DataRow("relaxed_prostate")]
    [DataRow("relaxed_wdbc")]
    public void Fit_ReferenceOfGlmnet_RefitsAndCurvesAgree(string name)
    {
        JsonElement reference = RReference.Case(name);
        TrainingProblem problem = RReference.Problem(reference);
        RelaxedCrossValidationResult result = new RelaxedCrossValidator(RReference.LossOf(reference), Penalties.Lasso)
        {
            Options = Exact,
            Grid = new LambdaGrid { Values = reference.Numbers("lambda") },
            FoldOfRow = [.. reference.Numbers("foldOfRow").Select(f => (int)f)],
        }.Fit(problem);
        double[] intercept = reference.Numbers("intercept");
        double[][] beta = reference.Rows("beta"), mean = reference.Rows("mean"), error = reference.Rows("standardError");
        for (int k = 0; k < intercept.Length; k++)
        {
            Refit refit = result.Path.Refits[k];
            Assert.AreEqual(RefitStatus.Converged, refit.Status);
            RReference.AreClose(intercept[k], refit.Intercept, 1e-4, "intercept");
            for (int j = 0; j < beta.Length; j++)
            {
                RReference.AreClose(beta[j][k], refit.Coefficients[j], 1e-4, "coefficient");
            }

            for (int g = 0; g < 5; g++)
            {
                RReference.AreClose(mean[g][k], result.Deviance[g].Mean[k], 2e-5, $"mean at lambda {k}, gamma {result.Gammas[g]}");
                RReference.AreClose(error[g][k], result.Deviance[g].StandardError[k], 2e-4, "standard error");
            }
        }

        double[] best = reference.Numbers("best"), sparse = reference.Numbers("oneStandardError");
        Assert.AreEqual((best[0], best[1]), (result.LambdaMin, result.GammaMin));
        Assert.AreEqual((sparse[0], sparse[1]), (result.LambdaOneStandardError, result.GammaOneStandardError));
        Assert.AreEqual(0, result.FoldFitsWithoutRefit);
    }

    [TestMethod]
    public void Fit_WeightsOffsetsAndUnpenalised_RefitHasNoGradientOnItsSupport()
    {
        foreach (Loss loss in (Loss[])[Losses.Squared, Losses.Logistic])
        {
            (double[] x, double[] y) = TestProblems.Random(80, 6, seed: 12, classes: loss.IsClassification);
            double[] weights = [.. Enumerable.Range(0, 80).Select(i => i % 4 / 2.0)], offsets = [.. Enumerable.Range(0, 80).Select(i => Math.Sin(i))];
            var problem = new TrainingProblem(TestProblems.Sparse(x, 80, 6), y) { Weights = weights, Offsets = offsets };
            RelaxedPath path = new RelaxedPathSolver(loss, Penalties.ElasticNet(0.8) with { Factors = [1, 1, 1, 1, 1, 0] }) { Grid = new LambdaGrid { Count = 20, Ratio = 0.05 } }.Fit(problem);
            for (int k = 0; k < path.Path.Count; k++)
            {
                Assert.AreEqual(RefitStatus.Converged, path.Refits[k].Status);
                CollectionAssert.AreEqual(path.Path[k].Coefficients.Indices.ToArray(), path.Refits[k].Coefficients.Indices.ToArray());
                Solution refit = path.At(k, 0);
                double[] eta = refit.LinearPredictor(problem.X, offsets), residual = [.. eta.Select((e, i) => weights[i] * (y[i] - loss.Mean(e)))];
                Assert.AreEqual(0, residual.Sum(), 1e-8);
                foreach (int j in refit.Coefficients.Indices)
                {
                    Assert.AreEqual(0, Enumerable.Range(0, 80).Sum(i => x[(80 * j) + i] * residual[i]), 1e-8, $"feature {j} at lambda {k}");
                }

                Assert.IsGreaterThanOrEqualTo(path.Path[k].DevianceExplained - 1e-12, refit.DevianceExplained);
            }

            Solution lasso = path.Path[8], half = path.At(8, 0.5);
            Assert.AreSame(lasso, path.At(8, 1));
            Assert.AreEqual((lasso.Coefficients[5] + path.Refits[8].Coefficients[5]) / 2, half.Coefficients[5], 1e-14);
            Assert.AreEqual((lasso.Intercept + path.Refits[8].Intercept) / 2, half.Intercept, 1e-14);
            Assert.IsTrue(double.IsNaN(half.DualityGap));
        }
    }

    [TestMethod]
    public void Fit_NoFeatureYet_RefitIsTheNullModel()
    {
        (double[] x, double[] y) = TestProblems.Random(30, 3, seed: 13);
        RelaxedPath path = new RelaxedPathSolver(Losses.Squared, Penalties.Lasso).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 30, 3), y));
        Assert.AreEqual(0, path.Path[0].NonzeroCount);
        Assert.AreEqual(y.Average(), path.Refits[0].Intercept, 1e-12);
        Assert.AreEqual(0, path.At(0, 0).DevianceExplained, 1e-12);
    }

    [TestMethod]
    public void Fit_MoreFeaturesThanRows_KeepsThePenalisedSolutionAndSaysSo()
    {
        (double[] x, double[] y) = TestProblems.Random(15, 40, seed: 14);
        RelaxedPath path = new RelaxedPathSolver(Losses.Squared, Penalties.ElasticNet(0.2)).Fit(new TrainingProblem(DesignMatrix.FromColumns(x, 15, 40), y));
        int last = path.Path.Count - 1;
        Assert.IsGreaterThan(14, path.Path[last].NonzeroCount);
        Assert.AreEqual(RefitStatus.TooManyFeatures, path.Refits[last].Status);
        Assert.AreSame(path.Path[last], path.At(last, 0));
        Assert.AreEqual(RefitStatus.TooManyFeatures, new RelaxedPathSolver(Losses.Squared, Penalties.Ridge) { MaxFeatures = 2 }.Fit(
            new TrainingProblem(DesignMatrix.FromColumns(x.AsSpan(0, 45), 15, 3), y)).Refits[0].Status);
    }

    [TestMethod]
    [DataRow("squared", 4)]
    [DataRow("logistic", 4)]
    [DataRow("squared", 6)]
    public void Fit_FeaturesThatDependOnOthers_AreNotCountedAsTooMany(string name, int copies)
    {
        const int Rows = 12, Distinct = 3;
        Loss loss = name == "squared" ? Losses.Squared : Losses.Logistic;
        (double[] x, double[] y) = TestProblems.Random(Rows, Distinct, seed: 15);
        y = name == "squared" ? y : [.. Enumerable.Range(0, Rows).Select(i => (double)(i * i % 5 % 2))];
        double[] repeated = [.. Enumerable.Repeat(x, copies).SelectMany(all => all)];
        RelaxedPathSolver solver = new(loss, Penalties.ElasticNet(0.5)) { Grid = new LambdaGrid { Values = [1e-3] } };
        RelaxedPath many = solver.Fit(new TrainingProblem(DesignMatrix.FromColumns(repeated, Rows, copies * Distinct), y)), few = solver.Fit(new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Distinct), y));
        Assert.IsGreaterThanOrEqualTo(Rows, many.Path[0].NonzeroCount + 1);
        Assert.AreEqual(RefitStatus.Converged, many.Refits[0].Status);
        Assert.AreEqual(RefitStatus.Converged, few.Refits[0].Status);
        Assert.AreEqual(few.Refits[0].Intercept, many.Refits[0].Intercept, 1e-9);
        for (int j = 0; j < Distinct; j++)
        {
            Assert.AreEqual(few.Refits[0].Coefficients[j], many.Refits[0].Coefficients[j], 1e-9, $"feature {j}");
        }
    }

    [TestMethod]
    public void Fit_RefitsThatDoNotExist_SayWhy()
    {
        double[] up = [1, 2, 3, 4, 5, 6, 7, 8];
        var separated = new TrainingProblem(DesignMatrix.FromColumns(up, 8, 1), [0, 0, 0, 0, 1, 1, 1, 1]);
        Assert.AreEqual(RefitStatus.Separated, StatusAt(separated, Losses.Logistic, Penalties.Lasso));
        var constant = new TrainingProblem(DesignMatrix.FromColumns([.. up.Select(v => 2e6 + v)], 8, 1), [1, 3, 2, 4, 5, 7, 6, 8]);
        Assert.AreEqual(RefitStatus.Converged, StatusAt(constant, Losses.Squared, Penalties.Lasso));
        constant = new TrainingProblem(DesignMatrix.FromColumns([.. up.Select(v => 8e6 + v)], 8, 1), [1, 3, 2, 4, 5, 7, 6, 8]);
        Assert.AreEqual(RefitStatus.Collinear, StatusAt(constant, Losses.Squared, Penalties.Lasso), "varies by less than float32 can be trusted with");
        var one = new TrainingProblem(DesignMatrix.FromColumns(up, 8, 1), [1, 3, 2, 4, 5, 7, 6, 8]);
        Assert.AreEqual(RefitStatus.OutOfBounds, StatusAt(one, Losses.Squared, Penalties.Lasso with { UpperBounds = [0.5] }));
        Assert.AreEqual(RefitStatus.Converged, StatusAt(one, Losses.Squared, Penalties.Lasso with { UpperBounds = [2] }));

        static RefitStatus StatusAt(TrainingProblem problem, Loss loss, Penalty penalty) =>
            new RelaxedPathSolver(loss, penalty) { Grid = new LambdaGrid { Values = [0.05] } }.Fit(problem).Refits[0].Status;
    }

    [TestMethod]
    [DataRow("squared")]
    [DataRow("logistic")]
    public void Fit_AllOfOneHotColumnsAreIn_RefitPredictsTheMeanOfEachLevel(string name)
    {
        const int Levels = 4, Rows = 120;
        Loss loss = name == "squared" ? Losses.Squared : Losses.Logistic;
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => name == "squared" ? (i % Levels) + Math.Cos(i) : (i * i % 7 <= i % Levels ? 1.0 : 0))], weights = [.. y.Select((_, i) => 1 + (i % 3.0))];
        double[] x = [.. Enumerable.Range(0, Levels).SelectMany(level => y.Select((_, i) => i % Levels == level ? 1.0 : 0))];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, Rows, Levels), y) { Weights = weights };
        RelaxedPath path = new RelaxedPathSolver(loss, Penalties.ElasticNet(0.5)) { Options = Exact, Grid = new LambdaGrid { Values = [0.001] } }.Fit(problem);
        Assert.AreEqual(Levels, path.Path[0].NonzeroCount, "ridge keeps all");
        Assert.AreEqual(RefitStatus.Converged, path.Refits[0].Status);
        Assert.HasCount(Levels - 1, path.Refits[0].Coefficients.Indices.ToArray());
        double[] eta = path.At(0, 0).LinearPredictor(problem.X);
        for (int level = 0; level < Levels; level++)
        {
            int[] rows = [.. Enumerable.Range(0, Rows).Where(i => i % Levels == level)];
            Assert.AreEqual(rows.Sum(i => weights[i] * y[i]) / rows.Sum(i => weights[i]), loss.Mean(eta[level]), 1e-8, $"level {level}");
        }

        RelaxedCrossValidationResult folds = new RelaxedCrossValidator(loss, Penalties.ElasticNet(0.5)) { Folds = 4 }.Fit(problem);
        Assert.AreEqual(0, folds.FoldFitsWithoutRefit);
        CollectionAssert.AreEqual(path.Path.Select(_ => RefitStatus.Converged).ToArray(), path.Refits.Select(refit => refit.Status).ToArray());
    }

    [TestMethod]
    public void Fit_CrossValidatedWithWeightsAndOffsets_IsWhatFoldsOnCopiedRowsGive()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 8, seed: 15, classes: true);
        double[] weights = [.. Enumerable.Range(0, 60).Select(i => 1 + (i % 3.0))], offsets = [.. Enumerable.Range(0, 60).Select(i => Math.Cos(i) / 2)];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 60, 8), y) { Weights = weights, Offsets = offsets };
        double[] lambdas = [0.1, 0.07, 0.04];
        int[] folds = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        RelaxedCrossValidationResult result = new RelaxedCrossValidator(Losses.Logistic, Penalties.Lasso) { Options = Exact, Grid = new LambdaGrid { Values = lambdas }, FoldOfRow = folds, Gammas = [0.3] }.Fit(problem);
        double[] sum = new double[3];
        for (int f = 0; f < 3; f++)
        {
            TrainingProblem rest = problem.SelectRows([.. Enumerable.Range(0, 60).Where(i => folds[i] != f)]);
            RelaxedPath path = new RelaxedPathSolver(Losses.Logistic, Penalties.Lasso) { Options = Exact, Grid = new LambdaGrid { Values = lambdas } }.Fit(rest);
            for (int k = 0; k < 3; k++)
            {
                double[] eta = path.At(k, 0.3).LinearPredictor(problem.X, offsets);
                sum[k] += Enumerable.Range(0, 60).Where(i => folds[i] == f).Sum(i => weights[i] * Losses.Logistic.Deviance(eta[i], y[i]));
            }
        }

        for (int k = 0; k < 3; k++)
        {
            Assert.AreEqual(sum[k] / weights.Sum(), result.Deviance[0].Mean[k], 1e-6);
        }
    }

    [TestMethod]
    public void Fit_Cancelled_ThrowsFromCrossValidationAndReturnsFromThePath()
    {
        (double[] x, double[] y) = TestProblems.Random(40, 5, seed: 16);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 40, 5), y);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso).Fit(problem, cancellationToken: source.Token));
        RelaxedPath path = new RelaxedPathSolver(Losses.Squared, Penalties.Lasso).Fit(problem, cancellationToken: source.Token);
        Assert.IsTrue(path.Path.IsCanceled);
        Assert.IsTrue(path.Refits.All(r => r.Status == RefitStatus.Canceled));
    }

    [TestMethod]
    public void Select_Blend_IsToldWithoutAGap()
    {
        RelaxedPath path = new RelaxedPathSolver(Losses.Squared, Penalties.Lasso) { Grid = new LambdaGrid { Count = 5 } }.Fit(RReference.Problem(RReference.Case("relaxed_prostate")));
        string blend = path.At(3, 0.5).ToString(), penalized = path.At(3, 1).ToString();
        Assert.DoesNotContain("NaN", blend);
        Assert.Contains("no gap", blend);
        Assert.Contains("gap ", penalized);
    }
}
