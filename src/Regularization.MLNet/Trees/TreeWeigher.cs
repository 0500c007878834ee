namespace Regularization;

/// <summary>Weighs the trees of an ensemble and their leaves, as a <see cref="TreePruning"/> says.</summary>
internal sealed class TreeWeigher(TreePruning pruning, int seed)
{
    private static readonly FitOptions Options = FitOptions.Default with { Standardize = false };

    /// <summary>How many lambdas above a path whose largest keeps too many trees.</summary>
    private const int Above = 20;

    private static readonly Penalty TreePenalty = Penalties.Lasso with { LowerBounds = [0] };

    /// <summary>The μ of ridge: indicators have no unit, so that one grid does for all data. The largest leaves nearly all as it is, the smallest frees leaves of one row in a hundred.</summary>
    private static readonly LambdaGrid RidgeGrid = new() { Values = [.. Enumerable.Range(0, 10).Select(k => 0.3 * Math.Pow(10, -0.3 * k))] };

    /// <summary>Chooses by rows that the trees have not seen.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="train">The rows they were grown on.</param>
    /// <param name="judge">The others.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public (WeighedTrees Trees, FitSummary? TreeFit, FitSummary? LeafFit) Choose(TreeModel model, TreeRows train, TreeRows judge, CancellationToken cancellationToken)
    {
        LambdaSelection byRule = pruning.Lambda ?? LambdaSelection.HeldOut(rule: pruning.Rule);
        if (pruning.Weighing == TreeWeighing.Leaves)
        {
            int[] all = AllOf(model);
            FitSummary leaves = LeafFitter(model, byRule).Fit(Leaves(model, train, all, null), Leaves(model, judge, all, null), null, cancellationToken);
            return (WeighedTrees.From(model.Trees, null, leaves.Selected, all), null, leaves);
        }

        FitSummary fit = TreeFitter(model, byRule).Fit(Outputs(model, train), Outputs(model, judge), null, cancellationToken);
        WeighedTrees trees = WeighedTrees.From(model.Trees, fit.Selected, null, []);
        if (pruning.Weighing == TreeWeighing.Trees || trees.Kept.Length == 0)
        {
            return (trees, fit, null);
        }

        FitSummary moved = LeafFitter(model, LambdaSelection.HeldOut(rule: pruning.Rule)).Fit(Leaves(model, train, trees.Kept, trees), Leaves(model, judge, trees.Kept, trees), null, cancellationToken);
        return Judged(moved) < Judged(fit) ? (WeighedTrees.From(model.Trees, fit.Selected, moved.Selected, trees.Kept), fit, moved) : (trees, fit, null);
    }

    /// <summary>Chooses as <see cref="TreePruning.Lambda"/> says, by rows that the trees were grown on.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="lambda">How.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public (WeighedTrees Trees, FitSummary? TreeFit, FitSummary? LeafFit) Choose(TreeModel model, TreeRows rows, LambdaSelection lambda, CancellationToken cancellationToken)
    {
        if (pruning.Weighing == TreeWeighing.Leaves)
        {
            int[] all = AllOf(model);
            FitSummary leaves = LeafFitter(model, lambda).Fit(Leaves(model, rows, all, null), null, cancellationToken);
            return (WeighedTrees.From(model.Trees, null, leaves.Selected, all), null, leaves);
        }

        FitSummary fit = TreeFitter(model, lambda).Fit(Outputs(model, rows), null, cancellationToken);
        return (WeighedTrees.From(model.Trees, fit.Selected, null, []), fit, null);
    }

    /// <summary>Weighs trees grown anew with strengths that were chosen: of trees with the chosen λ, or the next larger one, of its path or above it, that keeps no more than may be.</summary>
    /// <param name="model">The trees.</param>
    /// <param name="rows">The rows they were grown on.</param>
    /// <param name="treeFit">The fit that chose λ, or null.</param>
    /// <param name="leafFit">The fit that chose μ, or null for leaves that do not move.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    public WeighedTrees Again(TreeModel model, TreeRows rows, FitSummary? treeFit, FitSummary? leafFit, CancellationToken cancellationToken)
    {
        int[] of = AllOf(model);
        Solution? weights = null;
        WeighedTrees? trees = null;
        if (treeFit is not null)
        {
            var grid = new LambdaGrid { Values = [.. treeFit.Path.Take(treeFit.SelectedIndex + 1).Select(solution => solution.Lambda)] };
            TrainingProblem outputs = Outputs(model, rows);
            RegularizationPath Path(LambdaGrid of)
            {
                RegularizationPath path = new PathSolver(model.Scale.Loss, TreePenalty) { Options = Options, Grid = of }.Fit(outputs, null, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                return path;
            }

            bool IsFew(Solution solution) => solution.NonzeroCount <= Most(model);
            RegularizationPath path = Path(grid);
            // The rows are others, and their λmax may be above the path: there no tree is left.
            weights = path.LastOrDefault(IsFew) ?? Path(new LambdaGrid { Count = Above, Ratio = Math.Clamp(path[0].Lambda / path.LambdaMax, 1e-4, 0.999), EarlyStop = false }).Last(IsFew);
            trees = WeighedTrees.From(model.Trees, weights, null, []);
            of = trees.Kept;
        }

        Solution? leaves = leafFit is null || of.Length == 0
            ? null
            : LeafFitter(model, LambdaSelection.Fixed(leafFit.Selected.Lambda)).Fit(Leaves(model, rows, of, trees), null, cancellationToken).Selected;
        return WeighedTrees.From(model.Trees, weights, leaves, of);
    }

    private static double Judged(FitSummary fit) => fit.HeldOut!.Deviance.Mean[fit.SelectedIndex];

    private static int[] AllOf(TreeModel model) => [.. Enumerable.Range(0, model.Trees.Length)];

    private static TrainingProblem Outputs(TreeModel model, TreeRows rows) => new(rows.Leaves.ToDesignMatrix(), Targets(model, rows))
    {
        Weights = rows.Weights,
        FeatureNames = [.. AllOf(model).Select(t => $"tree {t}")],
    };

    /// <summary>The leaves of some trees, on top of what trees give that were weighed.</summary>
    private static TrainingProblem Leaves(TreeModel model, TreeRows rows, int[] trees, WeighedTrees? weighed) => new(rows.Leaves.ToLeafMatrix(trees), Targets(model, rows))
    {
        Weights = rows.Weights,
        Offsets = weighed?.Predict(rows.Leaves),
        FeatureNames = [.. trees.SelectMany(t => Enumerable.Range(0, model.Trees[t].LeafCount).Select(leaf => $"leaf {leaf} of tree {t}"))],
    };

    private static double[] Targets(TreeModel model, TreeRows rows) => [.. rows.Labels.Select(model.Scale.Target)];

    private int Most(TreeModel model) => Math.Max(1, (int)(pruning.MaximumShare * model.Trees.Length));

    private LinearModelFitter TreeFitter(TreeModel model, LambdaSelection lambda) => new(model.Scale.Loss, TreePenalty)
    {
        Options = Options,
        Grid = pruning.Grid,
        Lambda = lambda,
        MaximumNonzeros = Most(model),
        Seed = seed,
    };

    private LinearModelFitter LeafFitter(TreeModel model, LambdaSelection lambda) => new(model.Scale.Loss, Penalties.ElasticNet(pruning.LeafL1Ratio))
    {
        Options = Options,
        Grid = pruning.LeafL1Ratio == 0 ? RidgeGrid : LambdaGrid.Default,
        Lambda = lambda,
        Seed = seed,
    };
}
