using System.Globalization;

namespace Regularization.Tool.Tests;

[TestClass]
public class MlpCommandTests : ToolTest
{
    [TestMethod]
    public void Mlp_Diabetes_ReportsEpochsAndWhatIsLeft()
    {
        string report = Run("mlp", Diabetes, "--label", "y", "--hidden", "16", "--seed", "3", "--out", In("m.json")).Succeeds();
        foreach (string part in new[] { "442 rows, 10 features", "hidden layers 16, relu; squared loss, adamw", "numbers and label standardised", "val. rmse", "training    loss", "validation  loss", "16 of 16 hidden neurons left", "kernels", "to train", "regularize predict" })
        {
            StringAssert.Contains(report, part);
        }

        var model = (NetworkModel)ModelJson.Read(In("m.json"));
        Assert.IsTrue(model.Fit.ValidationMetric is > 40 and < 70, $"{model.Fit.ValidationMetric}");
        Assert.AreEqual(442, model.Fit.Rows);
        Assert.AreEqual("rmse", model.Fit.Metric);
    }

    [TestMethod]
    public void Mlp_Group_CutsNeuronsOutOfTheModel()
    {
        string report = Run("mlp", Diabetes, "--label", "y", "--hidden", "32", "--group", "0.01", "--out", In("m.json")).Succeeds();
        int left = ((NetworkModel)ModelJson.Read(In("m.json"))).Layers[0].Biases.Count;
        Assert.IsTrue(left is > 0 and < 32, $"{left}");
        StringAssert.Contains(report, $"{left} of 32 hidden neurons left");
    }

    [TestMethod]
    public void Mlp_L1Proximal_MakesZerosAndAsALossTermNone()
    {
        string proximal = Run("mlp", Diabetes, "--label", "y", "--l1", "0.01", "--epochs", "20").Succeeds();
        Assert.IsTrue(Zeros(proximal) > 10, proximal);
        string term = Run("mlp", Diabetes, "--label", "y", "--l1", "0.01", "--epochs", "20", "--penalty-mode", "loss").Succeeds();
        Assert.AreEqual(0, Zeros(term));
    }

    [TestMethod]
    public void Mlp_SameSeed_GivesTheSameModel()
    {
        foreach (string name in new[] { "1.json", "2.json", "3.json" })
        {
            Run("mlp", Diabetes, "--label", "y", "--epochs", "5", "--dropout", "0.2", "--threads", "1", "--seed", name == "3.json" ? "8" : "7", "--quiet", "--out", In(name)).Succeeds();
        }

        Assert.AreEqual(File.ReadAllText(In("1.json")), File.ReadAllText(In("2.json")));
        Assert.AreNotEqual(File.ReadAllText(In("1.json")), File.ReadAllText(In("3.json")));
    }

    [TestMethod]
    [DataRow("--optimizer sgd --schedule step --warmup 2")]
    [DataRow("--optimizer momentum --schedule plateau --clip 1")]
    [DataRow("--optimizer nesterov --schedule cosine --hidden 8,8 --activation tanh")]
    [DataRow("--optimizer adam --l2 0.001 --decay-biases --activation leaky-relu")]
    [DataRow("--optimizer rmsprop --learning-rate 0.001 --activation logistic")]
    [DataRow("--hidden none --learning-rate 0.01")]
    [DataRow("--family huber --batch 64 --validation 0")]
    public void Mlp_Options_Train(string options)
    {
        string[] given = options.Split(' ');
        string report = Run(["mlp", Diabetes, "--label", "y", "--epochs", "30", .. given]).Succeeds();
        Run(["mlp", Diabetes, "--label", "y", "--epochs", "30", "--quiet", "--out", In("m.json"), .. given]).Succeeds();
        var model = (NetworkModel)ModelJson.Read(In("m.json"));
        Assert.IsTrue(model.Fit.TrainMetric < 77, report);
        Assert.AreEqual(options.Contains("--validation 0", StringComparison.Ordinal), model.Fit.ValidationLoss is null);
    }

    [TestMethod]
    public void Mlp_Curve_HasARowForEachEpoch()
    {
        Run("mlp", Write("f.csv", Flowers()), "--label", "species", "--family", "multinomial", "--epochs", "12", "--patience", "0", "--quiet", "--curve", In("c.csv")).Succeeds();
        string[] lines = File.ReadAllLines(In("c.csv"));
        Assert.AreEqual("epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,penalty,weight_norm,zero_share,live_neurons,seconds", lines[0]);
        Assert.HasCount(13, lines);
        Assert.IsTrue(double.Parse(lines[12].Split(',')[4], CultureInfo.InvariantCulture) < double.Parse(lines[1].Split(',')[4], CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void Mlp_Top_ShowsSoManyEpochsAndTheBest()
    {
        string report = Run("mlp", Diabetes, "--label", "y", "--epochs", "40", "--patience", "0", "--top", "3").Succeeds();
        StringAssert.Contains(report, " of 40 epochs, * is kept; --top 0 shows all");
        Assert.AreEqual(1, report.Split('\n').Count(line => line.TrimStart().StartsWith('*') && char.IsDigit(line.TrimStart()[1])));
    }

    [TestMethod]
    public void Mlp_Search_ChoosesAndSaysSo()
    {
        string report = Run("mlp", Diabetes, "--label", "y", "--hidden", "8", "--epochs", "15", "--search-decay", "0,0.1", "--search-l1", "0,10", "--folds", "3", "--out", In("m.json")).Succeeds();
        foreach (string part in new[] { "Search: 4 networks", "weight decay", "held-out loss", " ± ", "  chosen", "weight decay by search, l1 by search" })
        {
            StringAssert.Contains(report, part);
        }

        var model = (NetworkModel)ModelJson.Read(In("m.json"));
        Assert.AreEqual(0, model.Fit.L1);
        Assert.IsTrue(model.Fit.WeightDecay is 0 or 0.1);
    }

    [TestMethod]
    public void Mlp_ValidationFile_Judges()
    {
        string train = Write("train.csv", Flowers()), test = Write("test.csv", Flowers(60, seed: 2));
        string report = Run("mlp", train, "--label", "species", "--family", "multinomial", "--validation-file", test, "--out", In("m.json")).Succeeds();
        StringAssert.Contains(report, "test.csv: 60 rows");

        // What training says of these rows is what prediction says of them.
        var model = (NetworkModel)ModelJson.Read(In("m.json"));
        Predictions predictions = Predictor.Predict(model, test, FileFormat.Csv, TableFormat.Csv, MissingPolicy.Refuse, UnknownLevelPolicy.Refuse, null, default);
        Assert.AreEqual(2 * model.Fit.ValidationLoss!.Value, Evaluation.Of(Family.Multinomial, predictions)[0].Value, 1e-4);
        Assert.AreEqual(1, model.Fit.ValidationMetric!.Value, 0.05);

        Run("mlp", train, "--label", "species", "--family", "multinomial", "--validation-file", Write("no.csv", "sepal_length,sepal_width,petal_length,petal_width\n1,1,1,1\n"))
            .FailsWith(1, "no.csv has no column 'species', the label");
        Run("mlp", train, "--label", "species", "--family", "multinomial", "--quiet", "--validation-file", Write("rose.csv", Flowers(3) + "1,1,1,1,rose\n"))
            .FailsWith(1, "rose.csv, line 5, column 'species': the label 'rose' is no class of the training rows, which are setosa, versicolor, virginica");
    }

    [TestMethod]
    public void Mlp_WeightsInBothFiles_AreRead()
    {
        string train = Write("train.csv", "a,w,y\n1,1,1\n2,1,2\n3,0,99\n4,2,4\n"), test = Write("test.csv", "y,w,a\n1,1,1\n77,0,1\n");
        Run("mlp", train, "--label", "y", "--weights", "w", "--validation-file", test, "--quiet", "--out", In("m.json")).Succeeds();
        Assert.IsTrue(((NetworkModel)ModelJson.Read(In("m.json"))).Fit.ValidationMetric < 76);
        Run("mlp", train, "--label", "y", "--weights", "w", "--validation-file", Write("no.csv", "y,a\n1,1\n"), "--quiet").FailsWith(1, "no.csv has no column 'w'");
    }

    [TestMethod]
    public void Mlp_Diverging_SaysWhatToDo() =>
        Run("mlp", Diabetes, "--label", "y", "--optimizer", "sgd", "--learning-rate", "1e6", "--quiet")
            .FailsWith(1, "The loss became NaN or infinite in epoch 1, batch ", "learning rate 1e+06", "Lower the learning rate");

    [TestMethod]
    public void Mlp_BadData_IsRefused()
    {
        Run("mlp", Write("one.csv", "a,y\n1,1\n"), "--label", "y", "--quiet").FailsWith(1, "--validation", "1 row leaves 0 for validation");
        Run("mlp", Write("x.csv", Flowers()), "--label", "species", "--quiet").FailsWith(1, "the label 'setosa' is not a number, which --family gaussian needs");
        Run("mlp", In("x.csv"), "--label", "species", "--family", "binomial", "--quiet").FailsWith(1, "'virginica' is a third class", "--family multinomial");
        string rare = Write("rare.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},{(i == 4 ? "rare" : i % 2 == 0 ? "b" : "c")}\n")));
        Run("mlp", rare, "--label", "y", "--family", "multinomial", "--validation", "0.8", "--seed", "1", "--quiet").Succeeds();      // each class keeps a row to train on
        Outcome large = Run("mlp", Diabetes, "--label", "y", "--no-normalize", "--epochs", "1", "--batch", "1000", "--quiet");
        large.Succeeds();
        StringAssert.Contains(large.Error, "Warning: Feature 's1' has the value 301");
        StringAssert.Contains(large.Error, "Normalise them first");
        StringAssert.Contains(large.Error, "Warning: --batch is 1000, more than the 354 training rows");
    }

    [TestMethod]
    public void Mlp_Outlier_IsNamed()
    {
        string path = Write("x.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 20000).Select(i => $"{(i == 77 ? 1e6 : i % 5)},{i % 3},{i % 2}\n")));
        Outcome outcome = Run("mlp", path, "--label", "y", "--epochs", "1", "--hidden", "2", "--quiet");
        outcome.Succeeds();
        StringAssert.Contains(outcome.Error, "Warning: Feature 'a' has the value 141.4 after normalisation");
        StringAssert.Contains(outcome.Error, "Check that value, or leave the feature out.");
    }

    private static double Zeros(string report)
    {
        string line = report.Split('\n').Single(l => l.StartsWith("weights ", StringComparison.Ordinal));
        return double.Parse(line.Split(", ")[1].Split('%')[0], CultureInfo.InvariantCulture);
    }
}
