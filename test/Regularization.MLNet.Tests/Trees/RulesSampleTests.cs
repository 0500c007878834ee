using System.Globalization;
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

        // What the sample prints: the most important first, and the column that says so.
        string[] lines = [.. RuleTable.Lines("Houses", "#,0", "error", "#,0", result)];
        int head = Array.FindIndex(lines, line => line.TrimStart().StartsWith("importance", StringComparison.Ordinal));
        double[] importances = [.. lines.Skip(head + 1).Take(10).Select(line => double.Parse(line[..10], NumberStyles.Number, CultureInfo.CurrentCulture))];
        CollectionAssert.AreEqual(importances.OrderDescending().ToArray(), importances);
        Assert.AreEqual(result.Rules.Rules.Rules[0].Importance, importances[0], 0.5);
    }

    [TestMethod]
    public void Incomes_ReadableRules_NameCategories()
    {
        RuleTrainers.Result result = RuleTrainers.Incomes(new MLContext(seed: 1), TestData.File("adult.csv"));
        Assert.IsGreaterThan(0.85, result.RuleFit);
        Assert.IsTrue(result.Rules.Rules.Rules.Any(rule => rule.ToString().Contains("MaritalStatus.Married-civ-spouse", StringComparison.Ordinal)), result.Rules.ToString());
    }
}
