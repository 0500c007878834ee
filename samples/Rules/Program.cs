// Rules that a person can read, from trees and a lasso: what makes houses dear, and who earns much. And what they cost in accuracy.
using System.Globalization;
using Microsoft.ML;
using RulesSample;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
Show("Median value of houses, dollars", "#,0", "root mean squared error", "#,0", RuleTrainers.Houses(ml, Path.Combine(AppContext.BaseDirectory, "california_housing.csv")));
Show("Log-odds of an income above 50,000 dollars", "0.00", "area under the ROC curve", "0.000", RuleTrainers.Incomes(ml, Path.Combine(AppContext.BaseDirectory, "adult.csv")));

static void Show(string title, string unit, string measure, string format, RuleTrainers.Result result)
{
    foreach (string line in RuleTable.Lines(title, unit, measure, format, result))
    {
        Console.WriteLine(line);
    }
}
