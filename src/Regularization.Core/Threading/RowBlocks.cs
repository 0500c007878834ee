namespace Regularization;

/// <summary>Work on all rows, such as a loss and its derivatives, by blocks of rows on several threads. One thread does all at once; where the blocks lie does not depend on how many more there are.</summary>
internal static class RowBlocks
{
    /// <summary>Rows of a block, at the least: some tens of microseconds of exponentials.</summary>
    public const int Size = 16384;

    /// <summary>Does so for each block; one thread does all rows at once.</summary>
    /// <param name="threads">Threads to use.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="work">Given the first row of a block and their number.</param>
    public static void For(int threads, int rows, Action<int, int> work)
    {
        int blocks = Count(threads, rows);
        ParallelWork.Each(threads, blocks, k => work(Start(k, blocks, rows), Start(k + 1, blocks, rows) - Start(k, blocks, rows)));
    }

    /// <summary>The sum of what each block adds, in the order of the rows.</summary>
    /// <inheritdoc cref="For(int, int, Action{int, int})"/>
    public static double Sum(int threads, int rows, Func<int, int, double> work)
    {
        double[] parts = new double[Count(threads, rows)];
        ParallelWork.Each(threads, parts.Length, k => parts[k] = work(Start(k, parts.Length, rows), Start(k + 1, parts.Length, rows) - Start(k, parts.Length, rows)));
        return parts.Length == 1 ? parts[0] : VectorMath.Sum(parts);
    }

    private static int Count(int threads, int rows) => threads <= 1 ? 1 : Math.Max(1, rows / Size);

    private static int Start(int block, int blocks, int rows) => (int)((long)rows * block / blocks);
}
