using System.Runtime.ExceptionServices;

namespace Regularization;

/// <summary>Work on several threads, such as the folds of a cross-validation. What goes wrong in one of them (or in the caller's progress) is what the caller sees, not an <see cref="AggregateException"/> of it.</summary>
internal static class ParallelWork
{
    /// <summary>A loop of independent pieces of work.</summary>
    public static void For(int count, ParallelOptions options, Action<int> body) => Run(() => Parallel.For(0, count, options, body));

    /// <summary>Work that has such loops in it.</summary>
    public static T Run<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
            throw;
        }
    }
}
