using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>
/// Makes a model of rules out of stock transformers: a tree ensemble for all rules (of each class), as the coefficients on the way to a leaf add up to its output; linear
/// terms scaled to [0, 1] by a linear model and cut off there by an expression; and a linear model that adds all up.
/// </summary>
/// <remarks>All stages write the column <c>Score</c>, so that the last model's hides those before it, and what else they write is dropped.</remarks>
internal sealed class RuleChain
{
    private const string Score = "Score";

    private const string Values = "RuleFit.Values", IsMissing = "RuleFit.IsMissing", Both = "RuleFit.Both", Linear = "RuleFit.Linear", Hidden = "RuleFit.Hidden";

    /// <summary>A linear multiclass model has at least two outputs.</summary>
    private const int FewestOutputs = 2;

    private readonly List<ITransformer> _stages = [];

    /// <summary>Makes all stages but the last.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="input">The training data.</param>
    /// <param name="featureColumn">The feature column.</param>
    /// <param name="labelColumn">The label column.</param>
    /// <param name="sets">The rules and terms of each output of the last model.</param>
    /// <param name="grown">All trees, in the order of the positions that rules name.</param>
    public RuleChain(IHostEnvironment env, IDataView input, string featureColumn, string labelColumn, IReadOnlyList<RuleSet> sets, IReadOnlyList<(TreeModel Model, int Tree)> grown)
    {
        TransformsCatalog transforms = MLNetAccess.Transforms(env);
        IDataView data = input;
        LinearTerm[] terms = [.. sets.SelectMany(set => set.LinearTerms).DistinctBy(term => term.Feature).OrderBy(term => term.Feature)];
        List<string> parts = [], made = [];
        List<float>[] weights = [.. sets.Select(_ => new List<float>())];
        Biases = [.. sets.Select(set => (float)(set.Intercept + set.LinearTerms.Sum(term => term.Coefficient * term.Lower)))];
        // Trees first: they know the slots that they were grown on, and name the column if it has others.
        for (int k = 0; k < sets.Count; k++)
        {
            if (sets[k].Rules.Count == 0)
            {
                continue;
            }

            Add(FastTreeAccess.Transformer(env, Trees(env, sets[k].Rules, grown), Schema(data.Schema[featureColumn]), featureColumn));
            string part = Score;
            if (sets.Count > 1 || terms.Length > 0)
            {
                part = string.Create(CultureInfo.InvariantCulture, $"RuleFit.Rules{k}");
                Add(transforms.CopyColumns(part, Score).Fit(data));
                made.Add(part);
            }

            parts.Add(part);
            for (int other = 0; other < sets.Count; other++)
            {
                weights[other].Add(other == k ? 1 : 0);
            }
        }

        if (terms.Length > 0)
        {
            Add(transforms.Expression(Values, "x : isna(x) ? 0 : x", featureColumn).Fit(data));
            Add(transforms.Expression(IsMissing, "x : single(isna(x) ? 1 : 0)", featureColumn).Fit(data));
            Add(transforms.Concatenate(Both, Values, IsMissing).Fit(data));
            Add(MLNetAccess.MulticlassTransformer(env, Scaling(env, terms, ((VectorDataViewType)input.Schema[featureColumn].Type).Size), Schema(data.Schema[Both]), Both, labelColumn: null, Hidden));
            Add(transforms.Expression(Linear, "x : min(max(x, 0), 1)", Score).Fit(data));
            for (int k = 0; k < sets.Count; k++)
            {
                Dictionary<int, LinearTerm> own = sets[k].LinearTerms.ToDictionary(term => term.Feature);
                weights[k].AddRange(terms.Select(term => own.TryGetValue(term.Feature, out LinearTerm? of) ? (float)(of.Coefficient * ((double)of.Upper - of.Lower)) : 0));
                weights[k].AddRange(Enumerable.Repeat(0f, Math.Max(0, FewestOutputs - terms.Length)));
            }

            made.AddRange([Values, IsMissing, Both, Linear, Hidden]);
            parts.Add(Linear);
        }

        if (parts.Count > 0)
        {
            Add(transforms.Concatenate(Score, [.. parts]).Fit(data));
        }

        if (made.Count > 0)
        {
            Add(transforms.DropColumns([.. made]).Fit(data));
        }

        // Without a single rule or term the model is a constant: a linear one on the features with weights of 0.
        TopFeatures = parts.Count > 0 ? Score : featureColumn;
        Weights = [.. weights.Select(own => parts.Count > 0 ? ModelWeights.From([.. own]) : new VBuffer<float>(((VectorDataViewType)input.Schema[featureColumn].Type).Size, 0, [], []))];
        DataViewSchema.Column label = input.Schema[labelColumn];
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(TopFeatures, data.Schema[TopFeatures].Type);
        if (label.Name != TopFeatures)
        {
            builder.AddColumn(label.Name, label.Type, label.Annotations);
        }

        TopSchema = builder.ToSchema();

        void Add(ITransformer stage)
        {
            _stages.Add(stage);
            data = stage.Transform(data);
        }
    }

    /// <summary>The column of what the last model reads.</summary>
    public string TopFeatures { get; }

    /// <summary>The schema of what the last model reads, and of the label.</summary>
    public DataViewSchema TopSchema { get; }

    /// <summary>The weights of the last model, for each output.</summary>
    public VBuffer<float>[] Weights { get; }

    /// <summary>Its biases.</summary>
    public float[] Biases { get; }

    /// <summary>The whole model.</summary>
    /// <typeparam name="TLast">The type of the last transformer.</typeparam>
    /// <param name="top">The last model.</param>
    public TransformerChain<TLast> With<TLast>(TLast top)
        where TLast : class, ITransformer => new([.. _stages, top]);

    /// <summary>The trees of the rules of a set, each leaf with the sum of the coefficients on the way to it.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="grown">All trees, in the order of the positions that rules name.</param>
    private static TreeEnsembleModelParameters Trees(IHostEnvironment env, IReadOnlyList<Rule> rules, IReadOnlyList<(TreeModel Model, int Tree)> grown)
    {
        var trees = new List<(TreeEnsembleModelParameters, int, double[])>();
        foreach (IGrouping<int, Rule> ofTree in rules.GroupBy(rule => rule.Tree).OrderBy(group => group.Key))
        {
            (TreeModel model, int at) = grown[ofTree.Key];
            trees.Add((model.Ensemble, at, LeafValues(model.Trees[at], ofTree.ToDictionary(rule => rule.Node, rule => rule.Coefficient))));
        }

        // A forest for numbers averages its trees.
        TreeModel like = grown[rules[0].Tree].Model;
        foreach ((_, _, double[] values) in like.ScoreIsMean ? trees : [])
        {
            for (int leaf = 0; leaf < values.Length; leaf++)
            {
                values[leaf] *= trees.Count;
            }
        }

        return FastTreeAccess.WithTrees(env, like.Ensemble, trees);
    }

    private static double[] LeafValues(DecisionTree tree, Dictionary<int, double> coefficientOf)
    {
        var values = new double[tree.LeafCount];
        var open = new Stack<(int Node, double Sum)>([(0, 0)]);
        while (open.TryPop(out (int Node, double Sum) at))
        {
            if (at.Node < 0)
            {
                values[~at.Node] = at.Sum;
                continue;
            }

            foreach (int child in (ReadOnlySpan<int>)[tree.LeftChild[at.Node], tree.RightChild[at.Node]])
            {
                open.Push((child, at.Sum + coefficientOf.GetValueOrDefault(child)));
            }
        }

        return values;
    }

    /// <summary>The linear model whose scores are (x_j − lower) / (upper − lower), with the missing value in place of x_j where that is missing.</summary>
    private static LinearMulticlassModelParameters Scaling(IHostEnvironment env, LinearTerm[] terms, int features)
    {
        int outputs = Math.Max(terms.Length, FewestOutputs);
        var weights = new VBuffer<float>[outputs];
        var biases = new float[outputs];
        for (int k = 0; k < outputs; k++)
        {
            if (k >= terms.Length)
            {
                weights[k] = new VBuffer<float>(2 * features, 0, [], []);
                continue;
            }

            LinearTerm term = terms[k];
            double scale = 1 / ((double)term.Upper - term.Lower);
            weights[k] = new VBuffer<float>(2 * features, 2, [(float)scale, (float)(scale * term.Missing)], [term.Feature, features + term.Feature]);
            biases[k] = (float)(-scale * term.Lower);
        }

        return MLNetAccess.LinearMulticlass(env, weights, biases);
    }

    private static DataViewSchema Schema(DataViewSchema.Column column)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(column.Name, column.Type);
        return builder.ToSchema();
    }
}
