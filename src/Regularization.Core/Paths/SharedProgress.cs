using System.Runtime.ExceptionServices;

namespace Regularization;

/// <summary>A caller's progress that several threads report to, one at a time, as they see to. Once the caller has thrown it is not called again: every later report throws the same, which ends those threads too.</summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="progress">The caller's; null for none.</param>
internal sealed class SharedProgress<T>(IProgress<T>? progress) : IProgress<T>
{
    private ExceptionDispatchInfo? _failure;

    /// <inheritdoc/>
    public void Report(T value)
    {
        _failure?.Throw();
        try
        {
            progress?.Report(value);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }
}
