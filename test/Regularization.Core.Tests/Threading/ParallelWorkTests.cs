using System.Collections.Concurrent;

namespace Regularization.Tests;

[TestClass]
public class ParallelWorkTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public void Each_AnyThreads_DoesEveryTaskOnce(int threads)
    {
        foreach (int tasks in new[] { 0, 1, 2, 1000 })
        {
            var done = new ConcurrentBag<int>();
            ParallelWork.Each(threads, tasks, done.Add);
            CollectionAssert.AreEqual(Enumerable.Range(0, tasks).ToArray(), done.Order().ToArray());
        }
    }

    [TestMethod]
    [DataRow(1, 3)]
    [DataRow(7, 1)]
    public void Each_OneThreadOrTask_IsTheCallersAndThrowsWhatItThrows(int threads, int tasks)
    {
        int caller = Environment.CurrentManagedThreadId;
        var order = new List<int>();
        ParallelWork.Each(threads, tasks, task =>
        {
            Assert.AreEqual(caller, Environment.CurrentManagedThreadId);
            order.Add(task);
        });
        CollectionAssert.AreEqual(Enumerable.Range(0, tasks).ToArray(), order);
        Assert.ThrowsExactly<InvalidOperationException>(() => ParallelWork.Each(threads, tasks, _ => throw new InvalidOperationException()));
    }

    [TestMethod]
    public void For_FailureAmongCancellations_ThrowsTheFailureAndBeginsNoMore()
    {
        int begun = 0;
        using var both = new Barrier(2);
        InvalidOperationException failure = Assert.ThrowsExactly<InvalidOperationException>(() => ParallelWork.For(2, 1000, task =>
        {
            Interlocked.Increment(ref begun);
            both.SignalAndWait(TimeSpan.FromSeconds(10));
            throw task == 0 ? new OperationCanceledException() : new InvalidOperationException("task 1");
        }));
        Assert.AreEqual("task 1", failure.Message);
        Assert.AreEqual(2, begun);
    }
}
