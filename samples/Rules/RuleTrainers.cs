using Microsoft.ML;
using Microsoft.ML.Data;
using Regularization;

namespace RulesSample;

/// <summary>The two tasks of the sample: rules, the trees that they come from, and the lasso without them, each judged on a fifth of the rows.</summary>
public static class RuleTrainers
{
    /// <summary>Values of houses: the root of the mean squared error of each model.</summary>
    public static Result Houses(MLContext ml, string file)
    {
        IDataView blocks = ml.Data.LoadFromTextFile<Block>(file, separatorChar: ',', hasHeader: true);
        var split = ml.Data.TrainTestSplit(WithSlotNames(ml, blocks, file), testFraction: 0.2);
        (ITransformer rules, RuleFitSummary summary) = ml.Regression.Trainers.RuleFit().FitWithSummary(split.TrainSet);
        return new Result(summary, Error(rules), Error(ml.Regression.Trainers.FastTree().Fit(split.TrainSet)), Error(ml.Regression.Trainers.Lasso().Fit(split.TrainSet)));

        double Error(ITransformer model) => ml.Regression.Evaluate(model.Transform(split.TestSet)).RootMeanSquaredError;
    }

    /// <summary>Incomes above 50,000 dollars: the area under the ROC curve of each model.</summary>
    public static Result Incomes(MLContext ml, string file)
    {
        IDataView people = ml.Data.LoadFromTextFile<Person>(file, separatorChar: ',', hasHeader: true);
        var isRich = new Dictionary<string, bool> { [">50K"] = true, ["<=50K"] = false };
        var pipeline = ml.Transforms.Conversion.MapValue("Label", isRich, nameof(Person.Income))
            .Append(ml.Transforms.Categorical.OneHotEncoding([new(nameof(Person.WorkClass)), new(nameof(Person.MaritalStatus)), new(nameof(Person.Occupation))]))
            .Append(ml.Transforms.Concatenate(
                "Features", nameof(Person.Age), nameof(Person.YearsOfSchool), nameof(Person.CapitalGain), nameof(Person.CapitalLoss), nameof(Person.HoursPerWeek),
                nameof(Person.WorkClass), nameof(Person.MaritalStatus), nameof(Person.Occupation)));
        var split = ml.Data.TrainTestSplit(pipeline.Fit(people).Transform(people), testFraction: 0.2);
        BinaryClassificationCatalog.BinaryClassificationTrainers trainers = ml.BinaryClassification.Trainers;
        (ITransformer rules, RuleFitSummary summary) = trainers.RuleFit().FitWithSummary(split.TrainSet);
        return new Result(summary, Area(rules), Area(trainers.FastTree().Fit(split.TrainSet)), Area(trainers.ElasticNetLogisticRegression(l1Ratio: 1).Fit(split.TrainSet)));

        double Area(ITransformer model) => ml.BinaryClassification.Evaluate(model.Transform(split.TestSet)).AreaUnderRocCurve;
    }

    /// <summary>The rules name the slots, which have the names of the columns of the file.</summary>
    private static IDataView WithSlotNames(MLContext ml, IDataView data, string file)
    {
        string[] names = [.. File.ReadLines(file).First().Split(',').SkipLast(1)];
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Block));
        schema["Features"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, names.Length));
        return ml.Data.LoadFromEnumerable(ml.Data.CreateEnumerable<Block>(data, reuseRowObject: false).ToArray(), schema);
    }

    /// <summary>What came of a task.</summary>
    public sealed record Result(RuleFitSummary Rules, double RuleFit, double FastTree, double Lasso);
}
