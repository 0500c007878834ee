using System.Text;

namespace Regularization.Tool.Tests;

/// <summary>Files that look right and are not: what would be lost without a word is refused or said.</summary>
[TestClass]
public class AwkwardFilesTests : ToolTest
{
    [TestMethod]
    [DataRow("fit", "--lambda", "0.01", 2)]
    [DataRow("cv", "--folds", "3", 2)]
    [DataRow("mlp", "--epochs", "2", 2)]
    [DataRow("mlp", "--epochs", "2", 300)]
    public void Train_TimesThatFloat32Flattens_AreRefused(string command, string option, string value, double range)
    {
        string path = Write("times.csv", Times(range));
        Run(command, path, "--label", "y", option, value).FailsWith(
            1, "Column 't' varies by ", " around 1.7e+09, and float32, which holds features, keeps it only to ", "Subtract its mean or its minimum first, or leave it out (--ignore t).");
        Run(command, path, "--label", "y", option, value, "--ignore", "t", "--quiet").Succeeds();
    }

    [TestMethod]
    public void Train_LibSvmValuesThatFloat32Flattens_AreRefused()
    {
        string path = Write("times.svm", string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{i % 3} 1:{1_700_000_000 + i} 2:{i % 5}")));
        Run("fit", path, "--format", "libsvm", "--family", "gaussian", "--lambda", "0.01").FailsWith(1, "Index 1 varies by 19 around 1.7e+09", "Subtract its mean or its minimum first.");
    }

    [TestMethod]
    public void Mlp_FarFromZeroButHeldExactly_IsStandardised()
    {
        // Multiples of 128 are exact in float32, their deviation is 7e-8 of their mean.
        var text = new StringBuilder("t,y\n");
        for (int i = 0; i < 60; i++)
        {
            text.Append(FormattableString.Invariant($"{1_700_000_000L - (1_700_000_000L % 128) + (128 * (i % 3))},{i % 3}\n"));
        }

        string path = Write("far.csv", text.ToString());
        Run("mlp", path, "--label", "y", "--hidden", "4", "--epochs", "1", "--quiet", "--out", In("m.json")).Succeeds();
        double deviation = ((NumberInput)ModelJson.Read(In("m.json")).Inputs[0]).Deviation!.Value;
        Assert.AreEqual(128 * Math.Sqrt(2.0 / 3), deviation, 1e-6);
    }

    [TestMethod]
    public void Predict_ClassThatTheModelDoesNotKnow_IsSaidAndCountedAsWrong()
    {
        var text = new StringBuilder("a,y\n");
        for (int i = 0; i < 30; i++)
        {
            text.Append(FormattableString.Invariant($"{i},{(i < 15 ? "no" : "yes")}\n"));
        }

        string train = Write("train.csv", text.ToString()), test = Write("test.csv", text.ToString().Replace("yes", "new", StringComparison.Ordinal).Replace("29,new", "29,", StringComparison.Ordinal));
        Run("fit", train, "--label", "y", "--family", "binomial", "--lambda", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        Outcome outcome = Run("predict", In("m.json"), test, "--out", In("p.csv"));
        StringAssert.Contains(outcome.Error, "The label of 14 of 30 rows is a class that the model does not know ('new'): misclassification counts these rows as wrong, the other measures leave them out.");
        string report = outcome.Succeeds();
        StringAssert.Contains(report, "of 29 rows: deviance");
        StringAssert.Contains(report, "misclassification 0.48276");
    }

    [TestMethod]
    public void Train_DecimalCommas_AreNamed()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{i % 7};{i % 5}\n"));
        Run("fit", Write("comma.csv", "a;y\n" + rows), "--label", "y", "--delimiter", ";", "--lambda", "0.1").FailsWith(
            1, "Column 'a' has values such as '0,0', numbers with a decimal comma. Write decimals with a point");
        Run("fit", Write("late.csv", "a;y\n7;1\n" + rows), "--label", "y", "--delimiter", ";", "--lambda", "0.1").FailsWith(1, "Write decimals with a point, not with a comma.");
    }

    [TestMethod]
    [DataRow("[{\"a\": 1, \"y\": 2}, {\"a\": 2, \"y\": 3}]")]
    [DataRow("{\"a\":1,\"y\":2}\n{\"a\":2,\"y\":3}\n")]
    [DataRow("\uFEFF{\n  \"a\": [1, 2],\n  \"y\": [\"no\", \"yes\"]\n}\n")]
    [DataRow("[[1, 2],\n [2, 3]]")]
    public void Train_Json_IsNamedAndWhatIsRead(string text)
    {
        const string Says = ": this is JSON, as the models of this tool are; data are read from CSV, TSV and libsvm. Save them as one of these.";
        Run("fit", Write("d.json", text), "--label", "y", "--lambda", "0.1").FailsWith(1, "d.json" + Says);
        Run("fit", Write("d.csv", text), "--label", "y", "--lambda", "0.1").FailsWith(1, "d.csv" + Says);
        Run("fit", WriteBytes("d.gz", Gzip(text)), "--format", "libsvm", "--lambda", "0.1").FailsWith(1, "d.gz" + Says);
        Run("cv", Write("d.tsv", text + new string(' ', 5000)), "--label", "y").FailsWith(1, "d.tsv" + Says);
    }

    [TestMethod]
    [DataRow("[a],y\n1,2\n2,4\n3,7\n")]
    [DataRow("{a},y\n1,2\n2,4\n3,7\n")]
    [DataRow("[1],y\n1,2\n2,4\n3,7\n")]
    [DataRow("\"a\",\"y\"\n1,2\n2,4\n3,7\n")]
    public void Train_HeaderThatBeginsAsJson_IsRead(string text)
    {
        Run("fit", Write("d.csv", text), "--label", "y", "--lambda", "0.1", "--quiet").Succeeds();
        Run("fit", Write("d.data", text), "--label", "y", "--lambda", "0.1").FailsWith(2, "the format cannot be told from the name");
    }

    [TestMethod]
    public void OtherFiles_Foreign_AreNamedToo()
    {
        string data = Write("s.csv", SmallTable()), model = In("m.json");
        Run("fit", data, "--label", "y", "--lambda", "0.1", "--quiet", "--out", model).Succeeds();
        Run("predict", model, model).FailsWith(1, "m.json: this is JSON, as the models");
        Run("predict", model, model, "--format", "csv").FailsWith(1, "m.json: this is JSON, as the models");
        Run("fit", data, "--label", "y", "--lambda", "0.1", "--penalty", "group-lasso", "--groups", model).FailsWith(1, "m.json: this is JSON, as the models");
        Run("mlp", data, "--label", "y", "--hidden", "4", "--validation-file", model).FailsWith(1, "m.json: this is JSON, as the models");
        Run("fit", WriteBytes("sheet.xlsx", [.. "PK"u8, 3, 4, 20, 0]), "--label", "y", "--lambda", "0.1").FailsWith(1, "sheet.xlsx: this is a zip archive, as spreadsheets (.xlsx) are");
    }

    [TestMethod]
    public void Predict_ActivationThatThereIsNot_NamesItAndTheChoices()
    {
        Run("mlp", Write("s.csv", SmallTable()), "--label", "y", "--hidden", "4", "--epochs", "1", "--quiet", "--out", In("m.json")).Succeeds();
        File.WriteAllText(In("m.json"), File.ReadAllText(In("m.json")).Replace("\"activation\": \"relu\"", "\"activation\": \"swish\"", StringComparison.Ordinal));
        Run("predict", In("m.json"), In("s.csv")).FailsWith(
            1, "m.json: this is not a model that can be used: 'activation' is \"swish\", which it cannot have; it must be one of \"relu\", \"leaky-relu\", \"tanh\", \"logistic\".");
        File.WriteAllText(In("m.json"), File.ReadAllText(In("m.json")).Replace("\"activation\": \"swish\",", string.Empty, StringComparison.Ordinal));
        Outcome outcome = Run("predict", In("m.json"), In("s.csv"));
        outcome.FailsWith(1, "it lacks", "activation");
        Assert.IsFalse(outcome.Error.Contains("Regularization.Tool", StringComparison.Ordinal), outcome.Error);
    }

    [TestMethod]
    public void Help_Predict_NamesTheColumnsOfEveryFamily()
    {
        string help = Run("predict", "--help").Succeeds();
        foreach (string part in (string[])["gaussian", "huber", "poisson", "probability_NAME", "multinomial", "linear_predictor"])
        {
            StringAssert.Contains(help, part);
        }
    }

    private static string Times(double range)
    {
        var random = new Random(1);
        var text = new StringBuilder("t,a,y\n");
        for (int i = 0; i < 60; i++)
        {
            double t = range * random.NextDouble();
            text.Append(FormattableString.Invariant($"{1.7e9 + t:R},{random.NextDouble():R},{t + random.NextDouble():R}\n"));
        }

        return text.ToString();
    }
}
