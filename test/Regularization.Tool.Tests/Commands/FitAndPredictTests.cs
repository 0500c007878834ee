using System.Globalization;

namespace Regularization.Tool.Tests;

[TestClass]
public class FitAndPredictTests : ToolTest
{
    [TestMethod]
    public void Predict_Numbers_AreTheModelsOwn()
    {
        Run("fit", Diabetes, "--label", "y", "--lambda", "1.5", "--quiet", "--out", In("m.json")).Succeeds();
        TrainingData data = Read(Settings(Diabetes));
        double[] expected = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(data.Problem, 1.5).LinearPredictor(data.Problem.X);

        string[][] rows = Predict(In("m.json"), Diabetes);

        CollectionAssert.AreEqual(new[] { "prediction" }, rows[0]);
        Columns.AreEqual(expected, [.. rows[1..].Select(row => Number(row[0]))], tolerance: 1e-8);
    }

    [TestMethod]
    public void Predict_CategoriesAndWeights_AreTheModelsOwn()
    {
        string path = Write("x.csv", SmallTable());
        Run("fit", path, "--label", "y", "--weights", "b", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        TrainingData data = Read(Settings(path) with { Weights = "b" });
        double[] expected = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(data.Problem, 0.01).LinearPredictor(data.Problem.X);

        Columns.AreEqual(expected, [.. Predict(In("m.json"), path)[1..].Select(row => Number(row[0]))], tolerance: 1e-8);
    }

    [TestMethod]
    public void Predict_Messages_AreTheModelsOwn()
    {
        string part = Write("sms.tsv", string.Join('\n', File.ReadLines(SmsSpam).Take(800)) + "\n");
        Run("fit", part, "--label", "label", "--family", "binomial", "--text", "text", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        TrainingData data = Read(new DataSettings { File = part, Format = FileFormat.Tsv, Table = TableFormat.Tsv, Family = Family.Binomial, Label = "label", Text = ["text"] });
        double[] expected = new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(data.Problem, 0.01).LinearPredictor(data.Problem.X);

        string[][] rows = Predict(In("m.json"), part);

        CollectionAssert.AreEqual(new[] { "linear_predictor", "probability", "class" }, rows[0]);
        Columns.AreEqual(expected, [.. rows[1..].Select(row => Number(row[0]))], tolerance: 1e-8);
        foreach (string[] row in rows[1..])
        {
            Assert.AreEqual(1 / (1 + Math.Exp(-Number(row[0]))), Number(row[1]), 1e-12);
            Assert.AreEqual(Number(row[0]) > 0 ? "spam" : "ham", row[2]);
        }
    }

    [TestMethod]
    public void Predict_ScoreBeyondNumbers_NamesTheRowAndTheCoefficient()
    {
        string path = Write("x.csv", SmallTable());
        Run("fit", path, "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        var model = (LinearModel)ModelJson.Read(In("m.json"));
        Coefficient[] coefficients = [.. model.Coefficients];
        int a = Array.FindIndex(coefficients, c => c.Name == "a");
        coefficients[a] = coefficients[a] with { Value = 1e308 };
        string large = Write("large.json", ModelJson.Write(model with { Coefficients = coefficients }));
        string rows = Write("rows.csv", "a,b,c\n1,1,red\n100,1,red\n");
        Run("predict", large, rows).FailsWith(ExitCodes.Failure, "rows.csv, line 3: the score is beyond what a number can hold", "the coefficient of 'a' is 1E+308");
    }

    [TestMethod]
    public void Predict_CountBeyondNumbers_IsWarnedOf()
    {
        string path = Write("n.csv", "a,n\n1,2\n2,5\n3,9\n4,20\n5,40\n6,70\n");
        Run("fit", path, "--label", "n", "--family", "poisson", "--lambda", "0.001", "--quiet", "--out", In("m.json")).Succeeds();
        Outcome outcome = Run("predict", In("m.json"), Write("rows.csv", "a\n2\n5000\n6000\n"));
        outcome.Succeeds();
        Assert.Contains("The prediction of 2 of 3 rows is cut off where its exponential would be infinite, the first at", outcome.Error.ReplaceLineEndings(" "));
        Assert.Contains("rows.csv, line 3.", outcome.Error.ReplaceLineEndings(" "));
    }

    [TestMethod]
    public void Predict_LibSvm_AreTheModelsOwn()
    {
        var random = new Random(5);
        string text = string.Concat(Enumerable.Range(0, 80).Select(i =>
        {
            double first = Math.Round(random.NextDouble(), 3);
            return FormattableString.Invariant($"{(first + random.NextDouble() > 1 ? "+1" : "-1")} 3:{first} {4 + (i % 9)}:1\n");
        }));
        string path = WriteBytes("x.libsvm.gz", Gzip(text));
        string report = Run("fit", path, "--family", "binomial", "--lambda", "0.02", "--out", In("m.json")).Succeeds();
        StringAssert.Contains(report, "'+1' is 1");
        TrainingData data = Read(Settings(path) with { Format = FileFormat.LibSvm, Family = Family.Binomial, Label = null });
        double[] expected = new PathSolver(Losses.Logistic, Penalties.Lasso).FitAt(data.Problem, 0.02).LinearPredictor(data.Problem.X);

        Columns.AreEqual(expected, [.. Predict(In("m.json"), path)[1..].Select(row => Number(row[0]))], tolerance: 1e-8);

        Outcome outcome = Run("predict", In("m.json"), Write("new.libsvm", "0 3:1 99:1 100:1\n"));
        outcome.Succeeds();
        StringAssert.Contains(outcome.Error, "Warning: 2 indices were not there in training and count for nothing: 99, 100.");
        Run("predict", In("m.json"), Write("new.csv", "a,b\n1,2\n")).FailsWith(1, "the model was fitted on a libsvm file");
    }

    [TestMethod]
    public void Fit_NoLambda_ChoosesByCrossValidation()
    {
        string path = Write("x.csv", SmallTable());
        string report = Run("fit", path, "--label", "y", "--folds", "5", "--out", In("m.json")).Succeeds();
        StringAssert.Contains(report, "Cross-validation with 5 folds");
        StringAssert.Contains(report, "regularize predict");
        StringAssert.StartsWith(((LinearModel)ModelJson.Read(In("m.json"))).Fit.LambdaBy, "5-fold cross-validation");
    }

    [TestMethod]
    public void Predict_OtherColumnOrderAndFormat_GivesTheSame()
    {
        string path = Write("x.csv", SmallTable());
        Run("fit", path, "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        string turned = Write("x.tsv", string.Concat(SmallTable().TrimEnd().Split('\n').Select(line => string.Join('\t', line.Split(',').Reverse()) + "\n")));
        string semicolons = Write("y.csv", SmallTable(delimiter: ';'));

        Outcome expected = Run("predict", In("m.json"), path, "--quiet");
        Assert.AreEqual(expected.Succeeds(), Run("predict", In("m.json"), turned, "--quiet").Succeeds());
        Assert.AreEqual(expected.Output, Run("predict", In("m.json"), semicolons, "--delimiter", "semicolon", "--quiet").Succeeds());
        Run("predict", In("m.json"), semicolons, "--quiet").FailsWith(1, "no column 'a', which the model needs", "--delimiter");
    }

    [TestMethod]
    public void Predict_UnknownLevel_IsAnErrorThatSaysTheWayOut()
    {
        Run("fit", Write("x.csv", SmallTable()), "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        string path = Write("new.csv", "a,b,c\n0,0,red\n0,0,pink\n");
        Run("predict", In("m.json"), path, "--quiet").FailsWith(1, "new.csv, line 3, column 'c': 'pink' was not there in training", "It knows ", "'red'", "--unknown-levels zero");
        Run("predict", In("m.json"), path, "--unknown-levels", "refuse").FailsWith(1, "'pink' was not there in training");
        Run("predict", In("m.json"), path, "--unknown-levels", "skip").FailsWith(2, "--unknown-levels is 'skip'; it must be one of refuse, zero.");
        Run("predict", In("m.json"), Write("known.csv", "a,b,c\n0,0,red\n"), "--quiet").Succeeds();
    }

    [TestMethod]
    public void Predict_UnknownLevelsZero_AreZeroWithOneWarning()
    {
        Run("fit", Write("x.csv", SmallTable()), "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        var model = (LinearModel)ModelJson.Read(In("m.json"));
        Outcome outcome = Run("predict", In("m.json"), Write("new.csv", "a,b,c\n0,0,pink\n0,0,grey\n0,0,pink\n"), "--unknown-levels", "zero", "--quiet");

        string[] lines = outcome.Succeeds().TrimEnd().Split('\n');
        Assert.AreEqual(model.Intercept, Number(lines[1]));
        Assert.AreEqual("Warning: Column 'c' has values that were not there in training ('pink', 'grey' ...) in 3 of 3 rows; all its features are 0 there.\n", outcome.Error.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void Predict_MissingColumnOrRows_IsAnError()
    {
        Run("fit", Write("x.csv", SmallTable()), "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        Run("predict", In("m.json"), Write("new.csv", "a,c\n1,red\n")).FailsWith(1, "new.csv has no column 'b', which the model needs", "It has: a, c.");
        Run("predict", In("m.json"), Write("new.csv", "a,b,c\n")).FailsWith(1, "there are no rows to predict");
        Run("predict", In("m.json"), Write("new.csv", "a,b,c\n1,x,red\n")).FailsWith(1, "new.csv, line 2, column 'b': 'x' is not a number");
        Run("predict", In("m.json"), Write("new.libsvm", "1 1:1\n")).FailsWith(1, "the model was fitted on named columns");
    }

    [TestMethod]
    public void Predict_ColumnWithoutCoefficient_IsNotNeeded()
    {
        Run("fit", Write("x.csv", SmallTable()), "--label", "y", "--lambda", "0.3", "--quiet", "--out", In("m.json")).Succeeds();
        Assert.IsFalse(((LinearModel)ModelJson.Read(In("m.json"))).Coefficients.Any(c => c.Name == "b"));
        Run("predict", In("m.json"), Write("new.csv", "a,c\n1,red\n"), "--quiet").Succeeds();
    }

    [TestMethod]
    public void Predict_MissingValues_AreTreatedAsAskedFor()
    {
        Run("fit", Write("x.csv", SmallTable()), "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        var model = (LinearModel)ModelJson.Read(In("m.json"));
        string path = Write("new.csv", "a,b,c\n,0,none\n0,0,none\n");

        Run("predict", In("m.json"), path).FailsWith(1, "new.csv, line 2, column 'a': the value is missing", "--missing skip");
        string[] skipped = Run("predict", In("m.json"), path, "--missing", "skip", "--unknown-levels", "zero", "--quiet").Succeeds().TrimEnd().Split('\n');
        Assert.AreEqual("NA", skipped[1]);
        Assert.AreEqual(model.Intercept, Number(skipped[2]));
        string[] filled = Run("predict", In("m.json"), path, "--missing", "mean", "--unknown-levels", "zero", "--quiet").Succeeds().TrimEnd().Split('\n');
        double mean = ((NumberInput)model.Inputs[0]).Mean;
        Assert.AreEqual(model.Intercept + ((float)mean * model.Coefficients[0].Value), Number(filled[1]), 1e-12);
    }

    [TestMethod]
    public void Predict_LabelsInTheFile_SaysHowWellTheyAreMet()
    {
        Run("fit", Diabetes, "--label", "y", "--lambda", "1.5", "--quiet", "--out", In("m.json")).Succeeds();
        string report = Run("predict", In("m.json"), Diabetes, "--out", In("p.csv")).Succeeds();
        StringAssert.Contains(report, "442 rows, written to");
        StringAssert.Contains(report, "against labels  squared error ");
        Assert.HasCount(443, File.ReadAllLines(In("p.csv")));

        Outcome toOutput = Run("predict", In("m.json"), Diabetes);
        StringAssert.StartsWith(toOutput.Succeeds(), "prediction\n");
        StringAssert.Contains(toOutput.Error, "against labels");
    }

    [TestMethod]
    public void Fit_NoInterceptNoStandardize_ReachTheFit()
    {
        Run("fit", Diabetes, "--label", "y", "--lambda", "1", "--no-intercept", "--no-standardize", "--quiet", "--out", In("m.json")).Succeeds();
        var model = (LinearModel)ModelJson.Read(In("m.json"));
        Assert.AreEqual(0, model.Intercept);
        Assert.IsFalse(model.Fit.Standardized);
    }

    [TestMethod]
    public void Fit_ConstantColumn_GetsCoefficientZero()
    {
        Run("fit", Write("x.csv", "a,k,y\n1,5,1\n2,5,2\n3,5,3\n4,5,4\n"), "--label", "y", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        CollectionAssert.AreEqual(new[] { "a" }, ((LinearModel)ModelJson.Read(In("m.json"))).Coefficients.Select(c => c.Name).ToArray());
    }

    private static string[][] Predict(string model, string path) =>
        [.. Run("predict", model, path, "--quiet").Succeeds().TrimEnd().Split('\n').Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static TrainingData Read(DataSettings settings) => TrainingReader.Read(settings, null, default);

    private static DataSettings Settings(string path) =>
        new() { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y" };
}
