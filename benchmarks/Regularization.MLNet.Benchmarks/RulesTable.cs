using System.Globalization;

namespace Regularization.Benchmarks;

/// <summary>The results of the benchmark of rules as Markdown: means over the splits.</summary>
internal static class RulesTable
{
    public static void Print(List<RulesResult> results)
    {
        Part(results, "RuleFit, accurate", ["fasttree", "lasso"], "accurate", within: 0.03, (rules, _) => rules <= 60, "at most 60 rules");
        Part(results, "RuleFit, defaults", ["fasttree", "lasso"], "rulefit", within: 0.03, (rules, _) => rules <= 60, "at most 60 rules");
        Part(results, "RuleFit, folds of growing and choosing", ["fasttree", "lasso"], "crossfit", within: 0.03, (rules, _) => rules <= 60, "at most 60 rules");
        Part(results, "Pruned FastTree", ["fasttree"], "pruned", within: 0.01, (size, of) => size <= 0.3 * of, "at most 30% of the trees");
        Part(results, "Trees alone", ["fasttree"], "trees", within: 0.01, (size, of) => size <= 0.3 * of, "at most 30% of the trees");
        Part(results, "Leaves alone", ["fasttree"], "leaves", within: 0.01, (_, _) => true, "any number of trees");
        Part(results, "Shrunken forest", ["forest"], "shrunken", within: 0, (_, _) => true, "any number of trees");
    }

    private static void Part(List<RulesResult> results, string title, string[] rivals, string model, double within, Func<double, double, bool> isSmall, string words)
    {
        Console.WriteLine($"{title}\n\n| data | {string.Join(" | ", rivals)} | {model} | to the best | size | seconds | reached |\n|---{string.Concat(Enumerable.Repeat("|---", rivals.Length + 5))}|");
        var ratios = new List<double>();
        int reached = 0;
        foreach (string data in RuleData.Names)
        {
            RulesResult[] mine = Of(model);
            RulesResult[][] theirs = [.. rivals.Select(rival => Of(rival).Where(r => mine.Any(m => m.Split == r.Split)).ToArray())];        // on the same splits
            if (mine.Length == 0 || theirs.Any(rival => rival.Length == 0))
            {
                continue;
            }

            double loss = mine.Average(r => r.Loss), size = mine.Average(r => r.Size), of = mine.Average(r => r.Of), ratio = loss / theirs.Min(rival => rival.Average(r => r.Loss));
            double? rules = mine.Average(r => r.Rules);
            bool isReached = ratio <= 1 + within && isSmall(rules ?? size, of);
            string sizes = string.Create(CultureInfo.InvariantCulture, $"{rules ?? size:0.#}{(rules is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" + {size - rules:0.#}"))} of {of:0}");
            reached += isReached ? 1 : 0;
            ratios.Add(ratio);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {data} | {string.Join(" | ", theirs.Select(rival => Cell(rival)))} | {Cell(mine)} | {ratio:0.000} | {sizes} | {mine.Average(r => r.Seconds):0.0} | {(isReached ? "yes" : "no")} |"));

            RulesResult[] Of(string name) => [.. results.Where(r => r.Data == data && r.Model == name)];
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nWithin {within:p0} with {words} on {reached} of {ratios.Count}; ratio in the mean {(ratios.Count > 0 ? ratios.Average() : 0):0.000}.\n"));
    }

    private static string Cell(RulesResult[] results) => string.Create(CultureInfo.InvariantCulture, $"{results.Average(r => r.Loss):g4} ({results.Average(r => r.Error):g3})");
}
