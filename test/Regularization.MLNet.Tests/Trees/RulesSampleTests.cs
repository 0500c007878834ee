using Microsoft.ML;
using RulesSample;

namespace Regularization.MLNet.Tests.Trees;

/// <summary>The sample Rules, its own tasks on the same splits.</summary>
[TestClass]
public sealed class RulesSampleTests
{
    [TestMethod]
    public void Houses_ReadableRules_AreBetterThanTheLassoAlone()
    {
        RuleTrainers.Result result = RuleTrainers.Houses(new MLContext(seed: 1), TestData.File("california_housing.csv"));
        Assert.IsLessThan(result.Lasso, result.RuleFit);
        Assert.IsLessThan(result.RuleFit, result.FastTree);
        Assert.IsGreaterThanOrEqualTo(10, result.Rules.Rules.Rules.Count);
        Assert.AreEqual("medianIncome", result.Rules.Rules.InputImportance[0].Key);
    }

    [TestMethod]
    public void Incomes_ReadableRules_NameCategories()
    {
        RuleTrainers.Result result = RuleTrainers.Incomes(new MLContext(seed: 1), TestData.File("adult.csv"));
        Assert.IsGreaterThan(0.85, result.RuleFit);
        Assert.IsTrue(result.Rules.Rules.Rules.Any(rule => rule.ToString().Contains("MaritalStatus.Married-civ-spouse", StringComparison.Ordinal)), result.Rules.ToString());
    }
}
