using System.Diagnostics;
using System.IO.Compression;

namespace Regularization.Packages.Tests;

/// <summary>The packages under test, and a folder outside the repository in which programs are built that know of nothing else.</summary>
internal static class Trial
{
    private const string Variable = "REGULARIZATION_PACKAGES";

    /// <summary>The folder of the packages: absolute, as programs elsewhere have it as a source.</summary>
    public static string Packages { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : throw new InvalidOperationException($"{Variable} must name the folder of the packages; `dotnet run build.cs trial` makes them and sets it.");

    public static string Root { get; } = Directory.CreateTempSubdirectory("regularization-trial-").FullName;

    /// <summary>Where packages are unpacked: never the user's own folder, which may hold an older build of the same version. Kept, but for our own packages.</summary>
    private static string Unpacked { get; } = Path.Combine(Packages, "..", "trial");

    /// <summary>The one version of a package that is there, or null.</summary>
    public static string? VersionOf(string package)
    {
        string[] files = [.. Directory.GetFiles(Packages, $"{package}.*.nupkg").Select(f => Path.GetFileName(f)!)];
        Assert.IsLessThanOrEqualTo(1, files.Length, $"{Packages} holds {files.Length} versions of {package}");
        return files.Length == 0 ? null : files[0][(package.Length + 1)..^".nupkg".Length];
    }

    public static ZipArchive Open(string package, string kind = "nupkg") => ZipFile.OpenRead(Path.Combine(Packages, $"{package}.{VersionOf(package)}.{kind}"));

    /// <summary>Whether Core has native kernels for a platform.</summary>
    public static bool Carries(string rid)
    {
        using ZipArchive core = Open("Regularization.Core");
        return core.Entries.Any(e => e.FullName.StartsWith($"runtimes/{rid}/native/", StringComparison.Ordinal));
    }

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Deletes the folder of the programs.</summary>
    public static void RemoveRoot()
    {
        if (IsInstalled("wineserver"))
        {
            Run(Root, "wineserver", "-k");   // what is still writing there
        }

        Directory.Delete(Root, recursive: true);
    }

    public static void ForgetUnpacked()
    {
        Directory.CreateDirectory(Unpacked);
        foreach (string folder in Directory.GetDirectories(Unpacked, "regularization.*"))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Copies a program out of the repository, with its packages' version filled in.</summary>
    public static string Copy(string program, string folder = "")
    {
        string target = Directory.CreateDirectory(Path.Combine(Root, program + folder)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Programs", program)))
        {
            File.WriteAllText(Path.Combine(target, Path.GetFileName(file)), File.ReadAllText(file).Replace("$(RegularizationVersion)", VersionOf("Regularization.Core"), StringComparison.Ordinal));
        }

        return target;
    }

    public static string Build(string folder) =>
        MustRun(folder, "dotnet", "build", "--configuration", "Release", "--output", "out", $"-p:RestoreAdditionalProjectSources={Packages}");

    public static string MustRun(string folder, string program, params string[] arguments)
    {
        (int code, string output) = Run(folder, program, arguments);
        Assert.AreEqual(0, code, $"{program} {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    public static (int Code, string Output) Run(string folder, string program, params string[] arguments)
    {
        string path = program == "dotnet" && Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : program;
        ProcessStartInfo start = new(path, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = Path.GetFullPath(Unpacked);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["WINEDEBUG"] = "-all";
        start.Environment["WINEPREFIX"] = Path.Combine(Root, "wine");   // it has links to / and to the user's folders, which must not be in the repository's tree
        foreach (string inherited in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && k != "MSBUILDDISABLENODEREUSE").ToArray())
        {
            start.Environment.Remove(inherited);   // of the `dotnet test` around this
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public static string[] Lines(string output, string start) =>
        [.. output.Split('\n', StringSplitOptions.TrimEntries).Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..].Trim())];
}
