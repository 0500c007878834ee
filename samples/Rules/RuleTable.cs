using Regularization;

namespace RulesSample;

/// <summary>What the sample prints of a task.</summary>
public static class RuleTable
{
    private const int Shown = 10;

    /// <summary>The rules that count most, the most important first, the inputs that count most, and the accuracy of the models.</summary>
    /// <param name="title">What the rules are of.</param>
    /// <param name="unit">How what a rule adds is written.</param>
    /// <param name="measure">What models are judged by.</param>
    /// <param name="format">How that is written.</param>
    /// <param name="result">What came of the task.</param>
    public static IEnumerable<string> Lines(string title, string unit, string measure, string format, RuleTrainers.Result result)
    {
        RuleSet rules = result.Rules.Rules;
        yield return $"{title}: {rules.Rules.Count} of {rules.RulesTried} rules and {rules.LinearTerms.Count} linear {(rules.LinearTerms.Count == 1 ? "term" : "terms")}.";
        yield return $"The {Shown} rules of the greatest importance, the standard deviation of what each adds:";
        string signed = $"+{unit};-{unit}";
        yield return $"{"importance",10}{"adds",10}{"of rows",9}  if";
        foreach (Rule rule in rules.Rules.Take(Shown))
        {
            yield return $"{rule.Importance.ToString(unit),10}{rule.Coefficient.ToString(signed),10}{rule.Support,9:p0}  {rule}";
        }

        yield return $"Inputs that count most: {string.Join(", ", rules.InputImportance.Take(5).Select(input => input.Key))}.";
        yield return $"On held-out rows, {measure}: rules {result.RuleFit.ToString(format)}, FastTree {result.FastTree.ToString(format)}, lasso {result.Lasso.ToString(format)}.\n";
    }
}
