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
        int least = -1, largest = -1;
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        for (int i = 0; i < offsets.Length; i++)
        {
            if (weights[i] > 0)
            {
                least = least < 0 || offsets[i] < offsets[least] ? i : least;
                largest = largest < 0 || offsets[i] > offsets[largest] ? i : largest;
                (lowest, highest) = (Math.Min(lowest, y[i]), Math.Max(highest, y[i]));
            }
        }

        if (least < 0)
        {
            return;
        }

        int worst = Math.Abs(offsets[least]) > Math.Abs(offsets[largest]) ? least : largest;
        if (Rule(loss, Math.Abs(offsets[worst]), highest - lowest) is { } rule)
        {
            throw new ArgumentException(FormattableString.Invariant($"The offsets are of size {Math.Abs(offsets[worst]):g3} (row {worst}){rule}"), parameter);
        }

        if (loss is LogLinkLoss && offsets[largest] - offsets[least] > LargestSpread)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The offset of row {least} is {offsets[least]:g4} and that of row {largest} {offsets[largest]:g4}; the {loss.Name} loss takes exponentials of them, whose ratio is beyond numbers from a difference of {LargestSpread} on. With a log link the offset is the logarithm of the exposure: give its logarithm."),
                parameter);
        }
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
