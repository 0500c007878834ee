using System.Text;

namespace Regularization.Tool;

/// <summary>An input file as text, decompressed where it is gzip; knows how to say what is wrong with it.</summary>
internal sealed class InputFile : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FileStream _file;
    private readonly long _length;
    private readonly GzipInput? _gzip;

    private InputFile(string path, FileStream file)
    {
        Path = path;
        _file = file;
        _length = file.CanSeek ? file.Length : 0;
        bool gzip = StartsAsGzip(file);
        if (!gzip && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && file.CanSeek)
        {
            throw new ToolException(_length == 0
                ? $"{path}: the file is empty."
                : $"{path}: the file does not start as gzip does, though its name ends in .gz. Rename it if it is not compressed.");
        }

        _gzip = gzip ? new GzipInput(file) : null;
        Stream content = _gzip ?? (Stream)file;
        Text = new StreamReader(content, StrictUtf8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    }

    /// <summary>The path as the user gave it.</summary>
    public string Path { get; }

    public StreamReader Text { get; }

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double Fraction => _length > 0 ? Math.Min(1, (double)_file.Position / _length) : 0;

    /// <summary>Refuses what cannot be the name of a file.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    /// <exception cref="ToolException">It is a directory.</exception>
    public static void RequireName(string path)
    {
        if (path.Length == 0)
        {
            throw new UsageException("The name of the file to read is empty; give the file.");
        }

        if (Directory.Exists(path))
        {
            throw new ToolException($"{path}: this is a directory; give a file.");
        }
    }

    public static InputFile Open(string path)
    {
        RequireName(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            return new InputFile(path, file);
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw e switch
            {
                ToolException => e,
                FileNotFoundException or DirectoryNotFoundException => new ToolException($"{path}: there is no such file.", e),
                UnauthorizedAccessException => new ToolException($"{path}: reading it is not permitted.", e),
                _ => new ToolException($"{path}: it cannot be read: {e.Message}", e),
            };
        }
    }

    /// <summary>Opens a file of data. JSON is refused, as its text would be taken for cells.</summary>
    public static InputFile OpenData(string path)
    {
        InputFile file = Open(path);
        byte[] start = file.Start();
        if (ForeignContent.IsJson(start))
        {
            file.Dispose();
            throw new ToolException($"{path}: {ForeignContent.Describe(start)}");
        }

        return file;
    }

    /// <summary>What a file is, in words, that is no data this tool reads; null if it may be data, or is not there.</summary>
    public static string? Foreign(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using InputFile file = Open(path);
        return ForeignContent.Find(file.Start());
    }

    /// <summary>
    /// What is wrong with the rest of a compressed file, or null. A damaged one can give rubbish before the damage shows: after an error in its content this
    /// tells which of the two is to blame.
    /// </summary>
    public ToolException? Damage()
    {
        try
        {
            _gzip?.CopyTo(Stream.Null);
            return null;
        }
        catch (InvalidDataException e)
        {
            return Explain(e);
        }
    }

    /// <summary>The error to show for one that came up while reading.</summary>
    public ToolException Explain(Exception e) => (e.InnerException ?? e) switch
    {
        ToolException known => known,
        DecoderFallbackException bad => new ToolException($"{Path}: {ForeignContent.Describe(Start())}", bad),
        InvalidDataException bad => new ToolException($"{Path}: the gzip data are damaged or cut off. Fetch or make the file again.", bad),
        Exception other => new ToolException($"{Path}: reading failed: {other.Message}", other),
    };

    /// <summary>The error for content with zeros in it, which is no text.</summary>
    public ToolException NotText() => new($"{Path}: {ForeignContent.Describe(Start() is { } start && start.Contains((byte)0) ? start : [0, 0])}");

    /// <summary>The first bytes of the content; none where they can be read only once.</summary>
    private byte[] Start()
    {
        if (!_file.CanSeek)
        {
            return [];
        }

        try
        {
            using FileStream again = File.OpenRead(Path);
            using Stream content = _gzip is null ? again : new GzipInput(again);
            byte[] start = new byte[ForeignContent.Enough];
            return start[..content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        Text.Dispose();
        _file.Dispose();
    }

    private static bool StartsAsGzip(FileStream file)
    {
        if (!file.CanSeek)
        {
            return file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        }

        Span<byte> start = stackalloc byte[2];
        int read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start[0] == 0x1F && start[1] == 0x8B;
    }
}
