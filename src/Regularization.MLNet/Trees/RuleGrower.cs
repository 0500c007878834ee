using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>Grows the trees of which rules are made: by the recipe a boosted sequence for each size, as FastTree grows all trees of a run to one size, or one ensemble by given options.</summary>
/// <param name="settings">How.</param>
/// <param name="recipe">Options of the task's FastTree, as they are by default.</param>
/// <param name="train">Trains the stock ensemble that options are of.</param>
internal sealed class RuleGrower(RuleFitSettings settings, Func<BoostedTreeOptions> recipe, Func<IDataView, TreeOptions, ITransformer> train)
{
    /// <summary>All trees.</summary>
    /// <param name="input">The data.</param>
    /// <param name="columns">Where to find label, features and weight.</param>
    /// <param name="cancellationToken">Stops between two ensembles.</param>
    /// <param name="share">The part of the rules of the recipe that is grown.</param>
    public List<(TreeModel Model, int Tree)> Grow(IDataView input, TreeColumns columns, CancellationToken cancellationToken, double share = 1)
    {
        if (settings.GivenTrees(columns) is { } given)
        {
            return Add([], TreeModel.Of(train(input, given)));
        }

        long rows = input.GetRowCount() ?? Count(input);
        var grown = new List<(TreeModel, int)>();
        foreach ((int leaves, int trees) in settings.Sizes(share))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(grown, TreeModel.Of(train(input, settings.Fill(recipe(), columns, leaves, trees, rows))));
        }

        return grown;
    }

    /// <summary>Grows trees on some rows and puts these in them.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="some">Which.</param>
    /// <param name="cancellationToken">Stops between two ensembles.</param>
    public LeafTable GrowOn(RuleRows rows, IReadOnlyList<int> some, CancellationToken cancellationToken) =>
        Table(Grow(rows.View(some), settings.IsClassification ? RuleRows.ClassColumns : RuleRows.NumberColumns, cancellationToken), rows, some);

    /// <summary>Trees that tell each of several classes from all others, an equal part of the rules for each.</summary>
    /// <param name="rows">All rows, whose labels are the numbers of their classes.</param>
    /// <param name="some">Which.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="cancellationToken">Stops between two ensembles.</param>
    public List<(TreeModel Model, int Tree)> GrowClasses(RuleRows rows, IReadOnlyList<int> some, int classes, CancellationToken cancellationToken) =>
        [.. Enumerable.Range(0, classes).SelectMany(k => Grow(rows.View(some, label => label == k), RuleRows.ClassColumns, cancellationToken, 1.0 / classes))];

    /// <summary>Puts some rows in trees.</summary>
    /// <param name="grown">The trees.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="some">Which.</param>
    public static LeafTable Table(List<(TreeModel Model, int Tree)> grown, RuleRows rows, IReadOnlyList<int> some)
    {
        var leaves = new LeafTable([.. grown.Select(tree => tree.Model.Trees[tree.Tree])]);
        foreach (int row in some)
        {
            leaves.Add(rows.Row(row));
        }

        return leaves;
    }

    private static List<(TreeModel Model, int Tree)> Add(List<(TreeModel Model, int Tree)> grown, TreeModel model)
    {
        grown.AddRange(Enumerable.Range(0, model.Trees.Length).Select(t => (model, t)));
        return grown;
    }

    private static long Count(IDataView data)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([]);
        long rows = 0;
        while (cursor.MoveNext())
        {
            rows++;
        }

        return rows;
    }
}

/// <summary>The columns that trees are grown from.</summary>
/// <param name="Label">The label.</param>
/// <param name="Features">The features.</param>
/// <param name="Weight">The example weight, or null.</param>
internal readonly record struct TreeColumns(string Label, string Features, string? Weight);
