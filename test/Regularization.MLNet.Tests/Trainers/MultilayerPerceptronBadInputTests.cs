using Microsoft.ML;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Each bad input gets an exception of the type ML.NET uses, whose message names the value, the rule and the way out.</summary>
[TestClass]
public sealed class MultilayerPerceptronBadInputTests
{
    private readonly MLContext _ml = new(seed: 1);

    // ---- Options: refused when the trainer is made ---------------------------------------------------------------------------------

    [TestMethod]
    public void Make_BadLayers_Throws()
    {
        Make<ArgumentException>(o => o.HiddenLayers = [], "HiddenLayers is empty; a network needs at least one hidden layer. For a linear model use ElasticNet");
        Make<ArgumentOutOfRangeException>(o => o.HiddenLayers = [8, 0], "HiddenLayers[1] is 0; each hidden layer needs at least 1 neuron.");
        Make<ArgumentOutOfRangeException>(o => o.HiddenLayers = [-3], "HiddenLayers[0] is -3; each hidden layer needs at least 1 neuron.");
        Make<ArgumentNullException>(o => o.HiddenLayers = null!, "HiddenLayers is null; leave it out for the default.");
        Refused<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Trainers.MultilayerPerceptron(hiddenLayers: [0]), "HiddenLayers[0] is 0;");
        Refused<ArgumentException>(() => _ml.MulticlassClassification.Trainers.MultilayerPerceptron(hiddenLayers: []), "HiddenLayers is empty;");
    }

    [TestMethod]
    public void Make_BadNumbers_Throw()
    {
        Make<ArgumentOutOfRangeException>(o => o.L1Regularization = -1, "L1Regularization is -1; it must be finite and not negative. 0 turns it off.");
        Make<ArgumentOutOfRangeException>(o => o.L2Regularization = double.NaN, "L2Regularization is NaN; it must be finite");
        Make<ArgumentOutOfRangeException>(o => o.GroupRegularization = double.PositiveInfinity, "GroupRegularization is Infinity; it must be finite");
        Make<ArgumentOutOfRangeException>(o => o.WeightDecay = -0.1, "WeightDecay is -0.1; it must be finite and not negative.");
        Make<ArgumentOutOfRangeException>(o => o.Dropout = 1, "Dropout is 1; it must be in [0, 1).");
        Make<ArgumentOutOfRangeException>(o => o.Epochs = 0, "Epochs is 0; it must be at least 1.");
        Make<ArgumentOutOfRangeException>(o => o.BatchSize = 0, "BatchSize is 0; it must be at least 1.");
        Make<ArgumentOutOfRangeException>(o => o.ValidationFraction = 1, "ValidationFraction is 1; it must be in [0, 1).");
        Make<ArgumentOutOfRangeException>(o => o.Patience = -1, "Patience is -1; it must be at least 0.");
        Make<ArgumentOutOfRangeException>(o => o.LabelSmoothing = 1, "LabelSmoothing is 1; it must be in [0, 1).");
        Make<ArgumentOutOfRangeException>(o => o.ClipNorm = -1, "ClipNorm is -1; it must be finite and not negative.");
        Make<ArgumentOutOfRangeException>(o => o.NumberOfThreads = -1, "NumberOfThreads is -1; it must be at least 1, or 0 or null for all processors.");
        Make<ArgumentNullException>(o => o.Optimizer = null!, "Optimizer is null; leave it out for the default.");
        Make<ArgumentNullException>(o => o.Activation = null!, "Activation is null; leave it out for the default.");
        Make<ArgumentNullException>(o => o.Schedule = null!, "Schedule is null; leave it out for the default.");
        Make<ArgumentException>(o => o.Loss = NetworkLosses.CrossEntropy, "Loss is cross-entropy, which is for classes; regression has squared, huber and poisson.");
    }

    [TestMethod]
    public void Make_NullOptionsOrEmptyName_Throws()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.Regression.Trainers.MultilayerPerceptron(options: null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.BinaryClassification.Trainers.MultilayerPerceptron(options: null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.MulticlassClassification.Trainers.MultilayerPerceptron(options: null!));
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.MultilayerPerceptron(""), "name cannot be null or empty");
    }

    [TestMethod]
    public void ClassWeights_BadValueOrName_Throws()
    {
        Refused<ArgumentOutOfRangeException>(() => Multiclass(o => o.ClassWeights = new Dictionary<string, double> { ["in"] = 0 }), "ClassWeights of 'in' is 0; a class weight must be positive and finite.");
        Refused<ArgumentOutOfRangeException>(
            () => Multiclass(o => o.ClassWeights = new Dictionary<string, double> { ["midd"] = 2 }).Fit(Rings.Load(_ml, 60)),
            "ClassWeights names 'midd', which is not a class of label 'Key'. Did you mean 'mid'?");
    }

    // ---- Columns and rows ----------------------------------------------------------------------------------------------------------

    [TestMethod]
    public void Fit_MissingOrWrongColumn_IsMLNetsMessageAndTheWayOut()
    {
        IDataView data = Rings.Load(_ml, 20);
        SameAsStock(() => _ml.Regression.Trainers.MultilayerPerceptron("Nope").Fit(data), () => _ml.Regression.Trainers.Sdca("Nope").Fit(data));
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.MultilayerPerceptron("Class").Fit(data), "Schema mismatch for label column 'Class': expected Single, got Boolean. Convert it:");
        Refused<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.MultilayerPerceptron("Label").Fit(data), "Schema mismatch for label column 'Label': expected Key<UInt32>, got Single. Make keys");
        Assert.ThrowsExactly<ArgumentNullException>(() => Regression().Fit(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Regression().Fit(data, null!));
    }

    [TestMethod]
    public void Fit_NoRows_Throws()
    {
        IDataView data = Rings.Load(_ml, 20), empty = _ml.Data.FilterRowsByColumn(data, "Label", lowerBound: 1e9);
        Refused<InvalidOperationException>(() => Regression().Fit(empty), "No training instances found: the data have no rows. Check that they were loaded");
        Refused<InvalidOperationException>(() => Regression().Fit(data, empty), "No validation instances found: the data have no rows. Check that they were loaded");
        Refused<ArgumentException>(() => Regression(o => o.ValidationFraction = 0.01).Fit(data), "ValidationFraction 0.01 of 20 rows leaves 0 for validation and 20 for training");
    }

    [TestMethod]
    public void Fit_ValidationOfAnotherForm_Throws() => Refused<ArgumentException>(
        () => Regression().Fit(Rings.Load(_ml, 20), Rings.Load(_ml, Rings.Examples(20, columns: 5))),
        "Column 'Features' of the validation data is Vector<Single, 5>, of the training data Vector<Single, 4>; they must be the same.");

    [TestMethod]
    public void Fit_OneClassOnly_Throws()
    {
        IDataView data = Rings.Load(_ml, [.. Rings.Examples(60).Where(e => e.Kind == "out")]);
        Refused<InvalidOperationException>(
            () => Multiclass().Fit(data), "The label 'Key' is out in each of the ");
        Refused<InvalidOperationException>(
            () => _ml.BinaryClassification.Trainers.MultilayerPerceptron("Class").Fit(data), "The label 'Class' is true in each of the ");
    }

    [TestMethod]
    public void Fit_ValidationClassWithoutTrainingRows_Throws() => Refused<InvalidOperationException>(
        () => Multiclass().Fit(Rings.Load(_ml, [.. Rings.Examples(60).Where(e => e.Kind != "in")]), Rings.Load(_ml, 60)),
        "The validation rows have the class 'in' of label 'Key', of which there is no row to train on.");

    [TestMethod]
    public void Fit_NegativeCounts_Throws()
    {
        List<Ring> examples = Rings.Examples(20);
        examples[7].Label = -2;
        Refused<InvalidOperationException>(() => Regression(o => o.Loss = NetworkLosses.Poisson).Fit(Rings.Load(_ml, examples)), "The label 'Label' has the value -2; the Poisson loss needs counts");
    }

    [TestMethod]
    public void Fit_Diverging_ThrowsWithEpochBatchAndRate() => Refused<TrainingDivergedException>(
        () => Regression(o => (o.Normalize, o.NormalizeLabel, o.Optimizer) = (false, false, Optimizers.Sgd(1e6))).Fit(Rings.Load(_ml, 100)),
        "The loss became NaN or infinite in epoch 1, batch ");

    private static void SameAsStock(Action mine, Action stock)
    {
        var expected = Assert.ThrowsExactly<ArgumentOutOfRangeException>(stock);
        Assert.AreEqual(expected.Message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(mine).Message);
    }

    private static void Refused<T>(Action action, string message)
        where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(action);
        Assert.IsTrue(e.Message.StartsWith(message, StringComparison.Ordinal), e.Message);
    }

    private void Make<T>(Action<MultilayerPerceptronRegressionTrainer.Options> set, string message)
        where T : Exception => Refused<T>(() => Regression(set), message);

    private MultilayerPerceptronRegressionTrainer Regression(Action<MultilayerPerceptronRegressionTrainer.Options>? set = null) =>
        _ml.Regression.Trainers.MultilayerPerceptron(Networks.Small(set));

    private MultilayerPerceptronMulticlassTrainer Multiclass(Action<MultilayerPerceptronMulticlassTrainer.Options>? set = null) =>
        _ml.MulticlassClassification.Trainers.MultilayerPerceptron(Networks.Small(set, "Key"));
}
