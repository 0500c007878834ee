namespace Regularization.Tests;

/// <summary>What CONTRIBUTING.md shows is what is compiled and tested here.</summary>
[TestClass]
public class ContributingTests
{
    [TestMethod]
    public void AddAPenalty_TheExample_IsTheCodeUnderTest()
    {
        string[] example = BlockAfter("## Add a penalty", "```csharp");
        Assert.IsTrue(example.Length is >= 5 and <= 10, $"a penalty in ten lines, not {example.Length}");
        string[] code = Trimmed(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "contributing", "ExamplePenalty.cs")));
        int start = Array.IndexOf(code, example[0]);
        Assert.IsGreaterThanOrEqualTo(0, start, $"ExamplePenalty.cs has no line '{example[0]}'");
        CollectionAssert.AreEqual(example, code[start..Math.Min(start + example.Length, code.Length)]);
        Assert.HasCount(start + example.Length, code, "nothing of the example is left out");
    }

    [TestMethod]
    public void AddAPenalty_TheLineForTheTests_StandsInTheCaseList()
    {
        string[] line = BlockAfter("## Add a penalty", "```csharp", skip: 1);
        string[] cases = Trimmed(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "contributing", "PenaltyCase.cs")));
        Assert.HasCount(1, line);
        Assert.Contains(line[0], cases);
    }

    /// <summary>The lines of a fenced block after a heading and before the next, trimmed, without empty ones.</summary>
    private static string[] BlockAfter(string heading, string fence, int skip = 0)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "contributing", "CONTRIBUTING.md"));
        string[] section = [.. lines.SkipWhile(l => l.Trim() != heading).Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))];
        int[] fences = [.. Enumerable.Range(0, section.Length).Where(k => section[k].Trim() == fence)];
        Assert.IsGreaterThan(skip, fences.Length, $"CONTRIBUTING.md has {fences.Length} {fence} blocks under '{heading}'");
        return Trimmed(section.Skip(fences[skip] + 1).TakeWhile(l => l.Trim() != "```"));
    }

    private static string[] Trimmed(IEnumerable<string> lines) => [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0)];
}
