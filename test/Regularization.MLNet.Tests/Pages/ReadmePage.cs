using Microsoft.ML;
using Microsoft.ML.Data;
using Regularization.Tests;

namespace Regularization.MLNet.Tests.Pages;

/// <summary>What README.md shows is what is compiled and run here.</summary>
[TestClass]
public class ReadmePage
{
    [TestMethod]
    public void Page_EveryLineOfItsSnippets_StandsInTheTest() => PageSnippets.RequireLines("README.md", "ReadmePage.cs");

    [TestMethod]
    public void Speed_EachRowOfTheTable_StandsInThePageOfBenchmarks()
    {
        string[] benchmarks = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "pages", "benchmarks", "README.md"));
        string[] table = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "pages", "README.md")).SkipWhile(l => l != "## Speed").Skip(1).TakeWhile(l => !l.StartsWith('#')).Where(l => l.StartsWith('|'))];
        Assert.IsGreaterThan(2, table.Length);
        foreach (string row in table)
        {
            Assert.Contains(row, benchmarks, $"benchmarks/README.md has no line '{row}'");
        }
    }

    [TestMethod]
    [DoNotParallelize]      // it sets the current folder and the console
    public void Pipeline_OfMessages_TellsSpam()
    {
        string folder = Directory.CreateTempSubdirectory("readme").FullName, before = Environment.CurrentDirectory;
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "samples", "data"));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "sms_spam.tsv"), Path.Combine(folder, "samples", "data", "sms_spam.tsv"));
            Environment.CurrentDirectory = folder;
            Console.SetOut(printed);

            var ml = new MLContext(seed: 1);
            IDataView messages = ml.Data.LoadFromTextFile<Message>("samples/data/sms_spam.tsv", hasHeader: true);
            var split = ml.Data.TrainTestSplit(messages, testFraction: 0.2);

            var pipeline = ml.Transforms.Conversion.MapValue("Label", new Dictionary<string, bool> { ["spam"] = true, ["ham"] = false }, "Category")
                .Append(ml.Transforms.Text.FeaturizeText("Features", "Text"))
                .Append(ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(l1Ratio: 0.9));    // lambda: 10-fold cross-validation
            var model = pipeline.Fit(split.TrainSet);
            ml.Model.Save(model, messages.Schema, "spam.zip");                                           // a stock ML.NET model

            IReadOnlyList<float> weights = model.LastTransformer.Model.SubModel.Weights;
            double area = ml.BinaryClassification.Evaluate(model.Transform(split.TestSet)).AreaUnderRocCurve;
            Console.WriteLine($"{weights.Count(w => w != 0):n0} of {weights.Count:n0} features, area under the ROC curve {area:0.000} on other messages");

            PageSnippets.RequireOutput("README.md", "prints", printed.ToString());
            Assert.AreEqual(area, ml.BinaryClassification.Evaluate(ml.Model.Load("spam.zip", out _).Transform(split.TestSet)).AreaUnderRocCurve, 1e-9);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }
    }

#pragma warning disable IDE0040, CA1852 // as the page has it
    class Message
    {
        [LoadColumn(0)] public string Category { get; set; } = "";
        [LoadColumn(1)] public string Text { get; set; } = "";
    }
#pragma warning restore IDE0040, CA1852

    [TestMethod]
    public void Trainers_OfTheirKinds_Fit()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = TestData.Load(ml, rows: 60);

        var classes = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(l1Ratio: 0.9));                            // scores are probabilities
        var groups = ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options
        {
            PenaltyFromSlotNames = names => Penalties.GroupLasso(FeatureGroups.FromSlotNames(names)),                      // the slots of a one-hot column: all or none
        });
        var unshrunk = ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options { Penalty = Penalties.Mcp() });      // or Scad(), Slope(...)

        Assert.IsGreaterThan(0.9, ml.Regression.Evaluate(groups.Fit(data).Transform(data)).RSquared);
        Assert.IsGreaterThan(0.9, ml.Regression.Evaluate(unshrunk.Fit(data).Transform(data)).RSquared);
        IDataView two = ml.Transforms.CopyColumns("Label", "Class").Fit(WithoutLabel(ml, data)).Transform(WithoutLabel(ml, data));
        Assert.IsGreaterThan(0.7, ml.MulticlassClassification.Evaluate(classes.Fit(two).Transform(two)).MicroAccuracy);
    }

    [TestMethod]
    public void Summary_OfATrainer_HasItsTable()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Transforms.Concatenate("Features", "age", "bmi", "bp", "s5").Append(ml.Transforms.CopyColumns("Label", "y"))
            .Fit(Diabetes(ml)).Transform(Diabetes(ml));

        var trainer = ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options
        {
            L1Ratio = 0.5,
            Lambda = LambdaSelection.CrossValidated(folds: 10, rule: SelectionRule.OneStandardError),
            PenaltyFactorsBySlotName = new Dictionary<string, double> { ["age"] = 0 },       // always in the model
            LowerBoundsBySlotName = new Dictionary<string, double> { ["bmi"] = 0 },          // never negative
        });
        (var transformer, FitSummary summary) = trainer.FitWithSummary(data);
        Console.WriteLine(summary);                                          // lambda, held-out error, largest coefficients, duality gap
        foreach (CoefficientRow row in summary.CoefficientTable())
        {
            Console.WriteLine($"{row.Name} {row.Value}");
        }

        Assert.HasCount(4, transformer.Model.Weights);
        Assert.AreNotEqual(0.0, summary.CoefficientTable().Single(row => row.Name == "age").Value);
    }

    [TestMethod]
    public void Network_OfSeveralClasses_Fits()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = TestData.Load(ml, rows: 600);

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.MultilayerPerceptron(new MultilayerPerceptronMulticlassTrainer.Options
            {
                HiddenLayers = [128],
                WeightDecay = 0.01,                 // AdamW unless you choose otherwise
                GroupRegularization = 1e-4,         // cuts neurons
                ValidationFraction = 0.1,
            }));

        IDataView two = ml.Transforms.CopyColumns("Label", "Class").Fit(WithoutLabel(ml, data)).Transform(WithoutLabel(ml, data));
        Assert.IsGreaterThan(0.7, ml.MulticlassClassification.Evaluate(pipeline.Fit(two).Transform(two)).MicroAccuracy);
    }

    [TestMethod]
    public void Core_WithoutMLNet_FitsAPath()
    {
        float[] x = [1, 2, 3, 4, 5, 6, 1, 0, 1, 0, 1, 1];                 // 6 rows x 2 columns, column after column
        double[] y = [1.1, 1.9, 3.2, 3.9, 5.1, 6.0];
        var problem = new TrainingProblem(DesignMatrix.FromColumns(x, rows: 6, columns: 2), y);

        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.Lasso).Fit(problem);
        Solution first = path[10];                                        // Lambda, Intercept, Coefficients, DualityGap, Status, ...
        Console.WriteLine(first);

        CrossValidationResult cv = new CrossValidator(Losses.Squared, Penalties.ElasticNet(l1Ratio: 0.5)) { Folds = 3, Seed = 1 }.Fit(problem);
        Console.WriteLine($"{cv.LambdaMin} {cv.LambdaOneStandardError} {cv.Select(SelectionRule.OneStandardError).NonzeroCount}");

        Assert.AreEqual(1, first.NonzeroCount);
        Assert.IsGreaterThan(0, cv.LambdaMin);
    }

    private static IDataView WithoutLabel(MLContext ml, IDataView data) => ml.Transforms.DropColumns("Label").Fit(data).Transform(data);

    private static IDataView Diabetes(MLContext ml) => ml.Data.LoadFromTextFile<Patient>(Path.Combine(AppContext.BaseDirectory, "data", "diabetes.csv"), ',', hasHeader: true);

    private sealed class Patient
    {
        [LoadColumn(0)]
        [ColumnName("age")]
        public float Age { get; set; }

        [LoadColumn(2)]
        [ColumnName("bmi")]
        public float BodyMassIndex { get; set; }

        [LoadColumn(3)]
        [ColumnName("bp")]
        public float BloodPressure { get; set; }

        [LoadColumn(8)]
        [ColumnName("s5")]
        public float Serum5 { get; set; }

        [LoadColumn(10)]
        [ColumnName("y")]
        public float Progression { get; set; }
    }
}
