namespace Regularization.Tests;

/// <summary>Keeps what is reported, on the thread that reports it, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Recorder(Action<FitProgress>? then = null) : IProgress<FitProgress>
{
    public List<FitProgress> Reports { get; } = [];

    public void Report(FitProgress value)
    {
        Reports.Add(value);
        then?.Invoke(value);
    }
}
