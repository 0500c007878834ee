using System.IO.Compression;

namespace Regularization.Tool;

/// <summary>
/// The content of a gzip file, with an error where the file was cut off: <see cref="GZipStream"/> takes the end of its input for the end of the data.
/// </summary>
/// <remarks>
/// The input is followed by one more gzip member that holds a known text. Members may follow each other, so this text comes out last if and only if the
/// file ended where a member ends; it is held back from the reader.
/// </remarks>
internal sealed class GzipInput : Stream
{
    private static readonly byte[] Sentinel = Guid.Parse("6f0f5d4c-86a1-4b6e-9a43-2f6f8f0f7a11").ToByteArray();

    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;

    public GzipInput(Stream compressed) => _gzip = new GZipStream(new WithSentinel(compressed), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (!_atEnd && _end - _start <= Sentinel.Length)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _start - (_atEnd ? 0 : Sentinel.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = _gzip.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        if (read > 0)
        {
            return;
        }

        if (!_buffer.AsSpan(0, _end).EndsWith(Sentinel))
        {
            throw new InvalidDataException("the compressed data end too early, or something that is not gzip follows them");
        }

        _end -= Sentinel.Length;
        _atEnd = true;
    }

    /// <summary>A stream with the compressed sentinel after its end.</summary>
    private sealed class WithSentinel(Stream input) : Stream
    {
        private readonly MemoryStream _tail = Compress(Sentinel);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <summary>Fills the buffer as far as there is anything to fill it with, so that the tail never comes alone if the input did not end just there.</summary>
        public override int Read(Span<byte> buffer)
        {
            int read = input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return read + _tail.Read(buffer[read..]);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
                _tail.Dispose();
            }

            base.Dispose(disposing);
        }

        private static MemoryStream Compress(byte[] content)
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write(content);
            }

            return new MemoryStream(compressed.ToArray());
        }
    }
}
