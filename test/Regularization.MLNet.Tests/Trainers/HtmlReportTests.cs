using Microsoft.ML;
using Microsoft.ML.Data;

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
        _ml.Regression.Trainers.MultilayerPerceptron(Networks.Small<MultilayerPerceptronRegressionTrainer.Options>(o => o.Epochs = 3)).FitWithSummary(TestData.Load(_ml)).Summary.ToHtml(_file);
        Assert.Contains("<section id=\"curves\"", File.ReadAllText(_file));
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
