namespace Regularization;

/// <summary>Assigns rows to the folds of a cross-validation.</summary>
internal static class Folds
{
    /// <summary>Folds of equal size at random; for classes, each class is spread evenly over the folds.</summary>
    public static int[] Random(ReadOnlySpan<double> y, bool stratify, int folds, int seed)
    {
        int[] order = new int[y.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        new Random(seed).Shuffle(order);
        double[] response = y.ToArray();
        if (stratify)
        {
            order = [.. order.OrderBy(i => response[i])];
        }

        int[] fold = new int[order.Length];
        for (int k = 0; k < order.Length; k++)
        {
            fold[order[k]] = k % folds;
        }

        return fold;
    }

    /// <summary>The rows of a random share of all, ascending; for classes, of each of them.</summary>
    public static int[] Share(ReadOnlySpan<double> y, bool stratify, double fraction, int seed)
    {
        // With as many folds as rows, the fold is the place in the random order.
        int[] place = Random(y, stratify, y.Length, seed);
        return [.. Enumerable.Range(0, place.Length).Where(i => Math.Floor((place[i] + 1) * fraction) > Math.Floor(place[i] * fraction))];
    }

    /// <summary>The problem with some rows at weight 0, to train on, and those rows, to judge by.</summary>
    /// <exception cref="ArgumentException">One of them has no row of positive weight.</exception>
    public static (TrainingProblem Training, TrainingProblem Judging) HoldOut(TrainingProblem problem, int[] rows, double fraction)
    {
        double[] weights = problem.NormalizedWeights(), kept = [.. weights];
        foreach (int i in rows)
        {
            kept[i] = 0;
        }

        return rows.Sum(i => weights[i]) > 0 && kept.Sum() > 0
            ? (problem.WithWeights(kept), problem.SelectRows(rows))
            : throw new ArgumentException(
                FormattableString.Invariant($"A fraction of {fraction} holds out {rows.Length} of {problem.X.Rows} rows; there must be rows of positive weight to train on and to judge by. Use {(weights.Count(w => w > 0) > 1 ? "another fraction" : "more rows")}, or fix lambda."),
                nameof(problem));
    }

    /// <summary>Folds that a property FoldOfRow gives, renumbered 0, 1, … in ascending order of their numbers, and those numbers.</summary>
    /// <exception cref="ArgumentException">The length is not n, or there is one fold only.</exception>
    public static (int[] FoldOfRow, int[] Names) Given(IReadOnlyList<int> foldOfRow, int rows)
    {
        if (foldOfRow.Count != rows)
        {
            throw new ArgumentException($"FoldOfRow has {foldOfRow.Count} values for {rows} rows; give the fold of every row.", "FoldOfRow");
        }

        int[] numbers = [.. foldOfRow.Distinct().Order()];
        if (numbers.Length < 2)
        {
            throw new ArgumentException($"FoldOfRow puts every row into fold {numbers[0]}; cross-validation needs at least 2 folds.", "FoldOfRow");
        }

        return ([.. foldOfRow.Select(f => Array.BinarySearch(numbers, f))], numbers);
    }
}
