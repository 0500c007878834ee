namespace Regularization;

/// <summary>Splits work over columns into blocks of similar cost for the threads. Blocks write disjoint results, so the bits do not depend on who does which.</summary>
internal static class ColumnBlocks
{
    /// <summary>Below this many entries a second thread costs more than it brings.</summary>
    private const long SmallestParallelWork = 200_000;

    public static int Resolve(int threads) => threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>Runs body(from, to) over 0 .. count.</summary>
    public static void For(int threads, int count, DesignMatrix x, Action<int, int> body)
    {
        double entriesPerColumn = (double)x.EntryCount / x.Columns;
        if (threads <= 1 || count < 2 * threads || count * entriesPerColumn < SmallestParallelWork)
        {
            body(0, count);
            return;
        }

        int blocks = Math.Min(count, threads * 8);
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, b =>
            body((int)((long)count * b / blocks), (int)((long)count * (b + 1) / blocks)));
    }
}
