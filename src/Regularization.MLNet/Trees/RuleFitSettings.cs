using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>The options of a trainer of rules as they were when it was made, checked.</summary>
internal sealed class RuleFitSettings
{
    private const double MostOfTheRows = 0.5;

    private readonly int _rules, _seed, _leastRows;
    private readonly double _meanLeaves, _learningRate;
    private readonly int[]? _treeSizes;
    private readonly double? _subsample;
    private readonly bool _categorical;
    private readonly int _threads;
    private readonly TreeOptions? _trees;

    /// <summary>Checks and copies the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="loss">The loss of the task.</param>
    /// <param name="env">The environment of the trainer's catalog.</param>
    /// <param name="treeOptions">The classes that <see cref="RuleFitOptions.Trees"/> may be of.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that is not allowed.</exception>
    /// <exception cref="ArgumentException">The options ask for what nothing can be chosen with.</exception>
    public RuleFitSettings(RuleFitOptions options, Loss loss, IHostEnvironment env, params ReadOnlySpan<Type> treeOptions)
    {
        (LabelColumn, FeatureColumn, WeightColumn) = (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        _rules = Checked(options.NumberOfRules, options.NumberOfRules >= 2, nameof(options.NumberOfRules), "at least 2");
        _meanLeaves = Checked(options.MeanLeaves, options.MeanLeaves >= 2 && double.IsFinite(options.MeanLeaves), nameof(options.MeanLeaves), "at least 2, such as 4");
        _treeSizes = options.TreeSizes is null ? null : [.. options.TreeSizes.Distinct().Order()];
        if (_treeSizes is not null && (_treeSizes.Length == 0 || _treeSizes[0] < 2))
        {
            throw new ArgumentOutOfRangeException(nameof(options.TreeSizes), $"TreeSizes is {(_treeSizes.Length == 0 ? "empty" : string.Join(", ", _treeSizes))}; each must be at least 2, such as 2, 4 and 8, or null for sizes that are drawn.");
        }

        _learningRate = Checked(options.LearningRate, options.LearningRate is > 0 and <= 1, nameof(options.LearningRate), "in (0, 1], such as 0.01");
        _subsample = options.SubsampleFraction is { } share ? Checked(share, share is > 0 and <= 1, nameof(options.SubsampleFraction), "in (0, 1], or null for that of the recipe") : null;
        _leastRows = Checked(options.MinimumExampleCountPerLeaf, options.MinimumExampleCountPerLeaf >= 1, nameof(options.MinimumExampleCountPerLeaf), "at least 1");
        _threads = Checked(options.NumberOfThreads ?? 0, options.NumberOfThreads is null or >= 0, nameof(options.NumberOfThreads), "at least 1, or 0 or null for all processors");
        _trees = options.Trees is null ? null : CheckedTrees(options.Trees, treeOptions);
        IsClassification = loss.IsClassification;
        (_categorical, _seed) = (options.CategoricalSplit, options.Seed ?? MLNetAccess.Seed(env) ?? 1);
        Fitter = new RuleFitter(loss)
        {
            LinearTerms = options.LinearTerms,
            WinsorizedShare = options.WinsorizedShare,
            Lambda = options.Lambda,
            Grid = options.LambdaGrid,
            MaximumTerms = options.MaximumTerms,
            MaximumRules = options.MaximumRules,
            RulePenaltyFactors = options.RulePenaltyFactors,
            Relaxations = options.Relaxations,
            Seed = _seed,
            Options = FitOptions.Default with { Threads = _threads },
        };
        (CrossFit, Progress, CancellationToken) = (options.CrossFit, options.Progress, options.CancellationToken);
        try
        {
            Fitter.CheckChoice(CrossFit);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(e.Message.Replace(nameof(RuleFitter.FitAcross), nameof(options.CrossFit), StringComparison.Ordinal), nameof(options), e);
        }
    }

    /// <summary>Whether folds of growing and choosing choose.</summary>
    public bool CrossFit { get; }

    public bool IsClassification { get; }

    public string LabelColumn { get; }

    public string FeatureColumn { get; }

    public string? WeightColumn { get; }

    public RuleFitter Fitter { get; }

    public IProgress<FitProgress>? Progress { get; }

    public CancellationToken CancellationToken { get; }

    public int Seed => _seed;

    /// <summary>Label, features and weight of the training data.</summary>
    public TreeColumns Columns => new(LabelColumn, FeatureColumn, WeightColumn);

    /// <summary>A copy of the options of trees that were given, for these columns; null if none were.</summary>
    public TreeOptions? GivenTrees(TreeColumns columns)
    {
        if (_trees is null)
        {
            return null;
        }

        TreeOptions copy = FastTreeAccess.Copy(_trees);
        (copy.LabelColumnName, copy.FeatureColumnName, copy.ExampleWeightColumnName) = (columns.Label, columns.Features, columns.Weight);
        return copy;
    }

    /// <summary>How many trees of how many leaves to grow, the smallest first: sizes are drawn until there are rules enough, or each given one has as many.</summary>
    /// <param name="share">The part of the rules that is grown.</param>
    public IEnumerable<(int Leaves, int Trees)> Sizes(double share)
    {
        double most = Math.Max(2, _rules * share);
        if (_treeSizes is not null)
        {
            int of = (int)Math.Ceiling(most / _treeSizes.Sum(leaves => 2.0 * (leaves - 1)));
            return _treeSizes.Select(leaves => (leaves, of));
        }

        var random = new Random(_seed);
        var trees = new SortedDictionary<int, int>();
        for (int rules = 0; rules < most;)
        {
            int leaves = 2 + (int)Math.Min(-Math.Log(1 - random.NextDouble()) * (_meanLeaves - 2), most / 2);
            trees[leaves] = trees.GetValueOrDefault(leaves) + 1;
            rules += 2 * (leaves - 1);
        }

        return trees.Select(size => (size.Key, size.Value));
    }

    /// <summary>Fills in the options of a stock trainer.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="options">The options.</param>
    /// <param name="columns">Where to find label, features and weight.</param>
    /// <param name="leaves">The leaves of each tree.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="rows">How many rows the data have.</param>
    public T Fill<T>(T options, TreeColumns columns, int leaves, int trees, long rows)
        where T : BoostedTreeOptions
    {
        (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName) = (columns.Label, columns.Features, columns.Weight);
        (options.NumberOfLeaves, options.NumberOfTrees, options.LearningRate, options.MinimumExampleCountPerLeaf) = (leaves, trees, _learningRate, _leastRows);
        double share = _subsample ?? Math.Min(MostOfTheRows, (100 + (6 * Math.Sqrt(rows))) / rows);
        (options.BaggingSize, options.BaggingExampleFraction) = (share < 1 ? 1 : 0, share);      // a bag for each tree
        (options.CategoricalSplit, options.Seed, options.NumberOfThreads) = (_categorical, _seed + leaves, _threads > 0 ? _threads : null);
        return options;
    }

    private static TreeOptions CheckedTrees(TreeOptions trees, ReadOnlySpan<Type> allowed)
    {
        foreach (Type type in allowed)
        {
            if (type.IsInstanceOfType(trees))
            {
                return FastTreeAccess.Copy(trees);
            }
        }

        throw new ArgumentException($"Trees is {Name(trees.GetType())}; for this task it must be {string.Join(" or ", allowed.ToArray().Select(Name))}.", nameof(RuleFitOptions.Trees));

        static string Name(Type type) => $"{type.DeclaringType?.Name}.{type.Name}";
    }

    private static T Checked<T>(T value, bool isAllowed, string name, string rule) =>
        isAllowed ? value : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} is {value}; it must be {rule}."));
}
