using Microsoft.ML;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Each bad input gets an exception of the type ML.NET uses, whose message names the value, the rule and the way out.</summary>
[TestClass]
public sealed class BadInputTests
{
    private readonly MLContext _ml = new(seed: 1);

    // ---- Options: refused when the trainer is made ---------------------------------------------------------------------------------

    [TestMethod]
    [DataRow(-0.5, "Lambda is -0.5; it must be finite and not negative.")]
    [DataRow(double.NaN, "Lambda is NaN; it must be finite and not negative.")]
    [DataRow(double.PositiveInfinity, "Lambda is Infinity; it must be finite and not negative.")]
    public void Make_BadLambda_Throws(double lambda, string message)
    {
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNet(lambda: lambda), message);
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.Lasso(lambda: lambda), message);
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.Ridge(lambda: lambda), message);
        Refused<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(lambda: lambda), message);
        Refused<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(lambda: lambda), message);
    }

    [TestMethod]
    [DataRow(1.4, "L1Ratio is 1.4; it must be in [0, 1]")]
    [DataRow(-0.1, "L1Ratio is -0.1; it must be in [0, 1]")]
    [DataRow(double.NaN, "L1Ratio is NaN; it must be in [0, 1]")]
    public void Make_BadL1Ratio_Throws(double l1Ratio, string message)
    {
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNet(l1Ratio: l1Ratio), message);
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { L1Ratio = l1Ratio }), message);
        Refused<ArgumentOutOfRangeException>(() => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(l1Ratio: l1Ratio), message);
    }

    [TestMethod]
    public void Make_BadNumbers_Throw()
    {
        Make<ArgumentOutOfRangeException>(new() { Tolerance = 0 }, "Tolerance is 0; it must be above 0 and below 1");
        Make<ArgumentOutOfRangeException>(new() { MaxEpochs = 0 }, "MaxEpochs is 0; it must be at least 1");
        Make<ArgumentOutOfRangeException>(new() { NumberOfThreads = -1 }, "NumberOfThreads is -1; it must be at least 1, or 0 or null for all processors.");
        Make<ArgumentNullException>(new() { Lambda = null! }, "Lambda is null; leave it out for the default.");
        Make<ArgumentNullException>(new() { Solver = null! }, "Solver is null; leave it out for the default.");
        Make<ArgumentNullException>(new() { LambdaGrid = null! }, "LambdaGrid is null; leave it out for the default.");
        Refused<ArgumentOutOfRangeException>(() => LambdaSelection.CrossValidated(folds: 1), "Folds is 1; cross-validation needs at least 2.");
    }

    [TestMethod]
    public void Make_BadValuesBySlotName_Throw()
    {
        Make<ArgumentOutOfRangeException>(
            new() { PenaltyFactorsBySlotName = new Dictionary<string, double> { ["age"] = -1 } },
            "PenaltyFactorsBySlotName of 'age' is -1; factors must be finite and not negative. To leave a feature out, drop its column.");
        Make<ArgumentOutOfRangeException>(
            new() { PenaltyFactorsBySlotName = new Dictionary<string, double> { ["age"] = double.PositiveInfinity } }, "PenaltyFactorsBySlotName of 'age' is Infinity");
        Make<ArgumentOutOfRangeException>(
            new() { LowerBoundsBySlotName = new Dictionary<string, double> { ["age"] = 0.5 } },
            "LowerBoundsBySlotName of 'age' is 0.5; a lower bound must be at most 0, so that the weight can be 0.");
        Make<ArgumentOutOfRangeException>(
            new() { UpperBoundsBySlotName = new Dictionary<string, double> { ["age"] = double.NaN } },
            "UpperBoundsBySlotName of 'age' is NaN; an upper bound must be at least 0, so that the weight can be 0.");
    }

    [TestMethod]
    public void Make_TwoPenalties_Throws()
    {
        Make<ArgumentException>(new() { Penalty = Penalties.Lasso, L1Ratio = 0.3 }, "Penalty is lasso and L1Ratio is 0.3; set only one of them.");
        Refused<ArgumentException>(
            () => _ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { L1Ratio = 0.3 }),
            "The penalty is elastic net (L1Ratio 0.3), but Lasso is the elastic net with L1Ratio 1 only.");
        Refused<ArgumentException>(
            () => _ml.Regression.Trainers.Ridge(new ElasticNetTrainer.Options { Penalty = Penalties.Lasso }), "The penalty is lasso, but Ridge is");
        Assert.IsNotNull(_ml.Regression.Trainers.Lasso(new ElasticNetTrainer.Options { Penalty = Penalties.Lasso with { LowerBounds = [0] } }));
    }

    [TestMethod]
    public void Make_NullOptionsOrEmptyName_Throws()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.Regression.Trainers.ElasticNet(options: null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(options: null!));
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.Lasso(""), "name cannot be null or empty");
        Refused<ArgumentOutOfRangeException>(() => _ml.Regression.Trainers.Lasso(featureColumnName: null!), "name cannot be null or empty");
    }

    // ---- Columns: ML.NET's own exceptions ------------------------------------------------------------------------------------------

    [TestMethod]
    public void Fit_MissingColumn_IsMLNetsOwnMessage()
    {
        IDataView data = TestData.Load(_ml);
        SameAsStock(() => _ml.Regression.Trainers.Lasso("Nope").Fit(data), () => _ml.Regression.Trainers.Sdca("Nope").Fit(data));
        SameAsStock(() => _ml.Regression.Trainers.Lasso("Label", "Nope").Fit(data), () => _ml.Regression.Trainers.Sdca("Label", "Nope").Fit(data));
        SameAsStock(() => _ml.Regression.Trainers.Lasso("Label", "Features", "Nope").Fit(data), () => _ml.Regression.Trainers.Sdca("Label", "Features", "Nope").Fit(data));
    }

    [TestMethod]
    public void Fit_WrongType_IsMLNetsOwnMessageAndTheWayOut()
    {
        IDataView data = TestData.Load(_ml);
        SameAsStock(
            () => _ml.Regression.Trainers.Lasso("Class").Fit(data), () => _ml.Regression.Trainers.Sdca("Class").Fit(data), "Convert it: Conversion.ConvertType(\"Class\", outputKind: DataKind.Single).");
        SameAsStock(
            () => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression().Fit(data),
            () => _ml.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(data),
            "Convert it: Conversion.ConvertType(\"Label\", outputKind: DataKind.Boolean).");
        SameAsStock(
            () => _ml.Regression.Trainers.Lasso("Label", "Weight").Fit(data),
            () => _ml.Regression.Trainers.Sdca("Label", "Weight").Fit(data),
            "Put the features into one vector: Concatenate(\"Weight\", ...).");
        SameAsStock(
            () => _ml.MulticlassClassification.Trainers.MultilayerPerceptron().Fit(data),
            () => _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy().Fit(data),
            "Make keys of the classes first: Conversion.MapValueToKey(\"Label\").");
        foreach (string label in new[] { "Label", "Class" })
        {
            SameAsStock(
                () => _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(label).Fit(data),
                () => _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(label).Fit(data),
                $"Make keys of the classes first: Conversion.MapValueToKey(\"{label}\").");
        }

        IDataView unsized = _ml.Data.LoadFromEnumerable(TestData.Examples());
        SameAsStock(
            () => _ml.Regression.Trainers.ElasticNetSgd(0.1).Fit(unsized),
            () => _ml.Regression.Trainers.Sdca().Fit(unsized),
            "Vectors need a known size: put [VectorType(n)] on the property that holds 'Features', or set the size in a SchemaDefinition.");
    }

    [TestMethod]
    public void Fit_Null_Throws() => Assert.ThrowsExactly<ArgumentNullException>(() => _ml.Regression.Trainers.Lasso().Fit(null!));

    // ---- Rows ----------------------------------------------------------------------------------------------------------------------

    [TestMethod]
    public void Fit_NoRows_Throws() => Refused<InvalidOperationException>(
        () => _ml.Regression.Trainers.Lasso().Fit(TestData.Load(_ml, Array.Empty<Example>())),
        "No training instances found: the data have no rows. Check that they were loaded, and not all filtered out.");

    [TestMethod]
    public void Fit_AllRowsSkipped_Throws()
    {
        List<Example> examples = TestData.Examples(30);
        examples.ForEach(e => e.Features[0] = float.NaN);
        Refused<InvalidOperationException>(
            () => _ml.Regression.Trainers.Lasso().Fit(TestData.Load(_ml, examples)),
            "No valid training instances found: Skipped 30 instances with missing features/label/weight during training (30 with a NaN or infinite feature). Replace missing values");
    }

    [TestMethod]
    public void Fit_WeightsAllZero_Throws()
    {
        List<Example> examples = TestData.Examples(30);
        examples.ForEach(e => e.Weight = 0);
        Refused<InvalidOperationException>(
            () => _ml.Regression.Trainers.Lasso("Label", "Features", "Weight").Fit(TestData.Load(_ml, examples)),
            "No valid training instances found: Skipped 30 instances with missing features/label/weight during training (30 with a weight that is not positive and finite).");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fit_OneClassOnly_Throws(bool only)
    {
        List<Example> examples = TestData.Examples(30);
        examples.ForEach(e => e.Class = only);
        Refused<InvalidOperationException>(
            () => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class").Fit(TestData.Load(_ml, examples)),
            $"The label 'Class' is {(only ? "true" : "false")} in each of the 30 rows that can be trained on; logistic regression needs both classes.");
    }

    [TestMethod]
    public void Fit_FewerRowsThanFolds_Throws() => Refused<ArgumentException>(
        () => _ml.Regression.Trainers.Lasso().Fit(TestData.Load(_ml, rows: 7)),
        "There are 7 rows for 10 folds; each fold needs at least one row. Use fewer folds, or fix lambda.");

    [TestMethod]
    public void Fit_AClassInOneFoldOnly_Throws()
    {
        List<Example> examples = TestData.Examples(30);
        examples.ForEach(e => e.Class = false);
        examples[0].Class = true;
        Refused<ArgumentException>(() => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression("Class").Fit(TestData.Load(_ml, examples)), "The rows outside fold");
    }

    // ---- Slots ---------------------------------------------------------------------------------------------------------------------

    [TestMethod]
    public void Fit_UnknownSlotName_ThrowsBeforeReading()
    {
        static IEnumerable<Example> NeverRead()
        {
            Assert.Fail("The data were read.");
            yield break;
        }

        var options = new ElasticNetTrainer.Options { PenaltyFactorsBySlotName = new Dictionary<string, double> { ["hight"] = 0 } };
        Refused<ArgumentOutOfRangeException>(
            () => _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml, NeverRead())),
            "PenaltyFactorsBySlotName names 'hight', which is not a slot of column 'Features'. Did you mean 'height'?");
    }

    [TestMethod]
    public void Fit_FactorsByIndexOfWrongLength_Throws()
    {
        var options = new ElasticNetTrainer.Options { Penalty = Penalties.Lasso with { Factors = [1, 1] } };
        Refused<ArgumentException>(() => _ml.Regression.Trainers.ElasticNet(options).Fit(TestData.Load(_ml)), "Factors has 2 values for 6 features");
    }

    [TestMethod]
    public void Fit_CoefficientBeyondFloat_Throws()
    {
        List<Example> examples = [.. TestData.Examples(40).Select(e => new Example { Features = [e.Label * 1e-38f], Label = e.Label * 1e6f })];
        Refused<InvalidOperationException>(() => _ml.Regression.Trainers.Lasso(lambda: 0).Fit(TestData.Load(_ml, examples, 1)), "The coefficient of 'Features[0]' is ");
    }

    [TestMethod]
    public void Fit_DataThatCannotBeFitted_AreNamedAsTheUserNamesThem()
    {
        IDataView few = TestData.Load(_ml, TestData.Examples(4)), data = TestData.Load(_ml);
        (string Name, Action Act)[] cases =
        [
            ("input", () => _ml.Regression.Trainers.Lasso().Fit(few)),
            ("input", () => _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { Lambda = LambdaSelection.HeldOut(0.01) }).Fit(few)),
            ("validationData", () => _ml.Regression.Trainers.Lasso().Fit(data, TestData.Load(_ml, TestData.Examples(9).Select(e => new Example { Features = e.Features[..5], Label = e.Label }), columns: 5))),
        ];
        foreach ((string name, Action act) in cases)
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(act);
            Assert.AreEqual(name, refusal.ParamName, refusal.Message);
            Assert.AreEqual(1, refusal.Message.Split(" (Parameter '").Length - 1, refusal.Message);
        }
    }

    private static void SameAsStock(Action mine, Action stock, string? advice = null)
    {
        const string Parameter = " (Parameter '";
        string expected = Assert.ThrowsExactly<ArgumentOutOfRangeException>(stock).Message;
        Assert.AreEqual(
            advice is null ? expected : expected.Replace(Parameter, $". {advice}{Parameter}", StringComparison.Ordinal),
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(mine).Message);
    }

    private static void Refused<T>(Action action, string message)
        where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(action);
        Assert.IsTrue(e.Message.StartsWith(message, StringComparison.Ordinal), e.Message);
    }

    private void Make<T>(ElasticNetTrainer.Options options, string message)
        where T : Exception => Refused<T>(() => _ml.Regression.Trainers.ElasticNet(options), message);
}
