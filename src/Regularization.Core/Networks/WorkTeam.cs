namespace Regularization;

/// <summary>
/// A few threads that do one job together, again and again, without allocating: each runs the same body with its own number, and they meet at barriers.
/// The caller is number 0.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    private readonly Thread[] _threads;
    private Action<int>? _body;
    private Exception? _failure;
    private int _generation;
    private int _arrived;
    private int _phase;
    private volatile bool _stop;

    public WorkTeam(int size)
    {
        Size = size;
        _threads = new Thread[size - 1];
        for (int k = 0; k < _threads.Length; k++)
        {
            int number = k + 1;
            _threads[k] = new Thread(() => Work(number)) { IsBackground = true, Name = $"training {number}" };
            _threads[k].Start();
        }
    }

    public int Size { get; }

    /// <summary>Runs the body on all members; returns when all have ended.</summary>
    public void Run(Action<int> body)
    {
        _body = body;
        Interlocked.Increment(ref _generation);
        Guarded(0, body);
        Barrier();
        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException("A training thread failed: " + failure.Message, failure);
        }
    }

    /// <summary>Waits until every member has come here.</summary>
    public void Barrier()
    {
        int phase = Volatile.Read(ref _phase);
        if (Interlocked.Increment(ref _arrived) == Size)
        {
            _arrived = 0;
            Volatile.Write(ref _phase, phase + 1);
            return;
        }

        var wait = default(SpinWait);
        while (Volatile.Read(ref _phase) == phase)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>The part of 0 .. count that a member does.</summary>
    public (int From, int To) Share(int count, int number) => ((int)((long)count * number / Size), (int)((long)count * (number + 1) / Size));

    public void Dispose()
    {
        _stop = true;
        Interlocked.Increment(ref _generation);
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Work(int number)
    {
        int seen = 0;
        while (true)
        {
            var wait = default(SpinWait);
            while (Volatile.Read(ref _generation) == seen)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            seen++;
            if (_stop)
            {
                return;
            }

            Guarded(number, _body!);
            Barrier();
        }
    }

    private void Guarded(int number, Action<int> body)
    {
        try
        {
            body(number);
        }
#pragma warning disable CA1031 // Whatever a member throws must reach the caller, not end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure ??= e;
        }
    }
}
