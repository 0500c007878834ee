using System.Runtime.CompilerServices;

namespace Regularization.Tests;

/// <summary>
/// A committed file that says what the code does, such as its public API. A change that is meant is taken over by <c>dotnet run build.cs renew</c>, which
/// sets the environment variable <c>REGULARIZATION_RENEW</c> for these tests.
/// </summary>
internal static class KeptFile
{
    /// <summary>The text must be that of a file, which is named as seen from the project whose test asks; with the variable set it is written there.</summary>
    public static void AssertTrue(string text, string relative, [CallerFilePath] string test = "")
    {
        string path = Path.GetFullPath(Path.Combine(ProjectFolder(test), relative));
        if (Environment.GetEnvironmentVariable("REGULARIZATION_RENEW") is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        const string Renew = "If the change is meant, `dotnet run build.cs renew` takes it over; look through it before it is committed.";
        Assert.IsTrue(File.Exists(path), $"{relative} is not there. `dotnet run build.cs renew` makes it.");
        string[] kept = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n'), now = text.Split('\n');
        if (kept.AsSpan().SequenceEqual(now))
        {
            return;
        }

        string[] gone = [.. kept.Except(now).Select(l => "- " + l)], come = [.. now.Except(kept).Select(l => "+ " + l)];
        string changes = string.Join('\n', gone.Concat(come).Take(40).Select(l => l.Length > 300 ? l[..300] + " ..." : l));
        Assert.Fail($"{relative} is not what the code says ({gone.Length} lines gone, {come.Length} new{(gone.Length + come.Length == 0 ? ", another order" : "")}):\n{changes}\n{Renew}");
    }

    private static string ProjectFolder(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        while (Directory.GetFiles(folder, "*.csproj").Length == 0)
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
