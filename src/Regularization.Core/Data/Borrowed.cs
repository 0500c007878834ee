using System.Buffers;

namespace Regularization;

/// <summary>Memory that is borrowed for a while, of any content.</summary>
/// <typeparam name="T">Of what.</typeparam>
internal readonly ref struct Borrowed<T>
{
    private readonly T[] _array;

    public Borrowed(int length)
    {
        _array = ArrayPool<T>.Shared.Rent(length);
        Span = _array.AsSpan(0, length);
    }

    public Span<T> Span { get; }

    public void Dispose() => ArrayPool<T>.Shared.Return(_array);
}
