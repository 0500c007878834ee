using Microsoft.ML;
using Microsoft.ML.Data;
using Regularization.MLNet.Tests.Trees;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Reports of what trainers found, and its tables as ML.NET reads them.</summary>
[TestClass]
public sealed class HtmlReportTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"regularization-{Guid.NewGuid():n}.html");

    [TestCleanup]
    public void Delete() => File.Delete(_file);

    [TestMethod]
    public void ToHtml_OfALassoTrainer_NamesTheSlots()
    {
        _ml.Regression.Trainers.Lasso().FitWithSummary(TestData.Load(_ml)).Summary.ToHtml(_file);
        string html = File.ReadAllText(_file);
        Assert.Contains("<section id=\"path\"", html);
        Assert.Contains("<td>income</td>", html);
    }

    [TestMethod]
    public void ToHtml_OfANetwork_HasItsCurves()
    {
        MultilayerPerceptronSummary summary = _ml.Regression.Trainers.MultilayerPerceptron(Networks.Small<MultilayerPerceptronRegressionTrainer.Options>(o => o.Epochs = 3)).FitWithSummary(TestData.Load(_ml)).Summary;
        summary.ToHtml(_file);
        Assert.Contains("<section id=\"curves\"", File.ReadAllText(_file));
        Assert.AreEqual(File.ReadAllText(_file), summary.ToHtml());
    }

    [TestMethod]
    public void ToHtml_OfRulesAndTrees_IsTheTextOfTheFile()
    {
        IDataView data = TestData.Load(_ml, TreeData.Examples());
        RuleFitSummary rules = _ml.Regression.Trainers.RuleFit(new RuleFitRegressionTrainer.Options { NumberOfRules = 30, NumberOfThreads = 1, Lambda = LambdaSelection.Fixed(0.01) }).FitWithSummary(data).Summary;
        rules.ToHtml(_file);
        Assert.AreEqual(File.ReadAllText(_file), rules.ToHtml());
        Assert.Contains("Importance of the inputs", rules.ToHtml());
        TreePruningSummary trees = _ml.Regression.Trainers.PrunedFastTree(numberOfTrees: 10).FitWithSummary(data).Summary;
        trees.ToHtml(_file);
        Assert.AreEqual(File.ReadAllText(_file), trees.ToHtml());
        Assert.Contains("<section id=\"path\"", trees.ToHtml());
    }

    [TestMethod]
    public void CoefficientTable_AsADataView_HasItsColumns()
    {
        FitSummary summary = _ml.Regression.Trainers.Lasso(lambda: 0.01).FitWithSummary(TestData.Load(_ml)).Summary;
        IDataView view = _ml.Data.LoadFromEnumerable(summary.CoefficientTable());
        CollectionAssert.AreEqual(summary.CoefficientTable().Select(row => row.Name).ToArray(), view.GetColumn<string>("Name").ToArray());
        CollectionAssert.AreEqual(summary.CoefficientTable().Select(row => row.Standardized).ToArray(), view.GetColumn<double>("Standardized").ToArray());
    }
}
