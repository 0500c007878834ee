using System.Globalization;

namespace Regularization.Tool.Tests;

/// <summary>What <c>predict</c> says by a network's file is what the network itself says.</summary>
[TestClass]
public class MlpPredictTests : ToolTest
{
    [TestMethod]
    [DataRow("relu")]
    [DataRow("leaky-relu")]
    [DataRow("tanh")]
    [DataRow("logistic")]
    public void Predict_Numbers_AreTheNetworksOwn(string activation)
    {
        Run("mlp", Diabetes, "--label", "y", "--hidden", "12,6", "--activation", activation, "--epochs", "20", "--seed", "5", "--threads", "1", "--quiet", "--out", In("m.json")).Succeeds();
        DataSettings settings = new() { File = Diabetes, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y", Normalize = true };
        Activation function = activation switch { "relu" => Activations.Relu, "leaky-relu" => Activations.LeakyRelu, "tanh" => Activations.Tanh, _ => Activations.Logistic };
        (Network network, NetworkRows rows) = Train(settings, NetworkLosses.Squared, [12, 6], function, epochs: 20, seed: 5);
        double[] expected = [.. network.Scores(rows.Data.X).Select(score => rows.Label.Unscaled(score))];

        string[][] lines = Predict(In("m.json"), Diabetes);

        CollectionAssert.AreEqual(new[] { "prediction" }, lines[0]);
        Columns.AreEqual(expected, [.. lines[1..].Select(line => Number(line[0]))], tolerance: 2e-3);
    }

    [TestMethod]
    public void Predict_Classes_AreTheNetworksOwn()
    {
        string path = Write("flowers.csv", Flowers());
        Run("mlp", path, "--label", "species", "--family", "multinomial", "--hidden", "16", "--epochs", "60", "--learning-rate", "0.01", "--seed", "2", "--threads", "1", "--quiet", "--out", In("m.json")).Succeeds();
        DataSettings settings = new() { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Multinomial, Label = "species", Normalize = true };
        (Network network, NetworkRows rows) = Train(settings, NetworkLosses.CrossEntropy, [16], Activations.Relu, epochs: 60, seed: 2, learningRate: 0.01);
        float[] scores = network.Scores(rows.Data.X);

        string[][] lines = Predict(In("m.json"), path);

        CollectionAssert.AreEqual(new[] { "probability_setosa", "probability_versicolor", "probability_virginica", "class" }, lines[0]);
        int right = 0;
        for (int i = 0; i < 150; i++)
        {
            double[] exp = [.. scores.Skip(3 * i).Take(3).Select(s => Math.Exp(s))];
            double[] probabilities = [.. lines[i + 1][..3].Select(Number)];
            Columns.AreEqual([.. exp.Select(e => e / exp.Sum())], probabilities, tolerance: 1e-5);
            Assert.AreEqual(lines[0][Array.IndexOf(probabilities, probabilities.Max())], "probability_" + lines[i + 1][3]);
            right += lines[i + 1][3] == new[] { "setosa", "versicolor", "virginica" }[i % 3] ? 1 : 0;
        }

        Assert.IsTrue(right >= 145, $"{right}");
        Outcome outcome = Run("predict", In("m.json"), path, "--out", In("p.csv"));
        StringAssert.Contains(outcome.Succeeds(), "against labels  deviance ");
        StringAssert.Contains(outcome.Output, "'setosa' in 50 rows");
    }

    [TestMethod]
    public void Predict_NumbersAsClasses_GiveThemBack()
    {
        string path = Write("x.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 3},{(i % 3 == 0 ? "10" : i % 3 == 1 ? "9" : "2")}\n")));
        Run("mlp", path, "--label", "y", "--family", "multinomial", "--epochs", "300", "--learning-rate", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        string[][] lines = Predict(In("m.json"), Write("new.csv", "a\n0\n1\n2\n"));
        Assert.AreEqual("probability_2,probability_9,probability_10,class", string.Join(',', lines[0]));
        Assert.AreEqual("10,9,2", string.Join(',', lines[1..].Select(line => line[3])));
    }

    [TestMethod]
    public void Predict_Messages_AreTheNetworksOwn()
    {
        string part = Write("sms.tsv", string.Join('\n', File.ReadLines(SmsSpam).Take(800)) + "\n");
        Run("mlp", part, "--label", "label", "--family", "binomial", "--text", "text", "--hidden", "8", "--epochs", "5", "--seed", "5", "--threads", "1", "--quiet", "--out", In("m.json")).Succeeds();
        DataSettings settings = new() { File = part, Format = FileFormat.Tsv, Table = TableFormat.Tsv, Family = Family.Binomial, Label = "label", Text = ["text"], Normalize = true };
        (Network network, NetworkRows rows) = Train(settings, NetworkLosses.Logistic, [8], Activations.Relu, epochs: 5, seed: 5);
        Assert.IsTrue(rows.Data.X.IsSparse);

        string[][] lines = Predict(In("m.json"), part);

        CollectionAssert.AreEqual(new[] { "linear_predictor", "probability", "class" }, lines[0]);
        Columns.AreEqual([.. network.Scores(rows.Data.X).Select(s => (double)s)], [.. lines[1..].Select(line => Number(line[0]))], tolerance: 1e-5);
    }

    [TestMethod]
    public void Predict_LibSvm_AreTheNetworksOwn()
    {
        var random = new Random(5);
        string path = Write("x.libsvm", string.Concat(Enumerable.Range(0, 200).Select(i =>
        {
            double first = Math.Round(random.NextDouble(), 3);
            return FormattableString.Invariant($"{(first > 0.5 ? "+1" : "-1")} 3:{100 * first} {4 + (i % 9)}:1\n");
        })));
        Run("mlp", path, "--family", "binomial", "--hidden", "8", "--epochs", "40", "--seed", "5", "--threads", "1", "--quiet", "--out", In("m.json")).Succeeds();
        DataSettings settings = new() { File = path, Format = FileFormat.LibSvm, Table = TableFormat.Csv, Family = Family.Binomial, Normalize = true };
        (Network network, NetworkRows rows) = Train(settings, NetworkLosses.Logistic, [8], Activations.Relu, epochs: 40, seed: 5);

        Columns.AreEqual([.. network.Scores(rows.Data.X).Select(s => (double)s)], [.. Predict(In("m.json"), path)[1..].Select(line => Number(line[0]))], tolerance: 1e-5);
        Assert.AreEqual(1, ((LibSvmInput)ModelJson.Read(In("m.json")).Inputs[0]).Sizes![1]);
    }

    [TestMethod]
    public void Predict_CategoriesAndMissingValues_AreTreatedAsInTraining()
    {
        string path = Write("x.csv", SmallTable() + ",0.5,red,1\n0.5,0.5,,1\n");
        Run("mlp", path, "--label", "y", "--missing", "mean", "--hidden", "8", "--epochs", "30", "--seed", "5", "--threads", "1", "--quiet", "--out", In("m.json")).Succeeds();
        DataSettings settings = new() { File = path, Format = FileFormat.Csv, Table = TableFormat.Csv, Family = Family.Gaussian, Label = "y", Normalize = true, Missing = MissingPolicy.Mean };
        (Network network, NetworkRows rows) = Train(settings, NetworkLosses.Squared, [8], Activations.Relu, epochs: 30, seed: 5);
        double[] expected = [.. network.Scores(rows.Data.X).Select(score => rows.Label.Unscaled(score))];

        Columns.AreEqual(expected, [.. Predict(In("m.json"), path)[1..].Select(line => Number(line[0]))], tolerance: 1e-4);
        Assert.AreEqual("NA", Run("predict", In("m.json"), Write("new.csv", "a,b,c\n1,,red\n"), "--missing", "skip", "--quiet").Succeeds().Split('\n')[1]);
        Run("predict", In("m.json"), Write("new.csv", "a,c\n1,red\n")).FailsWith(1, "no column 'b', which the model needs");
    }

    [TestMethod]
    public void Predict_Counts_ArePositive()
    {
        string path = Write("x.csv", "a,y\n" + string.Concat(Enumerable.Range(0, 80).Select(i => $"{i % 8},{i % 8 / 2}\n")));
        Run("mlp", path, "--label", "y", "--family", "poisson", "--epochs", "200", "--learning-rate", "0.01", "--quiet", "--out", In("m.json")).Succeeds();
        Outcome outcome = Run("predict", In("m.json"), path);
        double[] predictions = [.. outcome.Succeeds().TrimEnd().Split('\n')[1..].Select(Number)];
        Assert.IsTrue(predictions.All(p => p > 0));
        Assert.AreEqual(3, predictions[7], 0.6);
        StringAssert.Contains(outcome.Error, "deviance");
    }

    private static (Network Network, NetworkRows Rows) Train(DataSettings settings, NetworkLoss loss, int[] hidden, Activation activation, int epochs, int seed, double learningRate = 0.001)
    {
        NetworkRows rows = NetworkRows.From(TrainingReader.Read(settings, null, default), settings);
        bool smooth = activation == Activations.Tanh || activation == Activations.Logistic;
        var trainer = new NetworkTrainer(loss, Optimizers.AdamW(learningRate))
        {
            Architecture = new NetworkArchitecture { Hidden = hidden, Activation = activation, Initialization = smooth ? Initialization.Glorot : Initialization.He },
            Options = new TrainingOptions { Epochs = epochs, BatchSize = 32, ValidationFraction = 0.2, Seed = seed, Threads = 1 },
        };
        return (trainer.Fit(rows.Data).Network, rows);
    }

    private static string[][] Predict(string model, string path) =>
        [.. Run("predict", model, path, "--quiet").Succeeds().TrimEnd().Split('\n').Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
