using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Labels of a type that the trainer does not take are refused with a way out, and the way out works.</summary>
[TestClass]
public sealed class LabelTypeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_KeyWhereNumbersAreWanted_MapKeyToValueIsTheWayOut()
    {
        IDataView data = TestData.Load(_ml), keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        const string WayOut = "Give the values back that the keys stand for: Conversion.MapKeyToValue(\"Label\"). If they are names and not numbers, a classifier is what is wanted.";
        foreach (Action fit in (Action[])
            [
                () => _ml.Regression.Trainers.Lasso(lambda: 0.1).Fit(keyed),
                () => _ml.Regression.Trainers.ElasticNetPoissonRegression().Fit(keyed),
                () => _ml.Regression.Trainers.ElasticNetGammaRegression().Fit(keyed),
                () => _ml.Regression.Trainers.ElasticNetTweedieRegression().Fit(keyed),
                () => _ml.Regression.Trainers.HuberRegression().Fit(keyed),
                () => _ml.Regression.Trainers.QuantileRegression().Fit(keyed),
            ])
        {
            Refused(fit, "Schema mismatch for label column 'Label': expected Single, got Key", WayOut);
        }

        IDataView back = _ml.Transforms.Conversion.MapKeyToValue("Label").Fit(keyed).Transform(keyed);
        Assert.HasCount(TestData.Columns, _ml.Regression.Trainers.Lasso(lambda: 0.1).Fit(back).Model.Weights);
    }

    [TestMethod]
    public void Fit_BooleanWhereNumbersAreWanted_ConvertTypeIsTheWayOut()
    {
        IDataView data = TestData.Load(_ml);
        Refused(() => _ml.Regression.Trainers.ElasticNetPoissonRegression("Class").Fit(data), "expected Single, got Boolean", "Convert it: Conversion.ConvertType(\"Class\", outputKind: DataKind.Single).");
        IDataView converted = _ml.Transforms.Conversion.ConvertType("Class", outputKind: DataKind.Single).Fit(data).Transform(data);
        Assert.HasCount(TestData.Columns, _ml.Regression.Trainers.ElasticNetPoissonRegression("Class", lambda: 0.1).Fit(converted).Model.Weights);
    }

    [TestMethod]
    public void Fit_NumberOrKeyWhereBooleansAreWanted_TheWayOutWorks()
    {
        IDataView data = TestData.Load(_ml, TestData.Examples().Select(e => new Example { Features = e.Features, Label = e.Class ? 1 : 0, Class = e.Class }));
        Refused(() => _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression().Fit(data), "expected Boolean, got Single", "Convert it: Conversion.ConvertType(\"Label\", outputKind: DataKind.Boolean).");
        IDataView converted = _ml.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean).Fit(data).Transform(data);
        Assert.HasCount(TestData.Columns, _ml.BinaryClassification.Trainers.ElasticNetLinearSvm(lambda: 0.1).Fit(converted).Model.Weights);
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        Refused(
            () => _ml.BinaryClassification.Trainers.ElasticNetLinearSvm().Fit(keyed),
            "expected Boolean, got Key",
            "Give the values back that the keys stand for, and say which is true: Conversion.MapKeyToValue(\"Label\"), then Conversion.MapValue(\"Label\", new Dictionary<string, bool> { ... }).");
        var wayOut = _ml.Transforms.Conversion.MapKeyToValue("Label").Append(_ml.Transforms.Conversion.MapValue("Label", new Dictionary<float, bool> { [0] = false, [1] = true }));
        IDataView mapped = wayOut.Fit(keyed).Transform(keyed);
        Assert.HasCount(TestData.Columns, _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(lambda: 0.1).Fit(mapped).Model.SubModel.Weights);
    }

    [TestMethod]
    public void Fit_GroupsThatLeaveOutAFeatureOrOverlap_SayWhich()
    {
        IDataView data = TestData.Load(_ml);
        Throws(() => Fit(_ => Penalties.GroupLasso([0, 0, 1, 1, 1])), "There are groups for 5 features, but the data have 6: feature 5 is in no group; give the group of each feature.");
        Throws(() => Fit(_ => Penalties.GroupLasso([0, 0, 1])), "There are groups for 3 features, but the data have 6: feature 3 and those after it are in no group");
        Throws(() => Fit(names => Penalties.GroupLasso(FeatureGroups.FromLists([[0, 1, 2], [2, 3, 4, 5]], names.Count))), "Feature 2 is in group 0 and again in group 1; a feature must be in one group, once.");
        Throws(() => Fit(names => Penalties.GroupLasso(FeatureGroups.FromLists([[0, 1, 2], [3, 5]], names.Count))), "Feature 4 is in no group; give it a group of its own.");

        void Fit(Func<IReadOnlyList<string>, Penalty> penalty) =>
            _ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { Lambda = LambdaSelection.Fixed(0.1), PenaltyFromSlotNames = penalty }).Fit(data);

        static void Throws(Action action, string message) => StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(action).Message, message);
    }

    private static void Refused(Action action, string message, string wayOut)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(action);
        StringAssert.Contains(e.Message, message);
        StringAssert.Contains(e.Message, wayOut);
    }
}
