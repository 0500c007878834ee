namespace Regularization;

/// <summary>Refuses offsets of a size at which nothing computed with them could be trusted, and says which it is.</summary>
internal static class OffsetCheck
{
    /// <summary>Beside numbers so many times as large, nothing is left of a response or a model but rounding.</summary>
    public const double MostTimes = 1e15;

    /// <summary>Sums of products of squares are within the range of numbers for sizes up to this, and from its inverse on.</summary>
    public const double Most = 1e140;

    /// <summary>Means of a log link that are further apart than e to this have a ratio beyond numbers.</summary>
    private const double LargestSpread = 700;

    /// <summary>What is wrong with offsets of some size, as the end of a message after their size; null if nothing is.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="size">The largest size of an offset.</param>
    /// <param name="range">The largest response less the smallest.</param>
    public static string? Rule(Loss loss, double size, double range)
    {
        if (loss.IsSquared || loss is ClippedLoss)
        {
            string ofRange = range > 0 ? FormattableString.Invariant($", the responses vary by {range:g3}; offsets must be less than {MostTimes:g1} times that, or rounding leaves nothing of the response, and") : "; offsets must be";
            return size > (range > 0 ? Math.Min(MostTimes * range, Most) : Most)
                ? FormattableString.Invariant($"{ofRange} less than {Most:g1}. Check the offsets, or rescale them with the response.")
                : null;
        }

        return size > MostTimes
            ? FormattableString.Invariant($"; they are added to the linear predictor of the {loss.Name} loss and must be less than {MostTimes:g1}, or rounding leaves nothing of the model. Check the offsets.")
            : null;
    }

    /// <summary>Refuses offsets of rows in memory; rows of weight 0 count for nothing.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="offsets">One a row, or none at all.</param>
    /// <param name="y">The responses.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="parameter">What the user has given.</param>
    /// <exception cref="ArgumentException">An offset is too large, or under a log link two are too far apart.</exception>
    public static void Require(Loss loss, ReadOnlySpan<double> offsets, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, string parameter)
    {
        (int least, int largest) = Ends(offsets, weights);
        if (least < 0)
        {
            return;
        }

        (int lowestRow, int highestRow) = Ends(y, weights);
        double lowest = y[lowestRow], highest = y[highestRow];
        int worst = Math.Abs(offsets[least]) > Math.Abs(offsets[largest]) ? least : largest;
        if (Rule(loss, Math.Abs(offsets[worst]), highest - lowest) is { } rule)
        {
            throw new ArgumentException(FormattableString.Invariant($"The offsets are of size {Math.Abs(offsets[worst]):g3} (row {worst}){rule}"), parameter);
        }

        RequireSpread(loss, ($"row {least}", offsets[least]), ($"row {largest}", offsets[largest]), parameter);
    }

    /// <summary>Refuses offsets of rows to train on and of rows to judge by that are too far apart under a log link; those of each are checked by themselves.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="training">The rows to train on.</param>
    /// <param name="judging">The rows to judge by.</param>
    /// <param name="parameter">What the user has given.</param>
    /// <exception cref="ArgumentException">Two offsets are too far apart.</exception>
    public static void RequireTogether(Loss loss, TrainingProblem training, TrainingProblem judging, string parameter)
    {
        double[] own = [.. training.Offsets ?? []], others = [.. judging.Offsets ?? []];
        (int least, int largest) = Ends(own, training.NormalizedWeights());
        (int leastOther, int largestOther) = Ends(others, judging.NormalizedWeights());
        if (least >= 0 && leastOther >= 0)
        {
            RequireSpread(loss, ($"row {least} of the rows to train on", own[least]), ($"row {largestOther} of the rows to judge by", others[largestOther]), parameter);
            RequireSpread(loss, ($"row {leastOther} of the rows to judge by", others[leastOther]), ($"row {largest} of the rows to train on", own[largest]), parameter);
        }
    }

    private static void RequireSpread(Loss loss, (string Row, double Offset) least, (string Row, double Offset) largest, string parameter)
    {
        if (loss is LogLinkLoss && largest.Offset - least.Offset > LargestSpread)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The offset of {least.Row} is {least.Offset:g4} and that of {largest.Row} {largest.Offset:g4}; the {loss.Name} loss takes exponentials of them, whose ratio is beyond numbers from a difference of {LargestSpread} on. With a log link the offset is the logarithm of the exposure: give its logarithm."),
                parameter);
        }
    }

    /// <summary>The rows of positive weight with the smallest and the largest value; −1 if there are none.</summary>
    private static (int Least, int Largest) Ends(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        int least = -1, largest = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (weights[i] > 0)
            {
                least = least < 0 || values[i] < values[least] ? i : least;
                largest = largest < 0 || values[i] > values[largest] ? i : largest;
            }
        }

        return (least, largest);
    }

    /// <summary>Refuses class offsets of rows in memory; rows of weight 0 count for nothing.</summary>
    /// <param name="offsets">One for each class and row, class after class, or none at all.</param>
    /// <param name="weights">The weights of the rows.</param>
    /// <param name="parameter">What the user has given.</param>
    /// <exception cref="ArgumentException">An offset is too large.</exception>
    public static void RequireOfClasses(ReadOnlySpan<double> offsets, ReadOnlySpan<double> weights, string parameter)
    {
        for (int at = 0; at < offsets.Length; at++)
        {
            int row = at % weights.Length;
            if (weights[row] > 0 && Math.Abs(offsets[at]) > MostTimes)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The class offset of row {row} for class {at / weights.Length} is {offsets[at]:g3}; it is added to the linear predictor and must be of size less than {MostTimes:g1}, or rounding leaves nothing of the model. Check the offsets."),
                    parameter);
            }
        }
    }
}
