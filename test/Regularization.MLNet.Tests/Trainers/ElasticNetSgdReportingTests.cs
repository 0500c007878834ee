using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>What trainers that stream say: true causes, names of slots, one word on each thing.</summary>
[TestClass]
public sealed class ElasticNetSgdReportingTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<string> _warnings = [];

    public ElasticNetSgdReportingTests() => _ml.Log += (_, e) =>
    {
        if (e.Source.StartsWith("ElasticNetSgd", StringComparison.Ordinal) && e.Kind == ChannelMessageKind.Warning)
        {
            _warnings.Add(e.RawMessage);
        }
    };

    [TestMethod]
    public void Fit_SlotNames_AreInTheSummary()
    {
        (_, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(0.05).FitWithSummary(TestData.Load(_ml));
        CollectionAssert.AreEqual(TestData.Names, fit.FeatureNames!.ToArray());
        Assert.IsTrue(fit.CoefficientTable().All(row => row.Name == TestData.Names[row.Index]));

        IDataView plain = _ml.Transforms.Concatenate("All", "Label", "Weight").Fit(TestData.Load(_ml)).Transform(TestData.Load(_ml));
        (_, StreamingFit named) = _ml.Regression.Trainers.ElasticNetSgd(0.05, featureColumnName: "All").FitWithSummary(plain);
        Assert.AreEqual("Label", named.CoefficientTable()[0].Name);
    }

    [TestMethod]
    [DataRow(1e6f)]
    [DataRow(1e4f)]
    public void Fit_FeatureFarFromZero_IsKeptAndNamed(float shift)
    {
        List<Example> examples = TestData.Examples(2000);
        (_, StreamingFit before) = _ml.Regression.Trainers.ElasticNetSgd(0.01).FitWithSummary(TestData.Load(_ml, examples));
        examples.ForEach(e => e.Features[1] += shift);
        (_, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(0.01).FitWithSummary(TestData.Load(_ml, examples));
        Assert.AreEqual(before.Solution.Coefficients[1], fit.Solution.Coefficients[1], 0.1);
        Assert.AreEqual(before.Solution.DevianceExplained, fit.Solution.DevianceExplained, 0.02);
        Assert.AreEqual(shift > 5e5, fit.Warnings.Any(w => w.StartsWith("Feature 'income' varies by ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_NegativeWeights_AreNamedAsThat()
    {
        List<Example> examples = TestData.Examples(500);
        examples[7].Weight = -1;
        (_, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(0.05, exampleWeightColumnName: "Weight").FitWithSummary(TestData.Load(_ml, examples));
        const string Message = "Skipped 1 instance with missing features/label/weight during training (1 with a weight that is not positive and finite)";
        Assert.AreEqual(Message, fit.Warnings.Single());
        Assert.AreEqual(Message, _warnings.Single());

        examples.ForEach(e => e.Weight = 0);
        StringAssert.EndsWith(
            Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Regression.Trainers.ElasticNetSgd(0.05, exampleWeightColumnName: "Weight").Fit(TestData.Load(_ml, examples))).Message,
            "Example weights must be positive and finite: check how they are made, or leave the weight column out.");
    }

    [TestMethod]
    public void Make_BadLambda_SaysWhatAStreamHasInsteadOfCrossValidation()
    {
        string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNetSgd(-1)).Message;
        StringAssert.StartsWith(message, "Lambda is -1; it must be finite and not negative. A stream is not cross-validated: try some shares of the LambdaMax");
    }

    [TestMethod]
    public void Fit_EnumerableThatRunsDry_SaysThatItCanBeReadOnce()
    {
        var queue = new Queue<Example>(TestData.Examples(120));
        IEnumerable<Example> Once()
        {
            while (queue.TryDequeue(out Example? example))
            {
                yield return example;
            }
        }

        string message = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Regression.Trainers.ElasticNetSgd(0.05).Fit(TestData.Load(_ml, Once()))).Message;
        StringAssert.StartsWith(message, "The data gave 120 rows when they were first read and none when they were read again: they can be read only once");
    }

    [TestMethod]
    public void Fit_CanceledInALaterPass_ReturnsTheBestSoFarWithAWarning()
    {
        using var stop = new CancellationTokenSource();
        var options = new ElasticNetSgdTrainer.Options { Lambda = 0.05, Passes = 5, Tolerance = 0, CancellationToken = stop.Token, Progress = new StopAt(2, stop) };
        (_, StreamingFit fit) = _ml.Regression.Trainers.ElasticNetSgd(options).FitWithSummary(TestData.Load(_ml));
        Assert.AreEqual(FitStatus.Canceled, fit.Solution.Status);
        Assert.IsGreaterThan(0, fit.Solution.NonzeroCount);
        CollectionAssert.AreEqual((string[])["Training was cancelled in pass 2 of 5: the model is the one so far, and it was not evaluated."], _warnings);
    }

    private sealed class StopAt(int pass, CancellationTokenSource stop) : IProgress<StreamingReport>
    {
        public void Report(StreamingReport value)
        {
            if (value.Pass == pass)
            {
                stop.Cancel();
            }
        }
    }
}
