namespace Regularization;

/// <summary>Assigns rows to the folds of a cross-validation.</summary>
internal static class Folds
{
    /// <summary>The fold of each row, 0 .. K − 1, and the numbers that users know the folds by: as given, or at random where none are.</summary>
    /// <exception cref="ArgumentException">There are fewer rows than folds, or the given folds do not fit the rows.</exception>
    public static (int[] FoldOfRow, int[] Names) Assign(TrainingProblem problem, IReadOnlyList<int>? given, bool stratify, int folds, int seed)
    {
        int rows = problem.X.Rows;
        return given is not null ? Given(given, rows)
            : rows >= folds ? (Random(problem.Y, stratify, folds, seed), [.. Enumerable.Range(1, folds)])
            : throw new ArgumentException($"There {(rows == 1 ? "is" : "are")} {Counted.Of(rows, "row")} for {folds} folds; each fold needs at least one row. Use {Remedy(rows, folds)}, or fix lambda.", nameof(problem));
    }

    /// <summary>What to use where some fold has too few rows: two folds are the fewest, and each needs a row of positive weight.</summary>
    public static string Remedy(int rows, int folds) => rows > 1 && folds > 2 ? "fewer folds" : "more rows";

    /// <summary>The same where a fold has none of the weight, or all of it: there may be rows enough for two folds.</summary>
    public static string RemedyOfWeight(int rows, int folds, bool areGiven) =>
        rows <= 1 || folds > 2 ? Remedy(rows, folds) : areGiven ? "folds that both have rows of positive weight" : "another Seed, or FoldOfRow";

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
    /// <exception cref="ArgumentException">The length is not n, a number is negative, or there is one fold only.</exception>
    public static (int[] FoldOfRow, int[] Names) Given(IReadOnlyList<int> foldOfRow, int rows)
    {
        if (foldOfRow.Count != rows)
        {
            throw new ArgumentException($"FoldOfRow has {foldOfRow.Count} values for {rows} rows; give the fold of every row.", "FoldOfRow");
        }

        if (Enumerable.Range(0, rows).FirstOrDefault(i => foldOfRow[i] < 0, -1) is >= 0 and int row)
        {
            throw new ArgumentException($"The fold of row {row} is {foldOfRow[row]}; the number of a fold must be at least 0. Every row is in a fold: leave rows that are to be in none out of the data.", "FoldOfRow");
        }

        int[] numbers = [.. foldOfRow.Distinct().Order()];
        if (numbers.Length < 2)
        {
            throw new ArgumentException($"FoldOfRow puts every row into fold {numbers[0]}; cross-validation needs at least 2 folds{(rows == 1 ? ", and so more rows" : string.Empty)}.", "FoldOfRow");
        }

        return ([.. foldOfRow.Select(f => Array.BinarySearch(numbers, f))], numbers);
    }
}
