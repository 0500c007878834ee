using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>What the trainers of rules have in common: columns, how trees are grown, and how rules are chosen.</summary>
/// <remarks>
/// The defaults are the recipe of Friedman and Popescu (2008). Options are read and checked when the trainer is made; changing them afterwards has no effect on it.
/// <example>
/// <code>
/// RuleFitOptions options = new RuleFitRegressionTrainer.Options { MeanLeaves = 2, LinearTerms = false };   // rules of one condition, and nothing else
/// </code>
/// </example>
/// </remarks>
public abstract class RuleFitOptions
{
    private protected RuleFitOptions()
    {
    }

    /// <summary>The name of the label column.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The name of the feature column, a vector of <see cref="float"/> of known size.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The name of the column of example weights, <see cref="float"/>; null for equal weights.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>About how many rules to grow, at least 2: a tree of t leaves has 2 (t − 1).</summary>
    public int NumberOfRules { get; set; } = 500;

    /// <summary>The mean number of leaves of a tree, at least 2; sizes are drawn as 2 plus an exponential number of mean <see cref="MeanLeaves"/> − 2, rounded down. 2 gives rules of one condition.</summary>
    public double MeanLeaves { get; set; } = 4;

    /// <summary>
    /// Leaves of the trees of each boosted sequence, each at least 2, all with the same number of trees, enough for <see cref="NumberOfRules"/>; null for sizes drawn as <see cref="MeanLeaves"/> says. Few sizes make long sequences, whose
    /// later trees find what the first do not.
    /// </summary>
    public IReadOnlyList<int>? TreeSizes { get; set; }

    /// <summary>The learning rate of the boosted trees, in (0, 1].</summary>
    public double LearningRate { get; set; } = 0.01;

    /// <summary>The share of the rows, drawn anew for each tree, that it is grown on, in (0, 1]; null for min(0.5, (100 + 6 √n) / n).</summary>
    public double? SubsampleFraction { get; set; }

    /// <summary>The fewest rows of a leaf, at least 1.</summary>
    public int MinimumExampleCountPerLeaf { get; set; } = 10;

    /// <summary>Whether slots that are categories (of a one-hot encoding) are split as one feature: FastTree's <c>CategoricalSplit</c>.</summary>
    public bool CategoricalSplit { get; set; }

    /// <summary>
    /// Options of FastTree or FastForest (of two classes where there are several) that one ensemble is grown with in place of the recipe above, of which nothing is used then; its columns are set to those here. Null for the recipe.
    /// With several classes there is one such ensemble for each.
    /// </summary>
    public TreeOptions? Trees { get; set; }

    /// <summary>Whether the features themselves may enter beside the rules.</summary>
    public bool LinearTerms { get; set; } = true;

    /// <summary>The share of the rows at each end whose values of a feature are cut off in its linear term, in [0, 0.5).</summary>
    public double WinsorizedShare { get; set; } = 0.025;

    /// <summary>
    /// Where the λ of the lasso comes from: by default the largest within one standard error of the best of 10-fold cross-validation. The folds are of the lasso alone; the rules were
    /// grown on all rows, so that the error of the curve is too small by what they have seen, unless <see cref="CrossFit"/> is asked for.
    /// </summary>
    public LambdaSelection Lambda { get; set; } = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError);

    /// <summary>
    /// Whether the folds that choose λ are of growing and choosing: for each, trees are grown anew on the other rows, so that the fold judges rules that have not seen it. False by default, as it grows K + 1 times. It needs
    /// <see cref="LambdaSelection.CrossValidated"/>. The model is grown on all rows and chosen by all, as without.
    /// </summary>
    public bool CrossFit { get; set; }

    /// <summary>The most rules and linear terms together, at least 1, of those that <see cref="Lambda"/> chooses among; null for any number. With several classes those count that have a coefficient in some class. It goes well with <see cref="SelectionRule.LambdaMin"/>.</summary>
    public int? MaximumTerms { get; set; }

    /// <summary>The most rules, whatever the number of linear terms, at least 1, of those that <see cref="Lambda"/> chooses among; null for any number.</summary>
    public int? MaximumRules { get; set; }

    /// <summary>
    /// Penalty factors of a rule to choose from, where a linear term has 1, each above 0; ∞ is for linear terms alone. By default 1, that of Friedman and Popescu. Among more than one the folds of <see cref="CrossFit"/> choose: where
    /// rules are little better than linear terms on rows that they have not seen, they then come in late or not at all. Without <see cref="LinearTerms"/> several say what one does, and 1 is taken.
    /// </summary>
    public IReadOnlyList<double> RulePenaltyFactors { get; set; } = [1];

    /// <summary>
    /// Shares of λ to choose from, each in (0, 1]: rules and terms are chosen at λ, and their coefficients are those of a lasso over the chosen alone at this share of it, with less shrinkage. 1, the default, is the lasso itself;
    /// others are chosen by the folds of <see cref="CrossFit"/>.
    /// </summary>
    public IReadOnlyList<double> Relaxations { get; set; } = [1];

    /// <summary>The λ of the path; by default 50 down to 1e-2 λmax.</summary>
    public LambdaGrid LambdaGrid { get; set; } = RuleFitter.DefaultGrid;

    /// <summary>Seed of the sizes of trees, of what each is grown on, and of folds; null for that of the <see cref="Microsoft.ML.MLContext"/>, or 1.</summary>
    public int? Seed { get; set; }

    /// <summary>Threads to use, at least 1; 0 or null for all processors.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>Told after every λ of the lasso; null for none.</summary>
    public IProgress<FitProgress>? Progress { get; set; }

    /// <summary>Stops the reading of data and the lasso; trees are grown to the end.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The options that <c>Accurate</c> makes.</summary>
    private protected T Accurate<T>(int maximumRules)
        where T : RuleFitOptions
    {
        if (maximumRules < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maximumRules), $"maximumRules is {maximumRules}; it must be at least 1.");
        }

        (NumberOfRules, TreeSizes, LearningRate, SubsampleFraction) = (1320, [2, 4, 8], 0.1, 0.5);
        (MaximumRules, RulePenaltyFactors, Relaxations) = (maximumRules, [2, 4, 8, double.PositiveInfinity], [0.25, 0.5, 1]);
        (CrossFit, Lambda, LambdaGrid) = (true, LambdaSelection.CrossValidated(folds: 5), new LambdaGrid { Count = 30, Ratio = 1e-3 });
        return (T)this;
    }
}
