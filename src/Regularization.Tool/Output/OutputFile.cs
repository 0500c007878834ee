using System.IO.Compression;
using System.Text;

namespace Regularization.Tool;

/// <summary>Writes a file whole or not at all: into a temporary file beside it, which then takes its name.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before the work whether the file can be written after it.</summary>
    /// <exception cref="ToolException">It cannot.</exception>
    public static void Check(string? path, string option, params string[] inputs)
    {
        if (path is null || IsDevice(path))
        {
            return;
        }

        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new UsageException($"{option}: '{path}' is a directory; give the name of a file.");
        }

        string? directory = Path.GetDirectoryName(full);
        if (!Directory.Exists(directory))
        {
            throw new ToolException($"{option}: the directory of '{path}' does not exist. Make it first.");
        }

        if (inputs.Any(input => Path.GetFullPath(input) == full))
        {
            throw new UsageException($"{option}: '{path}' is read as well and would be overwritten; give another name.");
        }
    }

    /// <summary>Writes UTF-8 text; compressed if the name ends in .gz.</summary>
    /// <exception cref="ToolException">It cannot be written; then nothing is left behind, and a file that was there stays as it was.</exception>
    public static void Write(string path, Action<TextWriter> write) => WriteBinary(path, stream =>
    {
        using Stream content = !IsDevice(path) && Target(path).EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionLevel.Optimal) : stream;
        using var writer = new StreamWriter(content, new UTF8Encoding(false));
        write(writer);
    });

    /// <summary>Writes bytes.</summary>
    /// <exception cref="ToolException">It cannot be written; then nothing is left behind, and a file that was there stays as it was.</exception>
    public static void WriteBinary(string path, Action<Stream> write)
    {
        string? temporary = null;
        try
        {
            if (IsDevice(path))
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
                write(device);
                return;
            }

            string target = Target(path);
            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}.tmp");
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite))
            {
                write(file);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(temporary);
            throw new ToolException($"{path}: it cannot be written: {e.Message}", e);
        }
        catch
        {
            Delete(temporary);
            throw;
        }
    }

    /// <summary>The file behind a link, so that it is written and the link stays.</summary>
    private static string Target(string path) =>
        (new FileInfo(path).LinkTarget is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName) ?? Path.GetFullPath(path);

    private static bool IsDevice(string path) => path.StartsWith("/dev/", StringComparison.Ordinal);

    private static void Delete(string? temporary)
    {
        if (temporary is not null)
        {
            File.Delete(temporary);
        }
    }
}
