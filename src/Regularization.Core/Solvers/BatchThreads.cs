namespace Regularization;

/// <summary>Does for every problem of a batch what is done row by row, on all threads.</summary>
internal static class BatchThreads
{
    public static void ForEach(int threads, Action<int> action)
    {
        if (threads <= 1)
        {
            for (int b = 0; b < KernelSet.Batch; b++)
            {
                action(b);
            }
        }
        else
        {
            ParallelWork.Each(threads, KernelSet.Batch, action);
        }
    }
}
