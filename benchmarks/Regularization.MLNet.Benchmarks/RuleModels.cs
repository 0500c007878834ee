using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization.Benchmarks;

/// <summary>The models that the benchmark of rules compares.</summary>
internal static class RuleModels
{
    /// <summary>Few deep trees: what hierarchical shrinkage is for.</summary>
    private const int DeepTrees = 10, DeepLeaves = 500, DeepRows = 1;

    public static string[] Names { get; } = ["lasso", "fasttree", "rulefit", "crossfit", "accurate", "pruned", "trees", "leaves", "forest", "shrunken"];

    public static (ITransformer Model, int Size, int Of, int? Rules) Train(MLContext ml, IDataView data, string model, bool isBinary) =>
        isBinary ? Binary(ml.BinaryClassification.Trainers, data, model) : Regression(ml.Regression.Trainers, data, model);

    /// <summary>The two measures of a <see cref="RulesResult"/>.</summary>
    public static (double Loss, double Error) Judge(IDataView scored, float[] labels, bool isBinary)
    {
        float[] scores = [.. scored.GetColumn<float>("Score")];
        if (!isBinary)
        {
            return (Math.Sqrt(scores.Zip(labels, (s, y) => ((double)s - y) * (s - y)).Average()), scores.Zip(labels, (s, y) => Math.Abs((double)s - y)).Average());
        }

        double wrong = scores.Zip(labels, (s, y) => (s > 0) != (y > 0.5) ? 1.0 : 0.0).Average();
        if (scored.Schema.GetColumnOrNull("Probability") is null)
        {
            // A FastForest without probabilities: the sum of trees that are near 1 and -1 each.
            return (scores.Zip(labels, (s, y) => Math.Pow((s / DeepTrees) - ((2 * y) - 1), 2) / 4).Average(), wrong);
        }

        double[] probabilities = [.. scored.GetColumn<float>("Probability").Select(p => Math.Clamp(p, 1e-7, 1 - 1e-7))];
        return (-probabilities.Zip(labels, (p, y) => Math.Log(y > 0.5 ? p : 1 - p)).Average(), probabilities.Zip(labels, (p, y) => (p > 0.5) != (y > 0.5) ? 1.0 : 0.0).Average());
    }

    /// <summary>How RuleFit is made: with defaults, with folds of growing and choosing, or as <c>Accurate</c>.</summary>
    private static RuleFitRegressionTrainer.Options Rules(string model, string label)
    {
        RuleFitRegressionTrainer.Options options = model == "accurate" ? RuleFitRegressionTrainer.Options.Accurate() : new() { CrossFit = model == "crossfit" };
        options.LabelColumnName = label;
        return options;
    }

    private static RuleFitBinaryTrainer.Options Rules(string model) => model == "accurate" ? RuleFitBinaryTrainer.Options.Accurate() : new() { CrossFit = model == "crossfit" };

    private static TreePruning Pruning(string model) => new()
    {
        Weighing = model switch { "trees" => TreeWeighing.Trees, "leaves" => TreeWeighing.Leaves, _ => TreeWeighing.TreesThenLeaves },
    };

    private static (ITransformer Model, int Size, int Of, int? Rules) Regression(RegressionCatalog.RegressionTrainers trainers, IDataView data, string model)
    {
        const string Label = "Number";
        FastForestRegressionTrainer.Options deep = new() { LabelColumnName = Label, NumberOfTrees = DeepTrees, NumberOfLeaves = DeepLeaves, MinimumExampleCountPerLeaf = DeepRows };
        switch (model)
        {
            case "lasso":
                (var linear, FitSummary fit) = trainers.Lasso(new ElasticNetTrainer.Options { LabelColumnName = Label }).FitWithSummary(data);
                return (linear, fit.Selected.NonzeroCount, fit.Features, null);
            case "fasttree":
                var full = trainers.FastTree(Label).Fit(data);
                return (full, full.Model.TrainedTreeEnsemble.Trees.Count, full.Model.TrainedTreeEnsemble.Trees.Count, null);
            case "rulefit" or "crossfit" or "accurate":
                (var chain, RuleFitSummary rules) = trainers.RuleFit(Rules(model, Label)).FitWithSummary(data);
                return (chain, rules.Rules.Rules.Count + rules.Rules.LinearTerms.Count, rules.Rules.RulesTried, rules.Rules.Rules.Count);
            case "pruned" or "trees" or "leaves":
                (var pruned, TreePruningSummary pruning) = trainers.PrunedFastTree(new FastTreeRegressionTrainer.Options { LabelColumnName = Label }, Pruning(model)).FitWithSummary(data);
                return (pruned, pruning.TreesKept, pruning.TreesGrown, null);
            case "forest":
                return (trainers.FastForest(deep).Fit(data), DeepTrees, DeepTrees, null);
            case "shrunken":
                return (trainers.HierarchicalShrinkage(trainers.FastForest(deep)).Fit(data), DeepTrees, DeepTrees, null);
            default:
                throw new ArgumentException($"There is no model '{model}'; there are {string.Join(", ", Names)}.", nameof(model));
        }
    }

    private static (ITransformer Model, int Size, int Of, int? Rules) Binary(BinaryClassificationCatalog.BinaryClassificationTrainers trainers, IDataView data, string model)
    {
        FastForestBinaryTrainer.Options deep = new() { NumberOfTrees = DeepTrees, NumberOfLeaves = DeepLeaves, MinimumExampleCountPerLeaf = DeepRows };
        switch (model)
        {
            case "lasso":
                (var linear, FitSummary fit) = trainers.ElasticNetLogisticRegression(new ElasticNetLogisticRegressionTrainer.Options { L1Ratio = 1 }).FitWithSummary(data);
                return (linear, fit.Selected.NonzeroCount, fit.Features, null);
            case "fasttree":
                var full = trainers.FastTree().Fit(data);
                return (full, full.Model.SubModel.TrainedTreeEnsemble.Trees.Count, full.Model.SubModel.TrainedTreeEnsemble.Trees.Count, null);
            case "rulefit" or "crossfit" or "accurate":
                (var chain, RuleFitSummary rules) = trainers.RuleFit(Rules(model)).FitWithSummary(data);
                return (chain, rules.Rules.Rules.Count + rules.Rules.LinearTerms.Count, rules.Rules.RulesTried, rules.Rules.Rules.Count);
            case "pruned" or "trees" or "leaves":
                (var pruned, TreePruningSummary pruning) = trainers.PrunedFastTree(new FastTreeBinaryTrainer.Options(), Pruning(model)).FitWithSummary(data);
                return (pruned, pruning.TreesKept, pruning.TreesGrown, null);
            case "forest":
                return (trainers.FastForest(deep).Fit(data), DeepTrees, DeepTrees, null);
            case "shrunken":
                return (trainers.HierarchicalShrinkage(trainers.FastForest(deep)).Fit(data), DeepTrees, DeepTrees, null);
            default:
                throw new ArgumentException($"There is no model '{model}'; there are {string.Join(", ", Names)}.", nameof(model));
        }
    }
}
