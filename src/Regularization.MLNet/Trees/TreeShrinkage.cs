using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Regularization;

/// <summary>Hierarchical shrinkage of ML.NET's tree models: <see cref="HierarchicalShrinkage"/> with the rows counted and the model put together again.</summary>
internal static class TreeShrinkage
{
    /// <summary>The shrunken outputs of all trees.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="lambda">λ.</param>
    public static double[][] LeafValues(TreeRows rows, double lambda) =>
        [.. rows.Leaves.Trees.Select((tree, t) => HierarchicalShrinkage.LeafValues(tree, rows.Leaves.LeafWeights(t, rows.Weights), lambda))];

    /// <summary>The shrunken model.</summary>
    public static ITransformer Shrunken(IHostEnvironment env, TreeModel model, TreeRows rows, double lambda) =>
        model.With(env, [.. LeafValues(rows, lambda).Select((values, t) => (t, values))]);

    /// <summary>Adds the loss of each λ on judging rows, and their weight.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">The rows the trees were grown on.</param>
    /// <param name="judge">Other rows, in the same trees.</param>
    /// <param name="lambdas">The λ.</param>
    /// <param name="losses">Sums of the loss for each λ, added to.</param>
    /// <returns>The sum of the weights of the judging rows.</returns>
    public static double AddLosses(TreeModel model, TreeRows train, TreeRows judge, double[] lambdas, double[] losses)
    {
        var scores = new double[judge.Leaves.Rows];
        int divisor = model.Divisor(model.Trees.Length);
        for (int k = 0; k < lambdas.Length; k++)
        {
            Array.Clear(scores);
            double[][] values = LeafValues(train, lambdas[k]);
            for (int t = 0; t < values.Length; t++)
            {
                judge.Leaves.AddOutputs(t, values[t], scores);
            }

            for (int i = 0; i < scores.Length; i++)
            {
                losses[k] += (judge.Weights?[i] ?? 1) * model.Scale.LossOf(scores[i] / divisor, judge.Labels[i]);
            }
        }

        return judge.Weights?.Sum() ?? scores.Length;
    }

    /// <summary>Checks λ given to choose from.</summary>
    public static double[] Checked(IReadOnlyList<double>? lambdas)
    {
        double[] copy = [.. lambdas ?? HierarchicalShrinkage.DefaultLambdas];
        if (copy.Length == 0)
        {
            throw new ArgumentException("Lambdas is empty; give at least one, or null for 0, 0.1, 1, 10, 50, 100 and 500.", nameof(lambdas));
        }

        foreach (double lambda in copy)
        {
            CheckLambda(lambda, nameof(lambdas));
        }

        return copy;
    }

    /// <summary>Refuses a λ that is no strength.</summary>
    public static void CheckLambda(double lambda, string parameter)
    {
        if (!(lambda >= 0))
        {
            throw new ArgumentOutOfRangeException(parameter, FormattableString.Invariant($"Lambda is {lambda}; it must not be negative. 0 leaves the trees as they are, and infinity gives the mean."));
        }
    }
}
