using System.Runtime.ExceptionServices;

namespace Regularization;

/// <summary>Work on several threads.</summary>
internal static class ParallelWork
{
    /// <summary>
    /// Runs body(0 .. tasks − 1). A thread that is done takes the next task, and no more than one, so that all end at about the same time; no task begins after one has failed.
    /// A single thread or task is the caller's own.
    /// </summary>
    /// <exception cref="AggregateException">Tasks failed on several threads.</exception>
    public static void Each(int threads, int tasks, Action<int> body)
    {
        if (threads <= 1 || tasks <= 1)
        {
            for (int task = 0; task < tasks; task++)
            {
                body(task);
            }

            return;
        }

        int next = -1;
        Parallel.For(0, Math.Min(threads, tasks), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (int task = Interlocked.Increment(ref next); task < tasks; task = Interlocked.Increment(ref next))
            {
                try
                {
                    body(task);
                }
                catch
                {
                    Volatile.Write(ref next, tasks);
                    throw;
                }
            }
        });
    }

    /// <summary>The same for pieces of work such as the folds of a cross-validation: what goes wrong in one of them (or in the caller's progress) is what the caller sees, not an <see cref="AggregateException"/> of it.</summary>
    public static void For(int threads, int count, Action<int> body) => Run(() =>
    {
        Each(threads, count, body);
        return true;
    });

    /// <summary>Work that has such loops in it, with what goes wrong in them as it was thrown.</summary>
    public static T Run<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (AggregateException e)
        {
            // Where one failed and others were cancelled, it is the failure that counts.
            var all = e.Flatten().InnerExceptions;
            ExceptionDispatchInfo.Throw(all.FirstOrDefault(one => one is not OperationCanceledException) ?? all[0]);
            throw;
        }
    }
}
