using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The HTML report of a command.</summary>
internal static class ReportFile
{
    /// <summary>Writes it, if it is asked for, and says so.</summary>
    public static void Write(ToolConsole console, string? path, Func<string> html, bool quiet)
    {
        if (path is null)
        {
            return;
        }

        OutputFile.Write(path, writer => writer.Write(html()));
        if (!quiet)
        {
            console.Report.WriteLine($"Report written to {path}: open it in a browser.");
        }
    }
}
