namespace Regularization.Tool.Tests;

[TestClass]
public class ModelJsonTests : ToolTest
{
    [TestMethod]
    public void Read_WhatWasWritten_GivesTheSame()
    {
        LinearModel model = Sample();
        string text = ModelJson.Write(model);
        var again = (LinearModel)ModelJson.Read(Write("model.json", text));

        Assert.AreEqual(text, ModelJson.Write(again));
        Assert.AreEqual(model.Intercept, again.Intercept);
        CollectionAssert.AreEqual(model.Coefficients.ToArray(), again.Coefficients.ToArray());
        Assert.HasCount(3, again.Inputs);
        Assert.AreEqual("größe", ((NumberInput)again.Inputs[0]).Column);
        StringAssert.Contains(text, "\"größe\"");
        StringAssert.Contains(text, "\"family\": \"binomial\"");
        StringAssert.Contains(text, "\"kind\": \"category\"");
    }

    [TestMethod]
    public void Read_Gzip_IsRead()
    {
        var again = (LinearModel)ModelJson.Read(WriteBytes("model.json.gz", Gzip(ModelJson.Write(Sample()))));
        Assert.AreEqual(0.25, again.Intercept);
    }

    [TestMethod]
    [DataRow("\"version\": 1", "\"version\": 2", "its version is 2, and this tool reads version 1")]
    [DataRow("\"regularize-model\"", "\"another\"", "'format' is \"another\"; it must be one of \"regularize-model\"")]
    [DataRow("\"format\"", "\"kind\"", "it lacks 'format', which must be one of")]
    [DataRow("\"regularize-model\"", "3", "'format' is 3; it must be one of")]
    [DataRow("\"kind\": \"text\"", "\"sort\": \"text\"", "'inputs[2]' lacks 'kind', which must be one of \"number\"")]
    [DataRow("\"kind\": \"text\"", "\"kind\": null", "'inputs[2].kind' is null")]
    [DataRow("\"kind\": \"text\"", "\"kind\": 4", "'inputs[2].kind' is 4; it must be one of")]
    [DataRow("\"mean\": 1.5", "\"mean\": 1e999", "the mean of a number is not finite")]
    [DataRow("\"blue\"", "\"red\"", "a category has a level twice")]
    [DataRow("\"feature\": 2", "\"feature\": 9", "feature 9 is out of order or above 4")]
    [DataRow("\"name\": \"c=red\"", "\"name\": \"c=blue\"", "feature 2 is 'c=red' by the inputs and 'c=blue' by the coefficients")]
    [DataRow("\"intercept\": 0.25", "\"intercept\": null", "intercept")]
    [DataRow("\"inputs\"", "\"outputs\"", "inputs")]
    [DataRow("\"positive\": \"1\"", "\"other\": \"1\"", "the classes of the label do not fit the family")]
    [DataRow("\"kind\": \"text\"", "\"kind\": \"sound\"", "'inputs[2].kind' is \"sound\"; it must be one of \"number\", \"category\", \"text\", \"libsvm\"")]
    [DataRow("\"idf\": [", "\"idf\": [ 1,", "not as many idf values as words")]
    [DataRow("\"family\": \"binomial\"", "\"family\": \"poisson\"", "family")]
    [DataRow("\"value\": 0.1", "\"value\": null", "'coefficients[0].value' is null, which it cannot have")]
    [DataRow("\"value\": 0.1", "\"value\": \"x\"", "'coefficients[0].value' is \"x\", which it cannot have")]
    [DataRow("\"value\": 0.1", "\"other\": 0.1", "'coefficients[0]' lacks 'value'.")]
    [DataRow("\"value\": 0.1", "\"value\": 0.1,", "it is not JSON from line ")]
    [DataRow("\"coefficients\": [", "\"coefficients\": [ null,", "'coefficients[0]' is null, which it cannot have")]
    [DataRow("\"coefficients\": [", "\"coefficients\": null, \"others\": [", "'coefficients' is null, which it cannot have")]
    [DataRow("\"inputs\": [", "\"inputs\": [ null,", "'inputs[0]' is null, which it cannot have")]
    [DataRow("\"idf\": [", "\"idf\": [ null,", "].idf[0]' is null, which it cannot have")]
    [DataRow("{", "[", "model.json: this is not a model that can be used")]
    public void Read_NotAModel_SaysWhatIsWrong(string from, string to, string part)
    {
        string text = ModelJson.Write(Sample());
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.IsTrue(at >= 0, text);
        string path = Write("model.json", text[..at] + to + text[(at + from.Length)..]);

        ToolException e = Assert.ThrowsExactly<ToolException>(() => ModelJson.Read(path));
        StringAssert.Contains(e.Message, part);
        StringAssert.Contains(e.Message, "model.json: this is not a model that can be used: ");
        foreach (string internals in (string[])["\n", "discriminator", "BytePositionInLine", "Regularization.Tool."])
        {
            Assert.DoesNotContain(internals, e.Message);
        }
    }

    [TestMethod]
    [DataRow("", "the file is empty")]
    [DataRow(" \n", "the file is empty")]
    [DataRow("null", "it is null where a model is an object")]
    [DataRow("[1]", "it is a list where a model is an object")]
    [DataRow("hello", "it is not JSON from line 1 on")]
    public void Read_NoObject_SaysWhatItIs(string text, string part) =>
        Assert.Contains(part, Assert.ThrowsExactly<ToolException>(() => ModelJson.Read(Write("model.json", text))).Message);

    [TestMethod]
    public void Read_CutOff_SaysSo()
    {
        string text = ModelJson.Write(Sample());
        ToolException e = Assert.ThrowsExactly<ToolException>(() => ModelJson.Read(Write("model.json", text[..(text.Length / 2)])));
        StringAssert.Contains(e.Message, "this is not a model that can be used");
    }

    private static LinearModel Sample() => new()
    {
        Format = LinearModel.FormatName,
        Version = LinearModel.CurrentVersion,
        Family = Family.Binomial,
        Label = new ModelLabel { Column = "y", Negative = "0", Positive = "1" },
        Missing = MissingPolicy.Mean,
        Intercept = 0.25,
        Coefficients = [new Coefficient(0, "größe", 0.1), new Coefficient(2, "c=red", -1.0 / 3), new Coefficient(4, "t:win", 2)],
        Inputs =
        [
            new NumberInput { Column = "größe", Mean = 1.5 },
            new CategoryInput { Column = "c", Levels = ["blue", "red"], Shares = [0.25, 0.75] },
            new TextInput { Column = "t", Words = ["free", "win"], Idf = [1.5, 2] },
        ],
        Fit = new ModelFit
        {
            Tool = "0.1.0",
            Penalty = "lasso",
            L1Ratio = 1,
            Lambda = 0.01,
            LambdaBy = "given",
            Standardized = true,
            Rows = 10,
            RowsSkipped = 0,
            Features = 5,
            DevianceExplained = 0.5,
            DualityGap = null,
            Status = "Converged",
        },
    };
}
