using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>
/// Makes a model of rules out of stock transformers: one tree ensemble for all rules, as the coefficients on the way to a leaf add up to its output; linear
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
    private readonly List<float> _weights = [];

    /// <summary>Makes all stages but the last.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="input">The training data.</param>
    /// <param name="featureColumn">The feature column.</param>
    /// <param name="labelColumn">The label column.</param>
    /// <param name="rules">The rules and terms.</param>
    /// <param name="trees">The transformer whose score is the sum of the rules that fire times their coefficients, from the schema of its data; null without rules.</param>
    public RuleChain(IHostEnvironment env, IDataView input, string featureColumn, string labelColumn, RuleSet rules, Func<DataViewSchema, ITransformer>? trees)
    {
        TransformsCatalog transforms = MLNetAccess.Transforms(env);
        IDataView data = input;
        double bias = rules.Intercept;
        if (rules.LinearTerms.Count > 0)
        {
            Add(transforms.Expression(Values, "x : isna(x) ? 0 : x", featureColumn).Fit(data));
            Add(transforms.Expression(IsMissing, "x : single(isna(x) ? 1 : 0)", featureColumn).Fit(data));
            Add(transforms.Concatenate(Both, Values, IsMissing).Fit(data));
            Add(MLNetAccess.MulticlassTransformer(env, Scaling(env, rules.LinearTerms, ((VectorDataViewType)input.Schema[featureColumn].Type).Size), Schema(data.Schema[Both]), Both, labelColumn: null, Hidden));
            Add(transforms.Expression(Linear, "x : min(max(x, 0), 1)", Score).Fit(data));
            foreach (LinearTerm term in rules.LinearTerms)
            {
                _weights.Add((float)(term.Coefficient * ((double)term.Upper - term.Lower)));
                bias += term.Coefficient * term.Lower;
            }

            _weights.AddRange(Enumerable.Repeat(0f, Math.Max(0, FewestOutputs - rules.LinearTerms.Count)));
        }

        if (trees is not null)
        {
            Add(trees(Schema(data.Schema[featureColumn])));
            _weights.Add(1);
        }

        if (_weights.Count > 0)
        {
            Add(transforms.Concatenate(Score, [.. rules.LinearTerms.Count > 0 ? [Linear] : Array.Empty<string>(), .. trees is not null ? [Score] : Array.Empty<string>()]).Fit(data));
        }

        if (rules.LinearTerms.Count > 0)
        {
            Add(transforms.DropColumns(Values, IsMissing, Both, Linear, Hidden).Fit(data));
        }

        // Without a single rule or term the model is a constant: a linear one on the features with weights of 0.
        TopFeatures = _weights.Count > 0 ? Score : featureColumn;
        Weights = _weights.Count > 0 ? ModelWeights.From([.. _weights]) : new VBuffer<float>(((VectorDataViewType)input.Schema[featureColumn].Type).Size, 0, [], []);
        Bias = (float)bias;
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

    /// <summary>The weights of the last model.</summary>
    public VBuffer<float> Weights { get; }

    /// <summary>The bias of the last model.</summary>
    public float Bias { get; }

    /// <summary>The whole model.</summary>
    /// <typeparam name="TLast">The type of the last transformer.</typeparam>
    /// <param name="top">The last model.</param>
    public TransformerChain<TLast> With<TLast>(TLast top)
        where TLast : class, ITransformer => new([.. _stages, top]);

    /// <summary>The trees of the rules of a set, each leaf with the sum of the coefficients on the way to it.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="grown">All trees, in the order of the positions that rules name.</param>
    public static TreeEnsembleModelParameters Trees(IHostEnvironment env, IReadOnlyList<Rule> rules, IReadOnlyList<(TreeModel Model, int Tree)> grown)
    {
        var trees = new List<(TreeEnsembleModelParameters, int, double[])>();
        foreach (IGrouping<int, Rule> ofTree in rules.GroupBy(rule => rule.Tree).OrderBy(group => group.Key))
        {
            (TreeModel model, int at) = grown[ofTree.Key];
            trees.Add((model.Ensemble, at, LeafValues(model.Trees[at], ofTree.ToDictionary(rule => rule.Node, rule => rule.Coefficient))));
        }

        return FastTreeAccess.WithTrees(env, grown[0].Model.Ensemble, trees);
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
    private static LinearMulticlassModelParameters Scaling(IHostEnvironment env, IReadOnlyList<LinearTerm> terms, int features)
    {
        int outputs = Math.Max(terms.Count, FewestOutputs);
        var weights = new VBuffer<float>[outputs];
        var biases = new float[outputs];
        for (int k = 0; k < outputs; k++)
        {
            if (k >= terms.Count)
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
