using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization.MLNet.Tests.Internal;

/// <summary>
/// One test for each member of ML.NET that is not public and that we rely on. When one fails after an update of Microsoft.ML, that member is gone or
/// has changed: adapt <see cref="MLNetAccess"/>, then raise its SupportedVersions.
/// </summary>
[TestClass]
public sealed class MLNetAccessTests
{
    private readonly MLContext _ml = new(seed: 7);

    private IHostEnvironment Env => MLNetAccess.Environment(_ml.Regression.Trainers);

    private IDataView Data => TestData.Load(_ml);

    [TestMethod]
    public void FoundVersion_OfTheReferencedPackage_IsASupportedOne() =>
        Assert.IsTrue(
            MLNetAccess.FoundVersion.StartsWith(MLNetAccess.SupportedVersions.TrimEnd('x'), StringComparison.Ordinal),
            $"Microsoft.ML {MLNetAccess.FoundVersion} is referenced; the accessors are known to work with {MLNetAccess.SupportedVersions}.");

    [TestMethod]
    public void Environment_OfEachCatalog_IsTheSame() => Named(() =>
    {
        Assert.AreSame(Env, MLNetAccess.Environment(_ml.BinaryClassification.Trainers));
        Assert.AreSame(Env, MLNetAccess.Environment(_ml.MulticlassClassification.Trainers));
    });

    [TestMethod]
    public void Seed_OfMLContext_IsFound() => Named(() =>
    {
        Assert.AreEqual(7, MLNetAccess.Seed(Env));
        Assert.IsNull(MLNetAccess.Seed(MLNetAccess.Environment(new MLContext().Regression.Trainers)));
    });

    [TestMethod]
    public void LinearRegression_Weights_AreHeld() => Named(() =>
    {
        LinearRegressionModelParameters model = MLNetAccess.LinearRegression(Env, new VBuffer<float>(3, [1f, 0f, -2f]), 0.5f);
        CollectionAssert.AreEqual(new[] { 1f, 0f, -2f }, model.Weights.ToArray());
        Assert.AreEqual(0.5f, model.Bias);
    });

    [TestMethod]
    public void LogisticRegression_Model_IsOfTheClassOfStockTrainers() => Named(() =>
    {
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model =
            MLNetAccess.LogisticRegression(Env, new VBuffer<float>(3, 1, [4f], [2]), -1);
        CollectionAssert.AreEqual(new[] { 0f, 0f, 4f }, model.SubModel.Weights.ToArray());
        Assert.AreEqual(-1f, model.SubModel.Bias);
        Assert.AreEqual((-1, 0), (model.Calibrator.Slope, model.Calibrator.Offset));
        Assert.AreSame(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Class").Fit(Data).Model.GetType(), model.GetType());
    });

    [TestMethod]
    public void RegressionTransformer_Schema_IsThatOfAStockTrainer() => Named(() =>
    {
        LinearRegressionModelParameters model = MLNetAccess.LinearRegression(Env, new VBuffer<float>(TestData.Columns, 0, [], []), 3);
        var transformer = MLNetAccess.RegressionTransformer(Env, model, Data.Schema, "Features");
        var stock = _ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 1).Fit(Data);
        Assert.AreSame(stock.GetType(), transformer.GetType());
        Assert.AreEqual(Describe(stock.GetOutputSchema(Data.Schema)), Describe(transformer.GetOutputSchema(Data.Schema)));
        Assert.IsTrue(TestData.Scores(transformer.Transform(Data)).All(score => score == 3));
    });

    [TestMethod]
    public void BinaryTransformer_Schema_IsThatOfAStockTrainer() => Named(() =>
    {
        var model = MLNetAccess.LogisticRegression(Env, new VBuffer<float>(TestData.Columns, 0, [], []), MathF.Log(3));
        var transformer = MLNetAccess.BinaryTransformer(Env, model, Data.Schema, "Features");
        var stock = _ml.BinaryClassification.Trainers.SdcaLogisticRegression("Class", maximumNumberOfIterations: 1).Fit(Data);
        Assert.AreSame(stock.GetType(), transformer.GetType());
        Assert.AreEqual(Describe(stock.GetOutputSchema(Data.Schema)), Describe(transformer.GetOutputSchema(Data.Schema)));
        IDataView scored = transformer.Transform(Data);
        Assert.AreEqual(0.75f, scored.GetColumn<float>("Probability").First(), 1e-6f);
        Assert.IsTrue(scored.GetColumn<bool>("PredictedLabel").First());
    });

    [TestMethod]
    public void PoissonRegression_Score_IsTheExponential() => Named(() =>
    {
        PoissonRegressionModelParameters model = MLNetAccess.PoissonRegression(Env, new VBuffer<float>(TestData.Columns, 1, [0f], [2]), 1.5f);
        Assert.AreSame(_ml.Regression.Trainers.LbfgsPoissonRegression("Weight").Fit(Data).Model.GetType(), model.GetType());
        Assert.AreEqual(MathF.Exp(1.5f), TestData.Scores(MLNetAccess.RegressionTransformer(Env, model, Data.Schema, "Features").Transform(Data))[0], 1e-5f);
    });

    [TestMethod]
    public void LinearBinary_Model_IsOfTheClassOfTheStockSvm() => Named(() =>
    {
        LinearBinaryModelParameters model = MLNetAccess.LinearBinary(Env, new VBuffer<float>(TestData.Columns, 1, [4f], [2]), -1);
        CollectionAssert.AreEqual(new[] { 0f, 0f, 4f, 0f, 0f, 0f }, model.Weights.ToArray());
        Assert.AreEqual(-1f, model.Bias);
        var stock = MLNetAccess.StockLinearSvm(_ml.BinaryClassification.Trainers, "Class", "Features", null).Fit(Data);
        Assert.AreSame(stock.Model.GetType(), model.GetType());
        Assert.AreEqual(Describe(stock.GetOutputSchema(Data.Schema)), Describe(MLNetAccess.BinaryTransformer(Env, model, Data.Schema, "Features").GetOutputSchema(Data.Schema)));
    });

    [TestMethod]
    public void TrainSchema_OfATransformer_IsThatOfItsData() => Named(() =>
    {
        DataViewSchema schema = Data.Schema;
        LinearRegressionModelParameters model = MLNetAccess.LinearRegression(Env, new VBuffer<float>(TestData.Columns, 0, [], []), 3);
        Assert.AreSame(schema, MLNetAccess.TrainSchema(MLNetAccess.RegressionTransformer(Env, model, schema, "Features")));
    });

    [TestMethod]
    public void MaximumEntropy_Transformer_IsThatOfAStockTrainer() => Named(() =>
    {
        IDataView data = _ml.Transforms.Conversion.MapValueToKey("Key", "Class").Fit(Data).Transform(Data);
        VBuffer<float>[] weights = [new(TestData.Columns, 0, [], []), new(TestData.Columns, 0, [], [])];
        MaximumEntropyModelParameters model = MLNetAccess.MaximumEntropy(Env, weights, [0, MathF.Log(3)]);
        var transformer = MLNetAccess.MulticlassTransformer(Env, model, data.Schema, "Features", "Key");
        var stock = MLNetAccess.StockMaximumEntropy(_ml.MulticlassClassification.Trainers, "Key", "Features", null).Fit(data);
        Assert.AreSame(stock.GetType(), transformer.GetType());
        Assert.AreEqual(Describe(stock.GetOutputSchema(data.Schema)), Describe(transformer.GetOutputSchema(data.Schema)));
        Assert.AreEqual(0.75f, transformer.Transform(data).GetColumn<float[]>("Score").First()[1], 1e-6f);
    });

    [TestMethod]
    public void LinearMulticlass_Score_IsTheLinearPredictor() => Named(() =>
    {
        VBuffer<float>[] weights = [new(TestData.Columns, 1, [2f], [0]), new(TestData.Columns, 0, [], [])];
        LinearMulticlassModelParameters model = MLNetAccess.LinearMulticlass(Env, weights, [1, -1]);
        IDataView scored = MLNetAccess.MulticlassTransformer(Env, model, Data.Schema, "Features", labelColumn: null, "Other").Transform(Data);
        float first = Data.GetColumn<float[]>("Features").First()[0];
        CollectionAssert.AreEqual(new[] { (2 * first) + 1, -1 }, scored.GetColumn<float[]>("Score").First());
        Assert.IsNotNull(scored.Schema.GetColumnOrNull("Other"));
        Assert.IsNull(scored.Schema.GetColumnOrNull("PredictedLabel"));
    });

    [TestMethod]
    public void Transforms_OfTheEnvironment_MakeTransformers() => Named(() =>
        Assert.AreEqual(2f, MLNetAccess.Transforms(Env).Expression("Two", "x : 2f + 0f * x", "Weight").Fit(Data).Transform(Data).GetColumn<float>("Two").First()));

    [TestMethod]
    public void CheckInput_MissingColumn_ThrowsAsStockTrainersDo() => Named(() =>
    {
        var mine = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => MLNetAccess.CheckInput(MLNetAccess.StockRegression(_ml.Regression.Trainers, "Label", "Nope", null), Data));
        var stock = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.LbfgsPoissonRegression("Label", "Nope").Fit(Data));
        Assert.AreEqual(stock.Message, mine.Message);
        MLNetAccess.CheckInput(MLNetAccess.StockLogistic(_ml.BinaryClassification.Trainers, "Class", "Features", "Weight"), Data);
    });

    [TestMethod]
    public void Info_Flags_ArePassedOn() => Named(() =>
    {
        TrainerInfo info = MLNetAccess.Info(needNormalization: false, wantCaching: true);
        Assert.IsFalse(info.NeedNormalization);
        Assert.IsTrue(info.WantCaching);
    });

    [TestMethod]
    public void Guard_MissingMember_NamesItAndTheVersions()
    {
        var e = Assert.ThrowsExactly<MLNetVersionException>(() => MLNetAccess.Guard<int>("Some.Member", () => throw new MissingMethodException()));
        Assert.IsTrue(e.Message.Contains("Some.Member", StringComparison.Ordinal));
        Assert.IsTrue(e.Message.Contains(MLNetAccess.SupportedVersions, StringComparison.Ordinal));
        Assert.IsTrue(e.Message.Contains($"version {MLNetAccess.FoundVersion} was found", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Guard_OtherException_PassesThrough() =>
        Assert.ThrowsExactly<FormatException>(() => MLNetAccess.Guard<int>("Some.Member", () => throw new FormatException()));

    /// <summary>Runs a test of an accessor, and names the version of ML.NET if it fails.</summary>
    private static void Named(Action test)
    {
        try
        {
            test();
        }
        catch (Exception e)
        {
            throw new AssertFailedException($"Microsoft.ML {MLNetAccess.FoundVersion} (supported: {MLNetAccess.SupportedVersions}): {e.Message}", e);
        }
    }

    private static string Describe(DataViewSchema schema) =>
        string.Join("; ", schema.Select(c => $"{c.Name}: {c.Type} {string.Join(",", c.Annotations.Schema.Select(a => a.Name))}"));
}
