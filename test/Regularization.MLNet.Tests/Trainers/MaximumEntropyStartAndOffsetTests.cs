using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Multinomial regression in ML.NET from a previous model, with offsets of classes, and by an information criterion.</summary>
[TestClass]
public sealed class MaximumEntropyStartAndOffsetTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_PreviousModel_GivesTheSameSooner()
    {
        IDataView data = Rings.Load(_ml, 200);
        ElasticNetMaximumEntropyTrainer trainer = Trainer(o => o.Tolerance = 1e-8);
        (var cold, MultinomialFitSummary ofCold) = trainer.FitWithSummary(data);
        (_, MultinomialFitSummary again) = trainer.FitWithSummary(data, Reloaded(cold));
        Assert.IsTrue(again.Selected.Epochs <= ofCold.Selected.Epochs && again.Selected.Epochs <= 3, $"{again.Selected.Epochs} steps from the model itself, {ofCold.Selected.Epochs} without");
        Assert.AreEqual(ofCold.Selected.Objective, again.Selected.Objective, 1e-7);
        IDataView newer = Rings.Load(_ml, 260);
        float[][] fresh = Scores(trainer.Fit(newer), newer), warm = Scores(trainer.Fit(newer, cold.Model), newer), sdca = Scores(
            trainer.Fit(newer, _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key", maximumNumberOfIterations: 3).Fit(newer).Model), newer);
        for (int i = 0; i < fresh.Length; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                Assert.AreEqual(fresh[i][k], warm[i][k], 1e-3);
                Assert.AreEqual(fresh[i][k], sdca[i][k], 1e-3);
            }
        }
    }

    [TestMethod]
    public void Fit_PreviousModelWithoutAClass_IsAStartAllTheSame()
    {
        List<Ring> all = Rings.Examples(150);
        var without = Trainer().Fit(Rings.Load(_ml, [.. all.Where(e => e.Kind != "mid")]));
        IDataView data = Rings.Load(_ml, all);
        float[][] cold = Scores(Trainer().Fit(data), data), warm = Scores(Trainer().Fit(data, without), data);
        Assert.AreEqual(0, cold.Zip(warm, (a, b) => a.Zip(b, (u, v) => Math.Abs(u - v)).Max()).Max(), 2e-3);
    }

    [TestMethod]
    public void Fit_PreviousModelOfOthers_IsRefused()
    {
        IDataView data = Rings.Load(_ml, 100);
        var model = Trainer().Fit(data);
        IDataView wide = Rings.Load(_ml, Rings.Examples(100, 5));
        Refused<ArgumentException>(() => Trainer().Fit(wide, model.Model), "The previous model has 4 weights for each of 3 classes, but column 'Features' has 5 slots and 'Key' 3 classes; they must be the same.");
        IDataView unkeyed = _ml.Transforms.DropColumns("Key").Fit(data).Transform(data);
        IDataView turned = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind", keyData: _ml.Data.LoadFromEnumerable(Rings.Kinds.Reverse())).Fit(unkeyed).Transform(unkeyed);
        Refused<ArgumentException>(() => Trainer().Fit(turned, Reloaded(model)), "Class 0 of the previous model is 'in', but that of label 'Key' is 'out'; they must be the same.");
        Assert.ThrowsExactly<ArgumentNullException>(() => Trainer().Fit(data, (MaximumEntropyModelParameters)null!));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_OffsetsOfClasses_AreCores(bool withoutAClass)
    {
        Choice[] rows = Choices(withoutAClass);
        IDataView data = Load(rows);
        (var transformer, MultinomialFitSummary summary) = Trainer(o => (o.OffsetColumnName, o.Tolerance) = ("Offsets", 1e-10)).FitWithSummary(data);
        int[] present = withoutAClass ? [0, 2] : [0, 1, 2];
        var x = new double[rows.Length, 2];
        for (int i = 0; i < rows.Length; i++)
        {
            (x[i, 0], x[i, 1]) = (rows[i].Features[0], rows[i].Features[1]);
        }

        MultinomialSolution core = new MultinomialPathSolver(Penalties.ElasticNet(0.5)) { Options = new FitOptions { Tolerance = 1e-10 } }.FitAt(
            new TrainingProblem(DesignMatrix.FromRows(x), [.. rows.Select(r => (double)Array.IndexOf(present, (int)r.Key))]) { ClassOffsets = [.. present.SelectMany(k => rows.Select(r => (double)r.Offsets[k]))] }, 0.01);
        VBuffer<float>[] weights = [];
        transformer.Model.GetWeights(ref weights, out _);
        Assert.AreEqual(core.Objective, summary.Selected.Objective, 1e-8);
        for (int k = 0; k < present.Length; k++)
        {
            Assert.AreEqual(core.Coefficients[k][0], weights[present[k]].GetItemOrDefault(0), 1e-3);
            Assert.AreEqual(core.Intercepts[k], transformer.Model.GetBiases().ElementAt(present[k]), 1e-3);
        }
    }

    [TestMethod]
    public void Fit_BadOffsets_AreSkippedOrRefused()
    {
        Choice[] rows = Choices(withoutAClass: false);
        rows[3].Offsets[1] = float.NaN;
        Assert.AreEqual(1, Trainer(o => o.OffsetColumnName = "Offsets").FitWithSummary(Load(rows)).Summary.RowsSkipped);
        Refused<ArgumentOutOfRangeException>(() => Trainer(o => o.OffsetColumnName = "Nope").Fit(Load(rows)), "Could not find offset column 'Nope'");
        Refused<ArgumentOutOfRangeException>(
            () => Trainer(o => o.OffsetColumnName = "Features").Fit(Load(rows)), "Schema mismatch for offset column 'Features': expected Vector<Single, 3>, one value for each class of 'Key', got Vector<Single, 2>.");
        var pipeline = _ml.Transforms.CopyColumns("Copy", "Key").Append(Trainer(o => o.OffsetColumnName = "Copy"));
        Refused<ArgumentOutOfRangeException>(() => pipeline.Fit(Load(rows)), "Schema mismatch for offset column 'Copy': expected Vector<Single>");
    }

    [TestMethod]
    public void Fit_Criterion_ChoosesAsCore()
    {
        (var transformer, MultinomialFitSummary summary) = Trainer(o => (o.Lambda, o.L1Ratio) = (LambdaSelection.ByCriterion(InformationCriterion.Bic), 1)).FitWithSummary(Rings.Load(_ml, 200));
        Assert.AreEqual("smallest BIC", summary.SelectedBy);
        Assert.AreEqual(summary.Criterion!.Value.Min(), summary.Criterion.Value[summary.SelectedIndex]);
        Assert.AreEqual(3, transformer.Model.GetBiases().Count());
    }

    private ElasticNetMaximumEntropyTrainer Trainer(Action<ElasticNetMaximumEntropyTrainer.Options>? set = null)
    {
        var options = new ElasticNetMaximumEntropyTrainer.Options { LabelColumnName = "Key", Lambda = LambdaSelection.Fixed(0.01) };
        set?.Invoke(options);
        return _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(options);
    }

    private static float[][] Scores(MulticlassPredictionTransformer<MaximumEntropyModelParameters> model, IDataView data) => [.. model.Transform(data).GetColumn<float[]>("Score")];

    private T Reloaded<T>(T transformer)
        where T : ITransformer
    {
        using var file = new MemoryStream();
        _ml.Model.Save(transformer, inputSchema: null, file);
        file.Position = 0;
        ITransformer loaded = _ml.Model.Load(file, out _);
        return (T)(loaded is TransformerChain<ITransformer> chain ? chain.LastTransformer : loaded);
    }

    private static Choice[] Choices(bool withoutAClass)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 120).Select(i =>
        {
            float a = random.NextSingle(), b = random.NextSingle();
            uint key = a + (0.3f * random.NextSingle()) > 0.7f ? 0u : b > 0.5f ? 1u : 2u;
            return new Choice { Features = [a, b], Offsets = [random.NextSingle(), random.NextSingle() - 1, i % 3], Key = withoutAClass && key == 1 ? 2 : key };
        })];
    }

    private IDataView Load(Choice[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private static void Refused<T>(Action action, string message)
        where T : Exception => StringAssert.StartsWith(Assert.ThrowsExactly<T>(action).Message, message);

    private sealed class Choice
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [VectorType(3)]
        public float[] Offsets { get; set; } = [];

        [KeyType(3)]
        public uint Key { get; set; }
    }
}
