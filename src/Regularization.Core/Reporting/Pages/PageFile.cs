using System.Text;

namespace Regularization;

/// <summary>Writes a report or a picture to a file, which is replaced if it is there.</summary>
internal static class PageFile
{
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing it is not permitted.</exception>
    public static void Write(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException($"The path is '{path}'; it must be the name of the file to write, such as 'report.html'.", nameof(path));
        }

        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new IOException($"'{path}' is a folder; give the name of a file, such as '{Path.Combine(path, "report.html")}'.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{Path.GetDirectoryName(full)}'. Make it first (Directory.CreateDirectory), or give another name.");
        }

        File.WriteAllText(full, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
