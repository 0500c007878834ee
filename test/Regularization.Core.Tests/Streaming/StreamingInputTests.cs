namespace Regularization.Tests;

/// <summary>What is refused, and with which words.</summary>
[TestClass]
public class StreamingInputTests
{
    private static readonly StreamRow[] Good = [.. Enumerable.Range(0, 20).Select(i => new StreamRow(new float[] { i, i % 3, -i }, i % 2))];

    public static IEnumerable<object[]> BadRows =>
    [
        [new StreamRow(new float[] { 1, float.NaN, 3 }, 1), "Feature 1 of row 20 is NaN; features must be finite. Remove the row, impute the value, or set SkipInvalidRows."],
        [new StreamRow(new int[] { 0, 2 }, new float[] { 1, float.PositiveInfinity }, 1), "Feature 2 of row 20 is Infinity"],
        [new StreamRow(new float[] { 1, 2, 3 }, double.NaN), "The response of row 20 is NaN; every response must be a finite number."],
        [new StreamRow(new float[] { 1, 2, 3 }, 1, double.NaN), "The weight of row 20 is NaN"],
        [new StreamRow(default, new float[] { 1, 2, 3 }, 1, 1, double.NegativeInfinity), "The offset of row 20 is -Infinity"],
        [new StreamRow(new float[] { 1, 2, 3 }, 1, -2), "The weight of row 20 is -2; weights must not be negative."],
        [new StreamRow(new float[] { 1, 2, 3 }, 2), "The response of row 20 is 2; the logistic loss needs classes written as 0 and 1. Recode the two classes."],
        [new StreamRow(new float[] { 1, 2 }, 1), "Row 20 is dense and has 2 values; the source says that there are 3 features."],
        [new StreamRow(new int[] { 0, 3 }, new float[] { 1, 2 }, 1), "Row 20 has index 3 after 0; within a row indices must ascend without repeats and be in 0 .. 2."],
        [new StreamRow(new int[] { 1, 1 }, new float[] { 1, 2 }, 1), "Row 20 has index 1 after 1"],
        [new StreamRow(new int[] { -1 }, new float[] { 1 }, 1), "Row 20 has index -1"],
        [new StreamRow(new int[] { 1, 2 }, new float[] { 1 }, 1), "Row 20 has 2 indices and 1 values"],
    ];

    [TestMethod]
    [DynamicData(nameof(BadRows))]
    public void Fit_BadRow_IsNamed(StreamRow bad, string message)
    {
        RowSource rows = RowSource.FromEnumerable(3, [.. Good, bad, .. Good]);
        foreach (bool standardize in new[] { true, false })
        {
            var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Standardize = standardize } };
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(rows, 0.1)).Message, message);
        }
    }

    [TestMethod]
    public void Fit_BadRowsSkipped_IsTheFitWithoutThem()
    {
        StreamRow[] bad = [.. BadRows.Take(5).Select(r => (StreamRow)r[0])];
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Passes = 3, SkipInvalidRows = true } };
        StreamingFit with = trainer.Fit(RowSource.FromEnumerable(3, [.. Good.Take(5), .. bad, .. Good.Skip(5)]), 0.01), without = trainer.Fit(RowSource.FromEnumerable(3, Good), 0.01);
        Assert.AreEqual(without.Solution.Objective, with.Solution.Objective);
        CollectionAssert.AreEqual(without.Solution.Coefficients.ToDense(), with.Solution.Coefficients.ToDense());
        Assert.AreEqual((20L, 5L), (with.Rows, with.RowsSkipped));
        StringAssert.Contains(with.Warnings[0], "5 rows have a number that is NaN or infinite and were skipped");
    }

    [TestMethod]
    public void Fit_RowsOfWeightZero_CountForNothing()
    {
        StreamRow zero = new(new float[] { 1e30f, -1e30f, 7 }, 1, 0);
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Passes = 3 } };
        Assert.AreEqual(
            trainer.Fit(RowSource.FromEnumerable(3, Good), 0.01).Solution.Objective,
            trainer.Fit(RowSource.FromEnumerable(3, [zero, .. Good, zero]), 0.01).Solution.Objective);
    }

    [TestMethod]
    public void Fit_EmptyOrUselessRows_AreRefused()
    {
        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso);
        Refused<ArgumentException>(() => trainer.Fit(RowSource.FromEnumerable(3, []), 0.1), "The source has no rows. Check that it was opened and not all rows were filtered out.");
        Refused<ArgumentException>(() => trainer.Fit(RowSource.FromEnumerable(3, [new StreamRow(new float[3], 1, 0)]), 0.1), "There is no row to train on: of 1 row 0 have a number that is NaN or infinite, the others have weight 0.");
        Refused<ArgumentException>(() => trainer.Fit(RowSource.FromEnumerable(3, Good.Where(r => r.Label == 1)), 0.1), "All responses of positive weight are 1; the logistic loss needs both classes");
        var plain = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Standardize = false } };
        Refused<ArgumentException>(() => plain.Fit(RowSource.FromEnumerable(3, Good.Where(r => r.Label == 0)), 0.1), "All responses of positive weight are 0");
    }

    [TestMethod]
    public void Fit_EnumerableThatRunsDry_SaysHowToReadItOnce()
    {
        bool used = false;
        IEnumerable<StreamRow> Once()
        {
            if (!used)
            {
                used = true;
                foreach (StreamRow row in Good)
                {
                    yield return row;
                }
            }
        }

        var trainer = new StreamingTrainer(Losses.Logistic, Penalties.Lasso);
        Refused<ArgumentException>(() => trainer.Fit(RowSource.FromEnumerable(3, Once()), 0.1), "The source had rows when it was first read and has none in pass 1: every pass reads it again from the first row. Give an enumerable that starts again each time it is enumerated; rows that can be read only once need canReopen: false, and Passes = 1");
        Refused<InvalidOperationException>(() => trainer.Fit(RowSource.FromEnumerable(3, Good, canReopen: false), 0.1), "Passes is 20, but these rows can be read only once. Set Passes = 1, Standardize = false and Evaluate = false");
        var single = new StreamingTrainer(Losses.Logistic, Penalties.Lasso) { Options = new StreamingOptions { Passes = 1, Standardize = false, Evaluate = false } };
        RowSource source = RowSource.FromEnumerable(3, Good, canReopen: false);
        single.Fit(source, 0.1);
        Refused<InvalidOperationException>(() => single.Fit(source, 0.1), "The rows can be read once only and have been read.");
        Refused<InvalidOperationException>(() => single.LambdaMax(RowSource.FromEnumerable(3, Good, canReopen: false)), "LambdaMax takes two passes");
    }

    [TestMethod]
    public void Fit_LearningRateOutOfAllMeasure_IsDivergenceWithAdvice()
    {
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = new FtrlProximal { LearningRate = 1e200 } };
        TrainingDivergedException error = Assert.ThrowsExactly<TrainingDivergedException>(() => trainer.Fit(RowSource.FromProblem(StreamCase.Dense(500, 5, 1, classes: false)), 0.1));
        StringAssert.Contains(error.Message, "diverged in pass 1");
        StringAssert.Contains(error.Message, "LearningRate is 1e+200; lower it ten times");
    }

    [TestMethod]
    public void Fit_HugeFeatures_DoNotDiverge()
    {
        TrainingProblem problem = StreamCase.Dense(500, 4, 1, classes: false);
        RowMatrix x = RowMatrix.FromDesign(problem.X);
        float[] huge = new float[500 * 4];
        using RowReader reader = RowSource.FromMatrix(x, problem.Y).Open(0);
        for (int i = 0; reader.Read(); i++)
        {
            for (int j = 0; j < 4; j++)
            {
                huge[(i * 4) + j] = reader.Values[j] * (j == 1 ? 1e36f : j == 2 ? 1e-36f : 1);
            }
        }

        foreach (StreamingMethod method in (StreamingMethod[])[new FtrlProximal(), new AveragedSgd()])
        {
            var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = method };
            StreamingFit fit = trainer.Fit(RowSource.FromMatrix(RowMatrix.FromRows(huge, 500, 4), problem.Y), 0.01), usual = trainer.Fit(RowSource.FromProblem(problem), 0.01);
            Assert.AreEqual(usual.Solution.Objective, fit.Solution.Objective, 0.01 * usual.Solution.Objective);
        }
    }

    [TestMethod]
    [DataRow("ftrl")]
    [DataRow("sgd")]
    public void Fit_ConstantResponseAndConstantFeature_AreNoTrouble(string method)
    {
        StreamRow[] rows = [.. Enumerable.Range(0, 50).Select(i => new StreamRow(new float[] { 1, i, 0 }, 7))];
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = StreamCase.Method(method) };
        StreamingFit fit = trainer.Fit(RowSource.FromEnumerable(3, rows), 0.1);
        Assert.AreEqual(0, fit.Solution.NonzeroCount);
        Assert.AreEqual(7, fit.Solution.Intercept, 1e-9);
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefusedWithTheRule()
    {
        Refused<ArgumentOutOfRangeException>(() => new StreamingOptions { Passes = 0 }, "Passes is 0; it must be at least 1.");
        Refused<ArgumentOutOfRangeException>(() => new StreamingOptions { Tolerance = -1 }, "Tolerance is -1");
        Refused<ArgumentOutOfRangeException>(() => new StreamingOptions { ShuffleRows = -1 }, "ShuffleRows is -1");
        Refused<ArgumentOutOfRangeException>(() => new StreamingOptions { ReportRows = 0 }, "ReportRows is 0");
        Refused<ArgumentOutOfRangeException>(() => new FtrlProximal { LearningRate = 0 }, "LearningRate is 0; it must be positive and finite.");
        Refused<ArgumentOutOfRangeException>(() => new FtrlProximal { Beta = -1 }, "Beta is -1");
        Refused<ArgumentOutOfRangeException>(() => new AveragedSgd { LearningRate = double.NaN }, "LearningRate is NaN");
        Refused<ArgumentOutOfRangeException>(() => RowSource.FromEnumerable(0, []), "The number of features is 0");
        var trainer = new StreamingTrainer(Losses.Squared, Penalties.Lasso);
        Refused<ArgumentOutOfRangeException>(() => trainer.Fit(RowSource.FromEnumerable(3, Good), -0.1), "Lambda is -0.1; it must be finite and not negative. A stream is not cross-validated: try some shares of LambdaMax(rows)");
        Refused<ArgumentException>(() => trainer.Fit(RowSource.FromEnumerable(3, Good), 0.1, new StreamingStart(SparseCoefficients.FromDense([1, 2]), 0)), "The model to start from has 2 features, the rows have 3");
        Refused<ArgumentNullException>(() => new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = null! }, "Options is null; leave it out for the defaults.");
        Refused<ArgumentNullException>(() => new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Method = null! }, "Method is null; leave it out for FtrlProximal.");
        Refused<ArgumentException>(() => new StreamingStart(SparseCoefficients.FromDense([double.NaN]), 0), "The coefficient of feature 0 is NaN");
        Refused<ArgumentException>(() => RowSource.FromMatrix(RowMatrix.FromRows(new float[6], 2, 3), [1]), "There are 1 responses for 2 rows");
    }

    private static void Refused<T>(Func<object> action, string message)
        where T : Exception => StringAssert.Contains(Assert.ThrowsExactly<T>(() => _ = action()).Message, message);
}
