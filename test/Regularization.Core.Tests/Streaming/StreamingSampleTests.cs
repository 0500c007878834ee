namespace Regularization.Tests;

/// <summary>Streams whose first rows are not like the others, and starts that do not fit the rows: nothing is taken for divergence that is none.</summary>
[TestClass]
public class StreamingSampleTests
{
    private const double Lambda = 0.01;

    [TestMethod]
    [DataRow("ftrl", 0.0, 1.0)]
    [DataRow("ftrl", 5.0, 1.0)]
    [DataRow("ftrl", 0.0, 1e4)]
    [DataRow("ftrl", 5e6, 1e-2)]
    [DataRow("sgd", 0.0, 1.0)]
    [DataRow("sgd", 5.0, 1e4)]
    public void Fit_FirstRowsOfOneResponse_IsNearTheBatchSolver(string method, double first, double size)
    {
        TrainingProblem problem = Sorted(30_000, 11_000, first, size);
        double lambda = Lambda * size;
        Solution batch = new PathSolver(Losses.Squared, Penalties.Lasso) { Options = new FitOptions { Standardize = false } }.FitAt(problem, lambda);
        foreach (int reportRows in (int[])[1, 5_000, 100_000])
        {
            var options = new StreamingOptions { Standardize = false, ReportRows = reportRows, ShuffleRows = 0 };
            StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = StreamCase.Method(method), Options = options }.Fit(RowSource.FromProblem(problem), lambda);
            Assert.AreEqual(FitStatus.Converged, fit.Solution.Status);
            Assert.IsLessThan(1.01 * batch.Objective, fit.Solution.Objective, $"{reportRows}: {fit}");
            if (reportRows == 5_000)
            {
                // The noise alone costs 1/24, and the penalty a little; without features it is 3/8.
                Assert.IsLessThan(0.06 * size * size, fit.History[5].Loss, "steps of a size that does not fit learn nothing from the rows of the first pass");
            }
        }
    }

    [TestMethod]
    [DataRow("ftrl", true)]
    [DataRow("ftrl", false)]
    [DataRow("sgd", true)]
    public void Fit_ClassThatComesLate_IsNoDivergence(string method, bool standardize)
    {
        StreamRow[] rows = [.. Enumerable.Range(0, 100_000).Select(i => new StreamRow(new float[] { i % 7, i % 11 }, i >= 99_990 ? 1 : 0))];
        var options = new StreamingOptions { Passes = 2, Tolerance = 0, Standardize = standardize, ReportRows = 1, ShuffleRows = 0 };
        StreamingFit fit = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Method = StreamCase.Method(method), Options = options }.Fit(RowSource.FromEnumerable(2, rows), 1e-4);
        Assert.IsTrue(double.IsFinite(fit.Solution.Objective));
    }

    [TestMethod]
    public void Fit_LearningRateFarTooLarge_IsDivergenceWhereverTheRowsBegin()
    {
        TrainingProblem problem = Sorted(30_000, 11_000, 5, 1);
        var options = new StreamingOptions { Passes = 3, Standardize = false };
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = new FtrlProximal { LearningRate = 1e8 }, Options = options };
        StringAssert.Contains(Assert.ThrowsExactly<TrainingDivergedException>(() => trainer.Fit(RowSource.FromProblem(problem), Lambda)).Message, "lower it ten times");
    }

    [TestMethod]
    [DataRow("ftrl", true)]
    [DataRow("ftrl", false)]
    [DataRow("sgd", true)]
    [DataRow("sgd", false)]
    public void Fit_StartWithAFeatureThatIsNowConstant_GoesOnFromItsPredictions(string method, bool sparse)
    {
        // The start is perfect: y = x0 + 10 x1, with x1 = 3 in every row.
        var random = new Random(1);
        StreamRow[] rows = [.. Enumerable.Range(0, 20_000).Select(_ => (float)random.NextDouble()).Select(x => new StreamRow(sparse ? new int[] { 0, 1 } : default, new float[] { x, 3 }, x + 30))];
        var options = new StreamingOptions { Passes = 1, Tolerance = 0 };
        var start = new StreamingStart(SparseCoefficients.FromDense([1, 10]), 0);
        StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = StreamCase.Method(method), Options = options }.Fit(RowSource.FromEnumerable(2, rows), 1e-9, start);
        Assert.IsLessThan(1e-6, fit.History[0].Loss);
        Assert.AreEqual(30, fit.Solution.Intercept, 1e-3);
        Assert.AreEqual(1, fit.Solution.Coefficients[0], 1e-3);
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_StartFarFromTheRows_IsNoDivergence(string method)
    {
        TrainingProblem problem = StreamCase.Dense(20_000, 5, 1, classes: false);
        var options = new StreamingOptions { Passes = 20 };
        var start = new StreamingStart(SparseCoefficients.FromDense([1e4, 0, 0, 0, 0]), -1e4) { Rows = 10 };
        StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = StreamCase.Method(method), Options = options }.Fit(RowSource.FromProblem(problem), Lambda, start);
        Assert.AreEqual(FitStatus.Converged, fit.Solution.Status, $"{fit}");
    }

    [TestMethod]
    [DataRow(1.0, false)]
    [DataRow(0.5, false)]
    [DataRow(0.5, true)]
    public void Ftrl_UnitsThatGrow_KeepTheModel(double l1Ratio, bool started)
    {
        var moments = new FeatureMoments(4);
        ResponseStatistics first = new(Losses.Squared), later = new(Losses.Squared);
        StreamRow[] rows = [.. Enumerable.Range(0, 200).Select(i => new StreamRow(new float[] { i % 7, i % 3, 0, i % 11 }, (i % 7) - (2 * (i % 3)) + (0.1 * (i % 13))))];
        using RowReader reader = RowSource.FromEnumerable(4, rows).Open(0);
        while (reader.Read())
        {
            moments.Add(reader);
            first.Add(reader.Label, 0, 1);
            later.Add(50 * reader.Label, 0, 1);
        }

        var scaling = new RowScaling(moments, sample: true, standardize: false, intercept: true);
        StreamingStart? start = started ? new StreamingStart(SparseCoefficients.FromDense([0.5, -1, 0.1, 0]), 2) { Rows = 100 } : null;
        var setup = new LearnerSetup(Losses.Squared, Penalties.ElasticNet(l1Ratio), 0.05, scaling, first, sample: true, intercept: true, start);
        StreamingLearner learner = new FtrlProximal { Averaging = false }.Start(setup);
        using RowReader again = RowSource.FromEnumerable(4, rows).Open(0);
        while (again.Read())
        {
            PreparedRow row = scaling.Prepare(again);
            learner.Update(row, again.Label - learner.Predict(row), 1);
        }

        double[] before = new double[4], after = new double[4];
        double intercept = learner.Model(before), unit = setup.GradientUnit;
        Assert.IsFalse(setup.GrowUnits(first));
        Assert.IsTrue(setup.GrowUnits(later));
        Assert.AreEqual(50 * unit, setup.GradientUnit, 1e-9 * unit);
        learner.UnitsChanged();
        Assert.AreEqual(intercept, learner.Model(after), 1e-9);
        Assert.AreNotEqual(0, before[0]);
        for (int j = 0; j < 4; j++)
        {
            Assert.AreEqual(before[j], after[j], 1e-9, $"feature {j}");
        }
    }

    [TestMethod]
    public void Sgd_MillionsOfRows_CurvatureSumLosesNothing()
    {
        var moments = new FeatureMoments(1);
        var responses = new ResponseStatistics(Losses.Squared);
        using RowReader reader = RowSource.FromEnumerable(1, [new StreamRow(new float[] { 1 }, 0), new StreamRow(new float[] { -1 }, 1)]).Open(0);
        while (reader.Read())
        {
            moments.Add(reader);
            responses.Add(reader.Label, 0, 1);
        }

        var start = new StreamingStart(SparseCoefficients.FromDense([0]), 0) { Rows = 1e9 };
        var scaling = new RowScaling(moments, sample: false, standardize: true, intercept: true);
        var learner = new SgdLearner(new LearnerSetup(Losses.Squared, Penalties.Lasso, 1, scaling, responses, sample: false, intercept: true, start), new AveragedSgd());
        int[] indices = [0];
        double[] z = [1];
        Learn(1 << 23);
        for (int i = 0; i < 4_000_000; i++)
        {
            Learn(0.24);
        }

        Assert.AreEqual(1, learner.MeanSquare(0), 1e-3);

        void Learn(double weight)
        {
            var row = new PreparedRow(indices, z);
            learner.Predict(row);
            learner.Update(row, 0, weight);
        }
    }

    /// <summary>The first rows have one response and features as usual; the others y = x0 − x1 + 0.1 noise, times a size.</summary>
    private static TrainingProblem Sorted(int rows, int same, double first, double size)
    {
        var random = new Random(1);
        double[] x = new double[rows * 3], y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double noise = random.NextDouble() - 0.5;
            for (int j = 0; j < 3; j++)
            {
                x[(j * rows) + i] = (2 * random.NextDouble()) - 1;
            }

            y[i] = i < same ? first : first + (size * (2 + x[i] - x[rows + i] + noise));
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, rows, 3), y);
    }
}
