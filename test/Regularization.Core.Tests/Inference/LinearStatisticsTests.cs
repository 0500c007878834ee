using System.Text.Json;

namespace Regularization.Tests;

[TestClass]
public class LinearStatisticsTests
{
    [TestMethod]
    [DataRow("lm_prostate", false)]
    [DataRow("lm_prostate", true)]
    [DataRow("lm_prostate_weights_offsets", false)]
    [DataRow("lm_diabetes_no_intercept", false)]
    [DataRow("glm_wdbc", false)]
    [DataRow("glm_wdbc_weights_offsets", true)]
    public void Of_ReferenceOfR_IsWhatRComputes(string name, bool sparse)
    {
        JsonElement reference = RReference.Case(name);
        bool intercept = reference.GetProperty("intercept").GetBoolean();
        LinearStatistics statistics = LinearStatistics.Of(RReference.Problem(reference, sparse), RReference.LossOf(reference), intercept: intercept);
        CoefficientStatistic[] rows = intercept ? [statistics.Intercept!, .. statistics.Coefficients] : [.. statistics.Coefficients];
        Assert.AreEqual(intercept, statistics.Intercept is not null);
        double[] estimate = reference.Numbers("estimate"), error = reference.Numbers("standardError"), t = reference.Numbers("statistic");
        double[] p = reference.Numbers("pValue"), lower = reference.Numbers("lower"), upper = reference.Numbers("upper");
        Assert.HasCount(estimate.Length, rows);
        for (int k = 0; k < rows.Length; k++)
        {
            RReference.AreClose(estimate[k], rows[k].Estimate, 1e-8, "estimate");
            RReference.AreClose(error[k], rows[k].StandardError, 1e-8, "standard error");
            RReference.AreClose(t[k], rows[k].Statistic, 1e-8, "statistic");
            Assert.AreEqual(1, rows[k].PValue / p[k], 1e-6, "p-value");
            (double from, double to) = rows[k].Interval();
            RReference.AreClose(lower[k], from, 1e-7, "lower");
            RReference.AreClose(upper[k], to, 1e-7, "upper");
        }

        RReference.AreClose(reference.GetProperty("deviance").GetDouble(), statistics.Deviance, 1e-9, "deviance");
        RReference.AreClose(reference.GetProperty("dispersion").GetDouble(), statistics.Dispersion, 1e-9, "dispersion");
        Assert.AreEqual(reference.GetProperty("residualDegrees").GetInt32(), statistics.ResidualDegrees);
    }

    [TestMethod]
    public void PValueAndInterval_QuantilesOfR_Agree()
    {
        JsonElement reference = RReference.Case("distributions");
        double[] q = reference.Numbers("q"), p = reference.Numbers("p"), dof = [double.PositiveInfinity, .. reference.Numbers("dof")];
        double[][] tails = [reference.Numbers("normalTail"), .. reference.Rows("tTail")], quantiles = [reference.Numbers("normalQuantile"), .. reference.Rows("tQuantile")];
        for (int d = 0; d < dof.Length; d++)
        {
            for (int k = 0; k < q.Length; k++)
            {
                Assert.AreEqual(1, new CoefficientStatistic("x", 0, -q[k], 1, dof[d]).PValue / (2 * tails[d][k]), 1e-10, $"tail of {q[k]} with {dof[d]} degrees of freedom");
            }

            for (int k = 0; k < p.Length; k++)
            {
                (double lower, double upper) = new CoefficientStatistic("x", 0, 0, 1, dof[d]).Interval((2 * p[k]) - 1);
                Assert.AreEqual(1, upper / quantiles[d][k], 1e-9, $"quantile {p[k]} with {dof[d]} degrees of freedom");
                Assert.AreEqual(-upper, lower);
            }
        }
    }

    [TestMethod]
    public void Of_SomeFeatures_IsTheFitOnTheseColumnsAlone()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 4, seed: 3);
        LinearStatistics some = LinearStatistics.Of(new TrainingProblem(DesignMatrix.FromColumns(x, 60, 4), y), Losses.Squared, [3, 1]);
        LinearStatistics alone = LinearStatistics.Of(new TrainingProblem(DesignMatrix.FromColumns([.. x[60..120], .. x[180..240]], 60, 2), y), Losses.Squared);
        CollectionAssert.AreEqual(new[] { 3, 1 }, some.Coefficients.Select(c => c.Index).ToArray());
        Assert.AreEqual(alone.Coefficients[1].Estimate, some.Coefficients[0].Estimate, 1e-12);
        Assert.AreEqual(alone.Coefficients[0].StandardError, some.Coefficients[1].StandardError, 1e-12);
    }

    [TestMethod]
    public void Of_WeightOfTwo_IsARowTwiceForALikelihood()
    {
        (double[] x, double[] y) = TestProblems.Random(80, 2, seed: 4, classes: true);
        var weighted = new TrainingProblem(DesignMatrix.FromColumns(x, 80, 2), y) { Weights = [.. Enumerable.Range(0, 80).Select(i => i < 10 ? 2.0 : 1)] };
        double[] twice = [.. x[..80], .. x[..10], .. x[80..], .. x[80..90]];
        LinearStatistics repeated = LinearStatistics.Of(new TrainingProblem(DesignMatrix.FromColumns(twice, 90, 2), [.. y, .. y[..10]]), Losses.Logistic);
        CoefficientStatistic expected = repeated.Coefficients[1], actual = LinearStatistics.Of(weighted, Losses.Logistic).Coefficients[1];
        Assert.AreEqual(expected.Estimate, actual.Estimate, 1e-9);
        Assert.AreEqual(expected.StandardError, actual.StandardError, 1e-9);
    }

    [TestMethod]
    public void Of_CollinearColumns_AreNamed()
    {
        (double[] x, double[] y) = TestProblems.Random(50, 4, seed: 5);
        for (int i = 0; i < 50; i++)
        {
            x[150 + i] = x[i] - (2 * x[100 + i]);
        }

        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 50, 4), y) { FeatureNames = ["a", "b", "c", "d"] };
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(problem, Losses.Squared));
        StringAssert.Contains(e.Message, "'d' is a linear combination of 'a', 'c'");
    }

    [TestMethod]
    public void Of_WhatHasNoStandardErrors_SaysWhy()
    {
        double[] up = [1, 2, 3, 4, 5, 6, 7, 8], constant = [3, 3, 3, 3, 3, 3, 3, 3];
        var separated = new TrainingProblem(DesignMatrix.FromColumns(up, 8, 1), [0, 0, 0, 0, 1, 1, 1, 1]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(separated, Losses.Logistic)).Message, "separate");
        var nearly = new TrainingProblem(DesignMatrix.FromColumns([1, 1, 1, 1, 1, 1, 0, 0], 8, 1), [0, 1, 0, 1, 0, 1, 1, 1]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(nearly, Losses.Logistic)).Message, "separate");
        var flat = new TrainingProblem(DesignMatrix.FromColumns(constant, 8, 1), up);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(flat, Losses.Squared)).Message, "constant");
        var wide = new TrainingProblem(DesignMatrix.FromColumns(up, 2, 4), [1.0, 2]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(wide, Losses.Squared)).Message, "2 rows for 5 coefficients");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(flat, Losses.Squared, [1])).Message, "Feature 1");
        Assert.AreEqual(4.5, LinearStatistics.Of(flat, Losses.Squared, []).Intercept!.Estimate, 1e-12, "no features: the mean");
    }

    [TestMethod]
    public void Of_ConstantResponse_HasNoSpreadAndNoSurprise()
    {
        (double[] x, _) = TestProblems.Random(30, 2, seed: 30);
        LinearStatistics flat = LinearStatistics.Of(new TrainingProblem(DesignMatrix.FromColumns(x, 30, 2), new double[30]), Losses.Squared);
        Assert.AreEqual(0, flat.Dispersion);
        Assert.AreEqual((0.0, 0.0), (flat.Coefficients[1].Estimate, flat.Coefficients[1].StandardError));
        Assert.IsTrue(double.IsNaN(flat.Coefficients[1].PValue));
        Assert.AreEqual(0, new CoefficientStatistic("x", 0, 1, 0, 5).PValue, "a coefficient without error is certain");
        Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(new TrainingProblem(DesignMatrix.FromColumns(x, 30, 2), new double[30]), Losses.Logistic), "one class");
    }

    [TestMethod]
    public void Debiased_SquaredLoss_IsLeastSquaresOnAllFeatures()
    {
        TrainingProblem problem = RReference.Problem(RReference.Case("lm_prostate_weights_offsets"));
        Solution lasso = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(problem, 0.2);
        LinearStatistics debiased = LinearStatistics.Debiased(problem, Losses.Squared, lasso), least = LinearStatistics.Of(problem, Losses.Squared);
        Assert.IsLessThan(8, lasso.NonzeroCount);
        for (int j = 0; j < 8; j++)
        {
            Assert.AreEqual(least.Coefficients[j].Estimate, debiased.Coefficients[j].Estimate, 1e-10);
            Assert.AreEqual(least.Coefficients[j].StandardError, debiased.Coefficients[j].StandardError, 1e-10);
        }
    }

    [TestMethod]
    public void Debiased_LogisticLoss_IsOneNewtonStepFromTheLasso()
    {
        (double[] x, double[] y) = TestProblems.Random(200, 3, seed: 6, classes: true);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 200, 3), y);
        Solution lasso = new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(problem, 0.05);
        double[] b = [lasso.Intercept, .. lasso.Coefficients];
        double[,] information = new double[4, 4];
        double[] score = new double[4];
        for (int i = 0; i < 200; i++)
        {
            double[] row = [1, x[i], x[200 + i], x[400 + i]];
            double p = 1 / (1 + Math.Exp(-row.Zip(b, (u, v) => u * v).Sum()));
            for (int j = 0; j < 4; j++)
            {
                score[j] += row[j] * (y[i] - p);
                for (int k = 0; k < 4; k++)
                {
                    information[j, k] += row[j] * row[k] * p * (1 - p);
                }
            }
        }

        double[,] inverse = SlowAlgebra.Inverse(information);
        LinearStatistics debiased = LinearStatistics.Debiased(problem, Losses.Logistic, lasso);
        CoefficientStatistic[] rows = [debiased.Intercept!, .. debiased.Coefficients];
        for (int j = 0; j < 4; j++)
        {
            Assert.AreEqual(b[j] + Enumerable.Range(0, 4).Sum(k => inverse[j, k] * score[k]), rows[j].Estimate, 1e-9);
            Assert.AreEqual(Math.Sqrt(inverse[j, j]), rows[j].StandardError, 1e-9);
        }
    }

    [TestMethod]
    public void Of_OtherRowsThanThoseOfTheSelection_KeepTheirLevel()
    {
        // 40 responses of pure noise: the feature that looks best is chosen on some rows and judged on the same, or on others.
        int same = 0, others = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            (double[] x, _) = TestProblems.Random(100, 20, seed);
            double[] noise = TestProblems.Random(100, 1, seed + 1000).X;
            var all = new TrainingProblem(DesignMatrix.FromColumns(x, 100, 20), noise);
            TrainingProblem first = all.SelectRows([.. Enumerable.Range(0, 50)]), second = all.SelectRows([.. Enumerable.Range(50, 50)]);
            double enters = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(first).LambdaMax;
            int best = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(first, 0.999 * enters).Coefficients.Indices[0];
            same += LinearStatistics.Of(first, Losses.Squared, [best]).Coefficients[0].PValue < 0.05 ? 1 : 0;
            others += LinearStatistics.Of(second, Losses.Squared, [best]).Coefficients[0].PValue < 0.05 ? 1 : 0;
        }

        Assert.IsGreaterThan(15, same, "judged on the same rows, noise is significant most of the time");
        Assert.IsLessThan(8, others, "on other rows it is about as often as the level says");
    }

    [TestMethod]
    public void Of_Gamma_HasTheDispersionOfGlm()
    {
        // R: glm(y ~ x, family = Gamma("log"), weights = w), summary(m)$dispersion and coef(m).
        float[] x = [0.1f, -0.4f, 0.9f, 0.3f, 1.5f, -0.2f, 1.1f, 0.8f, 0.2f, 1.4f];
        double[] y = [1.2, 0.7, 3.5, 2.2, 5.1, 0.9, 4.4, 2.8, 1.9, 6.3];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 10, 1), y) { Weights = [1, 2, 1, 1, 3, 1, 1, 2, 1, 1] };
        LinearStatistics statistics = LinearStatistics.Of(problem, Losses.Gamma);
        Assert.AreEqual(0.0419341366117713, statistics.Dispersion, 1e-8);
        Assert.AreEqual(0.20208918632008, statistics.Intercept!.Estimate, 1e-6);
        Assert.AreEqual(1.05995828392341, statistics.Coefficients[0].Estimate, 1e-6);
    }

    [TestMethod]
    public void Of_LossWithoutSecondDerivative_IsRefused()
    {
        (double[] x, double[] y) = TestProblems.Random(60, 3, seed: 3);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 60, 3), y);
        foreach (Loss loss in new[] { Losses.Huber(), Losses.Quantile(0.5, 0.1) })
        {
            StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => LinearStatistics.Of(problem, loss)).Message, $"The {loss.Name} loss has no second derivative everywhere");
        }
    }
}
