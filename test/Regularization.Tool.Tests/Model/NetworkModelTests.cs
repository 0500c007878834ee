namespace Regularization.Tool.Tests;

[TestClass]
public class NetworkModelTests : ToolTest
{
    [TestMethod]
    public void Read_WhatWasWritten_GivesTheSame()
    {
        string text = ModelJson.Write(Sample());
        ModelFile again = ModelJson.Read(Write("model.json", text));

        Assert.AreEqual(text, ModelJson.Write(again));
        StringAssert.Contains(text, "[0.1, -2.5, 1E-08]");
        StringAssert.Contains(text, "\"activation\": \"leaky-relu\"");
        StringAssert.StartsWith(text, "{\n  \"format\": \"regularize-network\",\n  \"version\": 1,\n  \"family\": \"multinomial\",".ReplaceLineEndings());
    }

    [TestMethod]
    public void Score_ByHand_IsTheSame()
    {
        var row = new FeatureVector();
        row.Add(0, 2);
        double[] outputs = new double[2];
        Sample().Score(row, outputs);

        // z = 2 [0.1, -2.5, 1e-8] + [0, 0, 1], negatives times 0.01.
        double[] hidden = [2 * (double)0.1f, (double)0.01f * -5, 1 + (2 * (double)1e-8f)];
        Assert.AreEqual(0.5 + hidden[0] + (3 * hidden[1]), outputs[0], 1e-12);
        Assert.AreEqual(-hidden[0] + hidden[2], outputs[1], 1e-12);
    }

    [TestMethod]
    [DataRow("\"version\": 1", "\"version\": 7", "its version is 7, and this tool reads version 1")]
    [DataRow("\"regularize-network\"", "\"regularize-model\"", "this is not a model that can be used")]
    [DataRow("[0, 0, 1]", "[0, 0]", "layer 1 has not as many weights for each input as biases (2)")]
    [DataRow("[0.1, -2.5, 1E-08]", "[0.1, \"x\", 1E-08]", "has String where Number belongs")]
    [DataRow("[0.1, -2.5, 1E-08]", "[0.1, 1e99, 1E-08]", "this is not a model that can be used")]
    [DataRow("[0.1, -2.5, 1E-08]", "[0.1, -2.5, 1E-08], [1, 2, 3]", "layer 1 has weights for 3 inputs and not for 2")]
    [DataRow("\"no\",", "\"no\", \"perhaps\",", "the last layer has 2 outputs where the label has 3")]
    [DataRow("\"deviation\": 2", "\"deviation\": 0", "the deviation of a number is not positive and finite")]
    [DataRow("\"multinomial\"", "\"binomial\"", "the classes of the label do not fit the family")]
    [DataRow("\"leaky-relu\"", "\"swish\"", "this is not a model that can be used")]
    public void Read_NotANetwork_SaysWhatIsWrong(string from, string to, string part)
    {
        string text = ModelJson.Write(Sample());
        Assert.IsTrue(text.Contains(from, StringComparison.Ordinal), text);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        string path = Write("model.json", text[..at] + to + text[(at + from.Length)..]);

        ToolException e = Assert.ThrowsExactly<ToolException>(() => ModelJson.Read(path));
        StringAssert.Contains(e.Message, "model.json: this is not a model that can be used: ");
        StringAssert.Contains(e.Message, part);
        Assert.IsFalse(e.Message.Contains('\n', StringComparison.Ordinal));
    }

    private static NetworkModel Sample() => new()
    {
        Format = NetworkModel.FormatName,
        Version = NetworkModel.CurrentVersion,
        Family = Family.Multinomial,
        Label = new ModelLabel { Column = "y", Classes = ["no", "yes"] },
        Missing = MissingPolicy.Refuse,
        Inputs = [new NumberInput { Column = "a", Mean = 1, Deviation = 2 }, new NumberInput { Column = "b", Mean = 0 }],
        Activation = ActivationKind.LeakyRelu,
        Layers =
        [
            new ModelLayer { Biases = [0, 0, 1], Weights = [[0.1f, -2.5f, 1e-8f], [1, 1, 1]] },
            new ModelLayer { Biases = [0.5f, 0], Weights = [[1, -1], [3, 0], [0, 1]] },
        ],
        Fit = new NetworkModelFit
        {
            Tool = "0.1.0",
            Model = "a network",
            LearningRate = 0.001,
            WeightDecay = 0,
            L1 = 0,
            L2 = 0,
            Group = 0,
            Seed = 1,
            Rows = 10,
            RowsSkipped = 0,
            Features = 2,
            Epochs = 5,
            BestEpoch = 4,
            Status = "AllEpochs",
            Metric = "accuracy",
            TrainLoss = 0.5,
            TrainMetric = 0.9,
        },
    };
}
