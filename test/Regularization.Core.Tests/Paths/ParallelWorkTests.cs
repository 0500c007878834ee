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
