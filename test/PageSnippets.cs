namespace Regularization.Tests;

/// <summary>The C# snippets of the documentation, as they were copied beside the tests.</summary>
internal static class PageSnippets
{
    /// <summary>Fails where a page has a line of C# that the source of its test has not.</summary>
    public static void RequireLines(string page, string test)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "pages");
        HashSet<string> code = [.. File.ReadAllLines(Path.Combine(folder, test)).Select(l => l.Trim())];
        string[] lines = [.. Lines(Path.Combine(folder, page))];
        Assert.IsNotEmpty(lines, $"{page} has no C#");
        foreach (string line in lines)
        {
            Assert.Contains(line, code, $"{test} has no line '{line}' of {page}");
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        bool inside = false;
        foreach (string line in File.ReadAllLines(path).Select(l => l.Trim()))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```csharp";
            }
            else if (inside && line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
