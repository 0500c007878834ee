using System.Globalization;

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

    /// <summary>Fails where a block of a page, the first after a line, is not what was printed: the same words, and numbers within a tenth: other kernels round otherwise, which may move a choice of lambda by a step or two.</summary>
    public static void RequireOutput(string page, string after, string printed)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "pages", page));
        string shown = string.Join('\n', lines.SkipWhile(l => l.Trim() != after).SkipWhile(l => l.Trim() != "```").Skip(1).TakeWhile(l => l.Trim() != "```"));
        Assert.AreNotEqual(string.Empty, shown, $"{page} has no block after '{after}'");
        string[] expected = shown.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries), actual = printed.ReplaceLineEndings("\n").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(expected.Length, actual, printed);
        foreach ((string word, string now) in expected.Zip(actual))
        {
            bool areNumbers = double.TryParse(word, CultureInfo.InvariantCulture, out double before) & double.TryParse(now, CultureInfo.InvariantCulture, out double value);
            Assert.IsTrue(areNumbers ? Math.Abs(value - before) <= 0.1 * Math.Abs(before) : word == now, $"{page} has '{word}', printed was: {printed}");
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
