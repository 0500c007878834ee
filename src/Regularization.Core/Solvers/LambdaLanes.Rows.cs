namespace Regularization;

/// <content>What is by row: in the arrays of each problem, and side by side for the passes over the design.</content>
internal sealed partial class LambdaLanes
{
    /// <summary>So many rows of all problems are in the first-level cache together.</summary>
    private const int BlockRows = 256;

    /// <summary>Puts arrays of problems into the rows.</summary>
    /// <param name="source">The array of a problem, length n; null where the rows are to stay as they are.</param>
    private void PutRows(Func<int, double[]?> source) => ForEachBlock(source, (b, from, start, rows) => Interleaved.Put(from.AsSpan(start, rows.Length / Size), b, rows));

    /// <summary>Takes the steps in η of some problems from the rows, and adds what is the same for all rows. Rows of weight 0, with which there are no products, stay where they are.</summary>
    private void TakeSteps(Predicate<int> isTaken, double[] shift)
    {
        double[] w = _context.Design.W;
        ForEachBlock(b => isTaken(b) ? Lanes[b].Model.Step : null, (b, target, start, rows) =>
        {
            Span<double> step = target.AsSpan(start, rows.Length / Size);
            Interleaved.Take(rows, b, shift[b], step);
            for (int i = 0; i < step.Length && _hasIdleRows; i++)
            {
                step[i] = w[start + i] > 0 ? step[i] : 0;
            }
        });
    }

    /// <summary>A block of rows for one problem after the other: each line of the block is then met while it is in the cache.</summary>
    private void ForEachBlock(Func<int, double[]?> array, BlockAction action)
    {
        double[]?[] arrays = [.. Enumerable.Range(0, Size).Select(array)];
        int n = _context.Design.Rows;
        ParallelWork.Each(_threads, _threads, t =>
        {
            for (int start = (int)((long)n * t / _threads), end = (int)((long)n * (t + 1) / _threads); start < end; start += BlockRows)
            {
                Span<double> rows = _rows.Span[(start * Size)..(Math.Min(start + BlockRows, end) * Size)];
                for (int b = 0; b < Size; b++)
                {
                    if (arrays[b] is { } own)
                    {
                        action(b, own, start, rows);
                    }
                }
            }
        });
    }

    /// <param name="problem">Which.</param>
    /// <param name="array">Its array.</param>
    /// <param name="start">The first row.</param>
    /// <param name="rows">The rows from there on, of all problems.</param>
    private delegate void BlockAction(int problem, double[] array, int start, Span<double> rows);
}
