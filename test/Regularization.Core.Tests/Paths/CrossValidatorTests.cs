namespace Regularization.Tests;

[TestClass]
public class CrossValidatorTests
{
    public static IEnumerable<object[]> Cases =>
        SolverCase.NamesSparsityAndLosses.Concat(LossCase.All.Except(LossCase.Usual).Select(loss => new object[] { Solvers.CoordinateDescent.Name, false, loss.Loss.Name }));

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_Curves_AreThoseOfCopiedRows(string solver, bool sparse, string lossName)
    {
        const int N = 61, P = 6;
        LossCase loss = LossCase.Of(lossName);
        (double[] x, double[] y) = loss.Problem(N, P, seed: 71, density: 0.7);
        double[] weights = [.. y.Select((_, i) => i % 9 == 0 ? 0 : 0.5 + (i % 4))], offsets = [.. y.Select((_, i) => 0.5 * Math.Cos(i))];
        foreach (bool rich in new[] { false, true })
        {
            double[]? w = rich ? weights : null, o = rich ? offsets : null;
            Penalty penalty = rich ? Penalties.ElasticNet(0.6) with { Factors = [1, 1, 0, 1, 2, 1], LowerBounds = [-0.5] } : Penalties.Lasso;
            FitOptions options = FitOptions.Default with { Tolerance = 1e-13, Solver = SolverCase.Of(solver), Threads = 2 };
            var validator = new CrossValidator(loss.Loss, penalty) { Options = options, Folds = 5, Seed = 9, Grid = new LambdaGrid { Count = 12, Ratio = 0.01 } };
            CrossValidationResult result = validator.Fit(new TrainingProblem(Matrix(x, N, sparse), y) { Weights = w, Offsets = o });
            double[] lambdas = [.. result.Lambdas], shares = new double[5];
            var values = new Dictionary<string, double[,]>();
            for (int f = 0; f < 5; f++)
            {
                int[] train = [.. Enumerable.Range(0, N).Where(i => result.FoldOfRow[i] != f)], held = [.. Enumerable.Range(0, N).Where(i => result.FoldOfRow[i] == f)];
                var problem = new TrainingProblem(Matrix(Rows(x, N, train), train.Length, sparse), [.. train.Select(i => y[i])])
                {
                    Weights = w is null ? null : [.. train.Select(i => w[i])],
                    Offsets = o is null ? null : [.. train.Select(i => o[i])],
                };
                RegularizationPath path = new PathSolver(loss.Loss, penalty) { Options = options, Grid = new LambdaGrid { Values = lambdas } }.Fit(problem);
                shares[f] = held.Sum(i => w?[i] ?? 1);
                for (int k = 0; k < lambdas.Length; k++)
                {
                    double[] eta = path[k].LinearPredictor(Matrix(Rows(x, N, held), held.Length, sparse), o is null ? [] : [.. held.Select(i => o[i])]);
                    foreach ((string measure, double value) in Measures(loss, eta, [.. held.Select(i => y[i])], [.. held.Select(i => w?[i] ?? 1)]))
                    {
                        values.TryAdd(measure, new double[5, lambdas.Length]);
                        values[measure][f, k] = value;
                    }
                }
            }

            CollectionAssert.AreEquivalent(values.Keys, result.Curves.Keys.ToArray());
            foreach ((string measure, double[,] value) in values)
            {
                for (int k = 0; k < lambdas.Length; k++)
                {
                    double mean = Enumerable.Range(0, 5).Sum(f => shares[f] * value[f, k]) / shares.Sum();
                    double error = Math.Sqrt(Enumerable.Range(0, 5).Sum(f => shares[f] * Math.Pow(value[f, k] - mean, 2)) / shares.Sum() / 4);
                    Assert.AreEqual(mean, result.Curves[measure].Mean[k], 1e-6, $"{measure}, lambda {k}");
                    Assert.AreEqual(error, result.Curves[measure].StandardError[k], 1e-6, $"{measure}, lambda {k}");
                }
            }

            Assert.AreSame(result.Curves["deviance"], result.Deviance);
            Assert.AreEqual(result.Deviance.Mean.Min(), result.Deviance.Mean[result.IndexMin]);
        }
    }

    [TestMethod]
    public void Fit_Seed_DecidesTheFolds()
    {
        TrainingProblem problem = Problem(false);
        int[] FoldsOf(int seed) => [.. new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 4, Seed = seed, Grid = new LambdaGrid { Count = 3 } }.Fit(problem).FoldOfRow];
        CollectionAssert.AreEqual(FoldsOf(1), FoldsOf(1));
        CollectionAssert.AreNotEqual(FoldsOf(1), FoldsOf(2));
    }

    [TestMethod]
    public void Fit_AnyThreadCount_GivesTheSameBits()
    {
        CrossValidationResult Run(int threads) => new CrossValidator(Losses.Logistic, Penalties.Lasso) { Options = new FitOptions { Threads = threads } }.Fit(Problem(true));
        CrossValidationResult one = Run(1), two = Run(2), all = Run(0);
        CollectionAssert.AreEqual(one.Deviance.Mean.ToArray(), two.Deviance.Mean.ToArray());
        CollectionAssert.AreEqual(one.Curves["auc"].StandardError.ToArray(), two.Curves["auc"].StandardError.ToArray());
        CollectionAssert.AreEqual(one.Deviance.Mean.ToArray(), all.Deviance.Mean.ToArray());
        Assert.AreEqual(10, one.Folds);
    }

    [TestMethod]
    public void Fit_GivenFolds_MayHaveAnyNumbers()
    {
        TrainingProblem problem = Problem(false);
        int[] fold = [.. Enumerable.Range(0, problem.X.Rows).Select(i => i % 3)];
        CrossValidationResult Run(int[] given) => new CrossValidator(Losses.Squared, Penalties.Lasso) { FoldOfRow = given }.Fit(problem);
        CrossValidationResult plain = Run(fold), odd = Run([.. fold.Select(f => (100 * f) + 7)]);
        Assert.AreEqual(3, odd.Folds);
        CollectionAssert.AreEqual(fold, odd.FoldOfRow.ToArray());
        CollectionAssert.AreEqual(plain.Deviance.Mean.ToArray(), odd.Deviance.Mean.ToArray());
    }

    [TestMethod]
    public void Warnings_ConstantResponseOrASmallRest_SaySo()
    {
        (double[] x, double[] y) = TestProblems.Random(20, 3, seed: 1);
        DesignMatrix design = DesignMatrix.FromColumns(x, 20, 3);
        IReadOnlyList<string> Of(double[] response, int[]? folds) => new CrossValidator(Losses.Squared, Penalties.Lasso) { FoldOfRow = folds, Grid = new LambdaGrid { Count = 3 } }.Fit(new TrainingProblem(design, response)).Warnings;
        Assert.IsEmpty(Of(y, null));
        Assert.StartsWith("The response is constant", Of([.. y.Select(_ => 3.0)], null).Single());
        Assert.StartsWith("1 of 2 folds leaves a single row to train on", Of(y, [0, .. Enumerable.Repeat(1, 19)]).Single());
        FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(new TrainingProblem(design, [.. y.Select(_ => 3.0)]));
        Assert.AreEqual(1, summary.Warnings.Count(w => w.StartsWith("The response is constant", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_LeaveOneOut_IsTaken()
    {
        TrainingProblem problem = Problem(false);
        CrossValidationResult result = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = problem.X.Rows, Grid = new LambdaGrid { Count = 5 } }.Fit(problem);
        Assert.AreEqual(problem.X.Rows, result.Folds);
        Assert.IsTrue(result.Deviance.Mean.All(double.IsFinite) && result.Deviance.StandardError.All(e => e > 0));
    }

    [TestMethod]
    public void Fit_FoldsOfOneClass_HaveNoAucAndSaySo()
    {
        (double[] x, _) = TestProblems.Random(40, 3, seed: 72);
        double[] y = [.. Enumerable.Range(0, 40).Select(i => x[i] + (i % 3) > 1 ? 1.0 : 0)];
        var problem = new TrainingProblem(Matrix(x, 40, false), y);
        foreach ((int[] fold, int without) in (ReadOnlySpan<(int[], int)>)[([.. Enumerable.Range(0, 40)], 40), ([.. y.Select((v, i) => v > 0 ? i % 4 : 4 + (i % 4))], 8), ([.. y.Select((v, i) => i < 20 ? 0 : v > 0 ? 1 : 2)], 2)])
        {
            FitSummary summary = new LinearModelFitter(Losses.Logistic, Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(foldOfRow: fold) }.Fit(problem);
            CrossValidationResult result = summary.CrossValidation!;
            bool isLeftOut = without == result.Folds;
            string warning = isLeftOut ? "No fold has rows of both classes to judge by, so that there is no AUC: use fewer folds" : "2 of 3 folds have rows of one class alone and no AUC, which is the mean of the others: use fewer folds";
            Assert.StartsWith(warning, result.Warnings.Single());
            Assert.Contains(result.Warnings[0], summary.Warnings);
            Assert.AreEqual(!isLeftOut, result.Curves.ContainsKey("auc"));
            Assert.IsTrue(result.Curves.Values.All(curve => curve.Mean.All(double.IsFinite)));
            Assert.DoesNotContain("NaN", summary + "\n" + result);
            if (isLeftOut)
            {
                Assert.Contains("There is no curve of 'auc'; there are deviance, misclassification. No fold has rows", Assert.ThrowsExactly<KeyNotFoundException>(() => result.Curves["auc"]).Message);
            }
        }
    }

    [TestMethod]
    public void Fit_OneClassAFold_LeavesTheAucOutButNotTheDeviance()
    {
        // 3 positives over 5 folds: two folds have none to rank.
        double[] y = [.. Enumerable.Range(0, 40).Select(i => i is 3 or 14 or 25 ? 1.0 : 0)];
        (double[] x, _) = TestProblems.Random(40, 3, seed: 72);
        CrossValidationResult result = new CrossValidator(Losses.Logistic, Penalties.Lasso) { Folds = 5 }.Fit(new TrainingProblem(Matrix(x, 40, false), y));
        Assert.IsTrue(result.Curves["auc"].Mean.All(v => v is >= 0 and <= 1), "over the folds that have both classes");
        Assert.IsTrue(result.Deviance.Mean.All(double.IsFinite));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_Progress_CoversThePathAndEveryFold(bool apart)
    {
        var progress = new Recorder();
        var grid = new LambdaGrid { Count = 4, Ratio = 0.1, EarlyStop = false };
        CrossValidationResult result = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 3, Grid = grid, FoldsApart = apart }.Fit(Problem(false), progress);
        FitProgress[] path = [.. progress.Reports.Where(r => r.Stage == "path")], folds = [.. progress.Reports.Where(r => r.Stage != "path")];
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, path.Select(r => r.Completed).ToArray());
        Assert.IsTrue(path.All(r => r.Total == 4));
        CollectionAssert.AreEqual(Enumerable.Range(1, 12).ToArray(), folds.Select(r => r.Completed).ToArray());
        CollectionAssert.AreEquivalent(new[] { "fold 1", "fold 2", "fold 3" }, folds.Select(r => r.Stage).Distinct().ToArray());
        Assert.IsTrue(folds.All(r => r.Total == 12 && result.Lambdas.Contains(r.Lambda)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_Cancelled_Throws(bool apart)
    {
        var validator = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 3, FoldsApart = apart };
        Assert.Throws<OperationCanceledException>(() => validator.Fit(Problem(false), null, new CancellationToken(canceled: true)));
        foreach (string stage in new[] { "path", "fold 2" })
        {
            using var source = new CancellationTokenSource();
            var progress = new Recorder(report =>
            {
                if (report.Stage == stage)
                {
                    source.Cancel();
                }
            });
            Assert.Throws<OperationCanceledException>(() => validator.Fit(Problem(false), progress, source.Token));
            Assert.AreEqual(stage == "fold 2" || !apart, progress.Reports.Any(r => r.Stage != "path"));
            Assert.IsLessThanOrEqualTo(apart ? 100 : 1, progress.Reports.Count(r => r.Stage == "path"));
        }
    }

    [TestMethod]
    public void Fit_ImpossibleFolds_AreRefusedBeforeAnythingIsFitted()
    {
        double[] y = [.. Enumerable.Range(0, 9).Select(i => i == 4 ? 1.0 : 0)];
        var problem = new TrainingProblem(Matrix(TestProblems.Random(9, 2, seed: 73).X, 9, false), y);
        TrainingProblem lopsided = new(problem.X, y) { Weights = [1, 1, 1, 0, 0, 0, 0, 0, 0] };
        int[] thirds = [0, 0, 0, 1, 1, 1, 2, 2, 2];
        Refuse(new(Losses.Squared, Penalties.Lasso), problem, "There are 9 rows for 10 folds");
        Refuse(new(Losses.Squared, Penalties.Lasso) { FoldOfRow = [1, 2] }, problem, "FoldOfRow has 2 values for 9 rows");
        Refuse(new(Losses.Squared, Penalties.Lasso) { FoldOfRow = [5, 5, 5, 5, 5, 5, 5, 5, 5] }, problem, "every row into fold 5");
        Refuse(new(Losses.Logistic, Penalties.Lasso) { FoldOfRow = thirds }, problem, "The rows outside fold 1 cannot be trained on: All responses of positive weight are 0");
        Refuse(new(Losses.Squared, Penalties.Lasso) { FoldOfRow = thirds }, lopsided, "All the weight of the examples is inside fold 0");
        Refuse(new(Losses.Squared, Penalties.Lasso) { FoldOfRow = [0, 0, 1, 1, 2, 2, 2, 2, 2] }, lopsided, "All the weight of the examples is outside fold 2");
        Assert.Contains("Folds is 1; cross-validation needs at least 2", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 1 }).Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => new CrossValidator(null!, Penalties.Lasso));
        Assert.ThrowsExactly<ArgumentNullException>(() => new CrossValidator(Losses.Squared, null!));
    }

    [TestMethod]
    public void Fit_FoldThatIsRefused_IsNamedByItsGivenNumber()
    {
        double[] y = [.. Enumerable.Range(0, 6).Select(i => i < 2 ? 1.0 : 0)];
        var problem = new TrainingProblem(Matrix(TestProblems.Random(6, 2, seed: 74).X, 6, false), y);
        Refuse(new(Losses.Logistic, Penalties.Lasso) { FoldOfRow = [40, 40, 50, 50, 60, 60] }, problem, "fold 40");
    }

    private static void Refuse(CrossValidator validator, TrainingProblem problem, string message)
    {
        var progress = new Recorder();
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => validator.Fit(problem, progress)).Message);
        Assert.IsEmpty(progress.Reports);
    }

    private static IEnumerable<(string Measure, double Value)> Measures(LossCase loss, double[] eta, double[] y, double[] w)
    {
        double Mean(Func<int, double> value) => Enumerable.Range(0, y.Length).Sum(i => w[i] * value(i)) / w.Sum();
        if (!loss.IsClassification)
        {
            yield return ("deviance", Mean(i => 2 * (loss.Formula(y[i], eta[i]) - loss.Loss.SaturatedValue([y[i]], [1]))));
            if (loss.Loss is QuantileLoss { Quantile: var tau })
            {
                yield return ("pinball loss", Mean(i => (y[i] - eta[i]) * (y[i] > eta[i] ? tau : tau - 1)));
                yield return ("coverage", Mean(i => y[i] > eta[i] ? 0 : 1));
                yield break;
            }

            yield return ("squared error", Mean(i => Math.Pow(y[i] - loss.Loss.Mean(eta[i]), 2)));
            yield return ("absolute error", Mean(i => Math.Abs(y[i] - loss.Loss.Mean(eta[i]))));
            yield break;
        }

        double won = 0, pairs = 0;
        for (int i = 0; i < y.Length; i++)
        {
            for (int k = 0; k < y.Length; k++)
            {
                pairs += y[i] > y[k] ? w[i] * w[k] : 0;
                won += y[i] > y[k] ? w[i] * w[k] * ((eta[i] > eta[k] ? 0.5 : 0) + (eta[i] >= eta[k] ? 0.5 : 0)) : 0;
            }
        }

        double Clipped(double p) => Math.Min(Math.Max(p, 1e-5), 1 - 1e-5);
        yield return ("deviance", Mean(i => loss.Loss != Losses.Logistic ? 2 * loss.Formula(y[i], eta[i]) : -2 * Math.Log(y[i] == 1 ? Clipped(1 / (1 + Math.Exp(-eta[i]))) : 1 - Clipped(1 / (1 + Math.Exp(-eta[i]))))));
        yield return ("misclassification", Mean(i => (1 / (1 + Math.Exp(-eta[i])) > 0.5 ? 1 : 0) == y[i] ? 0 : 1));
        yield return ("auc", won / pairs);
    }

    private static double[] Rows(double[] x, int rows, int[] chosen) => [.. from j in Enumerable.Range(0, x.Length / rows) from i in chosen select x[(j * rows) + i]];

    private static DesignMatrix Matrix(double[] x, int rows, bool sparse) =>
        sparse ? TestProblems.Sparse(x, rows, x.Length / rows) : DesignMatrix.FromColumns(x, rows, x.Length / rows);

    private static TrainingProblem Problem(bool classes)
    {
        (double[] x, double[] y) = TestProblems.Random(50, 6, seed: 75, classes: classes);
        return new TrainingProblem(Matrix(x, 50, false), y);
    }

    [TestMethod]
    public void Fit_ResponseThatFitsNoFold_IsNotBlamedOnFolds()
    {
        (double[] x, double[] y) = TestProblems.Random(40, 3, seed: 9);
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, 40, 3), [.. y.Select(value => Math.Abs(value) - (value == y[7] ? 100 : 0))]);
        string message = Assert.ThrowsExactly<ArgumentException>(() => new CrossValidator(Losses.Poisson, Penalties.Lasso).Fit(problem)).Message;
        Assert.Contains("row 7", message);
        Assert.DoesNotContain("fold", message);
    }
}
