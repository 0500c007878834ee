using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Regularization.MLNet.Tests.Trainers;

[TestClass]
public sealed class ElasticNetTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_GivenLambda_HasTheCoefficientsOfCore()
    {
        List<Example> examples = TestData.Examples();
        Solution expected = new PathSolver(Losses.Squared, Penalties.ElasticNet(0.7)).FitAt(TestData.Problem(examples, e => e.Label), 0.05);
        LinearRegressionModelParameters model = _ml.Regression.Trainers.ElasticNet(lambda: 0.05, l1Ratio: 0.7).Fit(TestData.Load(_ml, examples)).Model;
        AssertModel(expected, model.Weights, model.Bias);
        Assert.IsTrue(expected.NonzeroCount is > 0 and < TestData.Columns);
    }

    [TestMethod]
    public void Fit_McpAndScad_HaveTheCoefficientsOfCore()
    {
        List<Example> examples = TestData.Examples();
        foreach (Penalty penalty in new Penalty[] { Penalties.Mcp(), Penalties.Scad(3) with { Factors = [1, 1, 0.5, 2, 1, 1] } })
        {
            Solution expected = new PathSolver(Losses.Squared, penalty).FitAt(TestData.Problem(examples, e => e.Label), 0.05);
            var options = new ElasticNetTrainer.Options { Penalty = penalty, Lambda = LambdaSelection.Fixed(0.05) };
            (var transformer, FitSummary summary) = _ml.Regression.Trainers.ElasticNet(options).FitWithSummary(TestData.Load(_ml, examples));
            AssertModel(expected, transformer.Model.Weights, transformer.Model.Bias);
            Assert.IsTrue(expected.NonzeroCount is > 0 and < TestData.Columns);
            Assert.Contains("KKT residual", summary.ToString());
        }
    }

    [TestMethod]
    public void Fit_NoLambda_IsThatOfCoresCrossValidation()
    {
        List<Example> examples = TestData.Examples();
        CrossValidationResult expected = new CrossValidator(Losses.Squared, Penalties.ElasticNet(0.5)) { Seed = 1 }.Fit(TestData.Problem(examples, e => e.Label));
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.ElasticNet().FitWithSummary(TestData.Load(_ml, examples));
        AssertModel(expected.Select(SelectionRule.LambdaMin), transformer.Model.Weights, transformer.Model.Bias);
        CollectionAssert.AreEqual(expected.Deviance.Mean.ToArray(), summary.CrossValidation!.Deviance.Mean.ToArray());
    }

    [TestMethod]
    public void Fit_OneStandardError_IsThatOfTheRule()
    {
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.CrossValidated(folds: 5, rule: SelectionRule.OneStandardError) };
        FitSummary summary = _ml.Regression.Trainers.ElasticNet(options).FitWithSummary(TestData.Load(_ml)).Summary;
        Assert.AreEqual(5, summary.CrossValidation!.Folds);
        Assert.AreEqual(summary.CrossValidation.LambdaOneStandardError, summary.Selected.Lambda);
    }

    [TestMethod]
    public void LassoAndRidge_AreElasticNetsOfTheirL1Ratio()
    {
        IDataView data = TestData.Load(_ml);
        RegressionCatalog.RegressionTrainers trainers = _ml.Regression.Trainers;
        CollectionAssert.AreEqual(Weights(trainers.ElasticNet(lambda: 0.1, l1Ratio: 1), data), Weights(trainers.Lasso(lambda: 0.1), data));
        CollectionAssert.AreEqual(Weights(trainers.ElasticNet(lambda: 0.1, l1Ratio: 0), data), Weights(trainers.Ridge(lambda: 0.1), data));
        CollectionAssert.AreEqual(
            Weights(trainers.Lasso(lambda: 0.1), data), Weights(trainers.Lasso(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.1) }), data));
        CollectionAssert.AreEqual(
            Weights(trainers.Ridge(lambda: 0.1), data), Weights(trainers.Ridge(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.1) }), data));
        Assert.IsTrue(Weights(trainers.Lasso(lambda: 0.1), data).Contains(0));
        Assert.IsFalse(Weights(trainers.Ridge(lambda: 0.1), data).Contains(0));
    }

    [TestMethod]
    public void Fit_SparseVectors_GivesTheSameAsDense()
    {
        // Wide enough and empty enough that the sparse vectors stay sparse.
        var random = new Random(3);
        List<Example> examples = [.. Enumerable.Range(0, 60).Select(_ =>
        {
            var x = new float[200];
            for (int k = 0; k < 15; k++)
            {
                x[random.Next(x.Length)] = random.NextSingle();
            }

            return new Example { Features = x, Label = x[0] - (2 * x[1]) + random.NextSingle() };
        })];
        // Some columns are the same once standardised: the lasso has more than one solution, an elastic net one.
        const double L1Ratio = 0.9, Tolerance = 1e-10;
        ElasticNetTrainer trainer = _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.02), L1Ratio = L1Ratio, Tolerance = Tolerance });
        LinearRegressionModelParameters dense = trainer.Fit(TestData.Load(_ml, examples, 200)).Model;
        LinearRegressionModelParameters sparse = trainer.Fit(TestData.LoadSparse(_ml, examples, 200)).Model;
        Assert.IsTrue(sparse.Weights.Count(w => w != 0) > 3);
        CollectionAssert.AreEqual(dense.Weights.ToArray(), sparse.Weights.ToArray());

        PathSolver core = new(Losses.Squared, Penalties.ElasticNet(L1Ratio)) { Options = new FitOptions { Tolerance = Tolerance } };
        AssertModel(core.FitAt(TestData.Problem(examples, e => e.Label), 0.02), sparse.Weights, sparse.Bias, 1e-3);
    }

    [TestMethod]
    public void Fit_ExampleWeights_AreAsRepeatedRows()
    {
        List<Example> examples = TestData.Examples();
        var repeated = examples.SelectMany(e => Enumerable.Repeat(e, (int)e.Weight));
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.05), Tolerance = 1e-10 };
        LinearRegressionModelParameters expected = _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml, repeated)).Model;
        options.ExampleWeightColumnName = "Weight";
        LinearRegressionModelParameters weighted = _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml, examples)).Model;
        AssertClose(expected.Weights, weighted.Weights, 1e-5);
        Assert.AreEqual(expected.Bias, weighted.Bias, 1e-5 * Math.Abs(expected.Bias));
    }

    [TestMethod]
    public void Fit_FactorZeroBySlotName_LeavesTheFeatureUnpenalised()
    {
        var options = new ElasticNetTrainer.Options { L1Ratio = 1, Lambda = LambdaSelection.Fixed(1e6), PenaltyFactorsBySlotName = new Dictionary<string, double> { ["noise"] = 0 } };
        IReadOnlyList<float> weights = _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml)).Model.Weights;
        CollectionAssert.AreEqual(new[] { 2 }, Enumerable.Range(0, TestData.Columns).Where(j => weights[j] != 0).ToArray());
    }

    [TestMethod]
    public void Fit_FactorsBySlotName_AreThoseByIndex()
    {
        IDataView data = TestData.Load(_ml);
        var byIndex = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.05), Penalty = Penalties.Lasso with { Factors = [1, 3, 1, 0.5, 1, 1] } };
        var byName = new ElasticNetTrainer.Options
        {
            Lambda = LambdaSelection.Fixed(0.05),
            L1Ratio = 1,
            PenaltyFactorsBySlotName = new Dictionary<string, double> { ["income"] = 3, ["height"] = 0.5 },
        };
        CollectionAssert.AreEqual(Weights(_ml.Regression.Trainers.ElasticNet(byIndex), data), Weights(_ml.Regression.Trainers.ElasticNet(byName), data));
    }

    [TestMethod]
    public void Fit_BoundsBySlotName_AreKept()
    {
        var options = new ElasticNetTrainer.Options
        {
            Lambda = LambdaSelection.Fixed(0.001),
            UpperBoundsBySlotName = new Dictionary<string, double> { ["age"] = 2.5 },
            LowerBoundsBySlotName = new Dictionary<string, double> { ["income"] = 0 },
        };
        IReadOnlyList<float> weights = _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml)).Model.Weights;
        Assert.AreEqual(2.5f, weights[0]);
        Assert.AreEqual(0f, weights[1]);
        Assert.AreNotEqual(0f, weights[3]);
    }

    [TestMethod]
    public void Fit_BoundBySlotNameOverOneForAll_IsThatOfTheSlot()
    {
        var options = new ElasticNetTrainer.Options
        {
            Lambda = LambdaSelection.Fixed(0.001),
            Penalty = Penalties.Lasso with { LowerBounds = [0] },
            LowerBoundsBySlotName = new Dictionary<string, double> { ["income"] = double.NegativeInfinity },
        };
        IReadOnlyList<float> weights = _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml)).Model.Weights;
        Assert.IsTrue(weights[1] < 0);
        Assert.IsTrue(weights.Where((_, j) => j != 1).All(w => w >= 0));
    }

    [TestMethod]
    public void Fit_OptionsForCore_ArePassedOn()
    {
        List<Example> examples = TestData.Examples();
        var options = new ElasticNetTrainer.Options
        {
            Standardize = false,
            Intercept = false,
            Tolerance = 1e-9,
            Solver = Solvers.ProximalGradient,
            NumberOfThreads = 1,
            Penalty = Penalties.ElasticNet(0.3),
            Lambda = LambdaSelection.CrossValidated(folds: 4),
            LambdaGrid = new LambdaGrid { Count = 7, Ratio = 0.01, EarlyStop = false },
            Seed = 5,
        };
        var expected = new CrossValidator(Losses.Squared, Penalties.ElasticNet(0.3))
        {
            Options = new FitOptions { Standardize = false, Intercept = false, Tolerance = 1e-9, Solver = Solvers.ProximalGradient, Threads = 1 },
            Grid = new LambdaGrid { Count = 7, Ratio = 0.01, EarlyStop = false },
            Folds = 4,
            Seed = 5,
        }.Fit(TestData.Problem(examples, e => e.Label));
        ElasticNetTrainer trainer = _ml.Regression.Trainers.ElasticNet(options);
        (var transformer, FitSummary summary) = trainer.FitWithSummary(TestData.Load(_ml, examples));
        CollectionAssert.AreEqual(expected.Deviance.Mean.ToArray(), summary.CrossValidation!.Deviance.Mean.ToArray());
        Assert.AreEqual(7, summary.Path.Count);
        Assert.AreEqual(0f, transformer.Model.Bias);
        Assert.IsTrue(trainer.Info.NeedNormalization, "without standardisation, scaling is up to the pipeline");
    }

    [TestMethod]
    public void Fit_MaxEpochs_ReturnsTheBestSoFarAndWarns()
    {
        var messages = new List<string>();
        _ml.Log += (_, e) => messages.Add($"{e.Kind}: {e.RawMessage}");
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(1e-4), MaxEpochs = 1, Tolerance = 1e-10, Solver = Solvers.ProximalGradient };
        (var transformer, FitSummary summary) = _ml.Regression.Trainers.Lasso(options).FitWithSummary(TestData.Load(_ml));
        Assert.AreEqual(FitStatus.EpochLimit, summary.Selected.Status);
        Assert.IsTrue(transformer.Model.Weights.All(float.IsFinite));
        Assert.IsTrue(messages.Any(m => m.StartsWith("Warning: 1 of 1 lambda did not reach the tolerance", StringComparison.Ordinal)), string.Join('\n', messages));
    }

    [TestMethod]
    public void Fit_Seed_IsThatOfMLContextUnlessGiven()
    {
        int[] Folds(MLContext ml, int? seed = null, LambdaSelection? lambda = null) =>
            [.. ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { Seed = seed, Lambda = lambda ?? LambdaSelection.Default }).FitWithSummary(TestData.Load(ml)).Summary.CrossValidation!.FoldOfRow];

        int[] ofOne = Folds(new MLContext(seed: 1));
        CollectionAssert.AreEqual(ofOne, Folds(new MLContext()));
        CollectionAssert.AreNotEqual(ofOne, Folds(new MLContext(seed: 2)));
        CollectionAssert.AreEqual(ofOne, Folds(new MLContext(seed: 2), seed: 1));
        CollectionAssert.AreEqual(ofOne, Folds(new MLContext(seed: 2), seed: 3, lambda: LambdaSelection.CrossValidated(seed: 1)));
    }

    [TestMethod]
    public void Fit_Again_GivesTheSameBits()
    {
        ElasticNetTrainer trainer = _ml.Regression.Trainers.ElasticNet();
        CollectionAssert.AreEqual(Weights(trainer, TestData.Load(_ml)), Weights(trainer, TestData.Load(_ml)));
    }

    [TestMethod]
    public void Fit_OptionsChangedAfterwards_ChangeNothing()
    {
        var factors = new Dictionary<string, double> { ["age"] = 1 };
        var options = new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.05), PenaltyFactorsBySlotName = factors };
        ElasticNetTrainer trainer = _ml.Regression.Trainers.ElasticNet(options);
        float[] before = Weights(trainer, TestData.Load(_ml));
        (options.Lambda, options.FeatureColumnName, factors["age"]) = (LambdaSelection.Fixed(5), "Nope", 1000);
        CollectionAssert.AreEqual(before, Weights(trainer, TestData.Load(_ml)));
    }

    [TestMethod]
    public void Fit_SingleFeatureAndConstantColumn_Work()
    {
        List<Example> examples = [.. TestData.Examples(40).Select(e => new Example { Features = [e.Features[0], 5], Label = 2 * e.Features[0] })];
        IReadOnlyList<float> weights = _ml.Regression.Trainers.Lasso(lambda: 1e-6).Fit(TestData.Load(_ml, examples, 2)).Model.Weights;
        Assert.AreEqual(2, weights[0], 1e-3);
        Assert.AreEqual(0f, weights[1]);
    }

    internal static float[] Weights(ElasticNetTrainer trainer, IDataView data) => [.. trainer.Fit(data).Model.Weights];

    private static void AssertModel(Solution expected, IReadOnlyList<float> weights, float bias, double tolerance = 1e-6)
    {
        AssertClose([.. expected.Coefficients.Select(c => (float)c)], weights, tolerance);
        Assert.AreEqual(expected.Intercept, bias, tolerance * Math.Abs(expected.Intercept));
    }

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance)
    {
        double largest = expected.Max(Math.Abs);
        Assert.AreEqual(expected.Count, actual.Count);
        for (int j = 0; j < actual.Count; j++)
        {
            Assert.AreEqual(expected[j], actual[j], tolerance * largest, $"weight {j}");
        }
    }
}
