// Rules that a person can read, from trees and a lasso: what makes houses dear, and who earns much. And what they cost in accuracy.
using System.Globalization;
using Microsoft.ML;
using Regularization;
using RulesSample;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
Show("Median value of houses, dollars", "#,0", "root mean squared error", "#,0", RuleTrainers.Houses(ml, Path.Combine(AppContext.BaseDirectory, "california_housing.csv")));
Show("Log-odds of an income above 50,000 dollars", "0.00", "area under the ROC curve", "0.000", RuleTrainers.Incomes(ml, Path.Combine(AppContext.BaseDirectory, "adult.csv")));

static void Show(string title, string unit, string measure, string format, RuleTrainers.Result result)
{
    RuleSet rules = result.Rules.Rules;
    Console.WriteLine($"{title}: {rules.Rules.Count} of {rules.RulesTried} rules and {rules.LinearTerms.Count} linear terms. The ten rules that count most:");
    string signed = $"+{unit};-{unit}";
    Console.WriteLine($"{"adds",10}{"of rows",9}  if");
    foreach (Rule rule in rules.Rules.Take(10))
    {
        Console.WriteLine($"{rule.Coefficient.ToString(signed),10}{rule.Support,9:p0}  {rule}");
    }

    Console.WriteLine($"Inputs that count most: {string.Join(", ", rules.InputImportance.Take(5).Select(input => input.Key))}.");
    Console.WriteLine($"On held-out rows, {measure}: rules {result.RuleFit.ToString(format)}, FastTree {result.FastTree.ToString(format)}, lasso {result.Lasso.ToString(format)}.\n");
}
