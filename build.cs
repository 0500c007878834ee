// The build of Regularization.MLNet in one file: `dotnet run build.cs` lists the commands.
#:property PublishAot=false
#:property TreatWarningsAsErrors=false
#:property EnforceCodeStyleInBuild=false
#:property GenerateDocumentationFile=false

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const string Help = """
    dotnet run build.cs COMMAND [ARGUMENTS]

      demo      restores, builds, and fits real data: the `regularize` tool, then the samples
      test      restores, builds and runs all tests; ARGUMENTS go to `dotnet test`, such as: --filter Lasso
      bench     restores, builds and runs the benchmarks; ARGUMENTS go to the benchmark program (`mlnet DIR` to that of ML.NET's trainers)
      compare   builds the benchmarks and times them and their peers in turn; ARGUMENTS go to benchmarks/peers/compare.py. The environment
                variable PYTHON names a Python with NumPy and SciPy where `python3` is not one
      natives   builds the native kernels for this machine and each platform whose cross-compiler is here, and runs their self-tests (qemu, wine)
      pack      makes the NuGet packages, in artifacts/packages, after `natives`; ARGUMENTS go to `dotnet pack`
      trial     makes the packages, installs them into new programs outside the repository and runs these
      renew     writes anew the files that tests hold true: the public API, the stored calls of the native self-test
      format    checks layout and code style; ARGUMENTS go to `dotnet format`

    The .NET 10 SDK is all that is needed. CMake and a C++17 compiler are used where they are there.
    """;

// What `demo` asks of the tool, each as one would type it.
string[] demoCommands =
[
    "regularize cv samples/data/diabetes.csv --label y --family gaussian",
    "regularize cv samples/data/sms_spam.tsv --label label --family binomial --text text --rule 1se",
];

Directory.SetCurrentDirectory(Build.Root());
Console.CancelKeyPress += Build.WaitForChild;
try
{
    string[] rest = args.Length > 1 ? args[1..] : [];
    return args.FirstOrDefault() switch
    {
        "demo" => Build.Say("Builds, then fits real data: three to four minutes the first time on two cores.", exitCode: 0) + Build.Demo(demoCommands),
        "test" => Build.Test(rest),
        "bench" => Build.Bench(rest),
        "compare" => Build.Compare(rest),
        "natives" => Build.Natives(),
        "pack" => Build.Pack(rest),
        "trial" => Build.Trial(rest),
        "renew" => Build.Renew(),
        "format" => Build.Format(rest),
        null or "help" or "-h" or "--help" or "-?" => Build.Say(Help, exitCode: 0),
        string unknown => Build.Say($"There is no command '{unknown}'.\n\n{Help}", exitCode: 2),
    };
}
catch (StepFailedException failure)
{
    Console.Error.WriteLine(failure.Message);
    return failure.ExitCode;
}

internal static class Build
{
    private const string Solution = "Regularization.MLNet.sln";
    private const string WithMLNet = "WithMLNet";
    private const string WithoutMLNet = "Regularization.WithoutMLNet.slnf";
    private const string Tool = "src/Regularization.Tool";
    private const string Precompiler = "src/Precompiler";
    private const string Precompiled = "-p:Precompile=true";
    private const string CoreTests = "test/Regularization.Core.Tests/Regularization.Core.Tests.csproj";
    private const string SpamFilter = "samples/SpamFilter";
    private const string RulesSample = "samples/Rules";
    private const string WeightDecay = "samples/WeightDecay";
    private const string Benchmarks = "benchmarks/Regularization.Benchmarks";
    private const string MLNetBenchmarks = "benchmarks/Regularization.MLNet.Benchmarks";
    private const string Comparison = "benchmarks/peers/compare.py";
    private const string TestResults = "artifacts/test-results";
    private const string Packages = "artifacts/packages";

    // ---- Commands ------------------------------------------------------------------------------------------------------------------

    public static int Demo(string[] commands)
    {
        Scope scope = Restore();
        RestorePrecompiler();
        BuildRelease(Tool, Precompiled);
        foreach (string command in commands)
        {
            Console.WriteLine($"\n$ {command}\n");
            RunProject(Tool, command.Split(' ')[1..]);
        }

        foreach (string sample in scope.HasMLNet ? [WeightDecay, SpamFilter, RulesSample] : (string[])[WeightDecay])
        {
            BuildRelease(sample, Precompiled);
            Console.WriteLine($"\n$ dotnet run --project {sample}\n");
            RunProject(sample, []);
        }

        scope.ShowWhatIsLeftOut();
        return 0;
    }

    public static int Test(string[] extra)
    {
        Scope scope = Restore();
        BuildRelease(scope.Solution);
        if (Directory.Exists(TestResults))
        {
            Directory.Delete(TestResults, recursive: true);
        }

        Counts sum = default;
        foreach (string project in scope.TestProjects())
        {
            sum += TestProject(project, Path.GetFileNameWithoutExtension(project), extra);
        }

        // The best kernels have just been tested; the same tests must pass on each of the others that this machine can run, but for those of the
        // kernels themselves, which go through all sets each time.
        foreach (string kernels in AvailableKernels()[1..])
        {
            Environment.SetEnvironmentVariable("REGULARIZATION_KERNELS", kernels);
            sum += TestProject(CoreTests, $"Regularization.Core.Tests.{kernels}", extra.Contains("--filter") ? extra : ["--filter", "FullyQualifiedName!~KernelTests", .. extra]);
        }

        Console.WriteLine();
        scope.ShowWhatIsLeftOut();
        if (sum.Passed + sum.Failed == 0)
        {
            Console.WriteLine("No test ran.");
        }

        Console.WriteLine($"{sum.Passed} passed, {sum.Failed} failed, {sum.Skipped} skipped");
        return sum.Failed > 0 || sum.Passed == 0 ? 1 : 0;
    }

    private static Counts TestProject(string project, string name, string[] extra)
    {
        Console.WriteLine($"\n{name}");
        int code = Dotnet(["test", project, "--configuration", "Release", "--no-build", "--nologo",
            "--results-directory", TestResults, "--logger", $"trx;LogFileName={name}.trx", .. extra]);
        Counts counts = Counts.Read($"{TestResults}/{name}.trx");
        if (code != 0 && counts.Failed == 0)
        {
            Console.WriteLine($"{name} was cut short or could not start (exit code {code}): counted as one failure.");
            counts = counts with { Failed = 1 };
        }

        return counts;
    }

    /// <summary>The names of the kernels that this machine can run, the best first.</summary>
    private static string[] AvailableKernels()
    {
        (int code, string output) = DotnetQuiet(["run", "--project", Tool, "--configuration", "Release", "--no-build", "--", "kernels"]);
        Require(code, $"The kernels could not be listed. {output}");
        return [.. output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("in use:", StringComparison.Ordinal))];
    }

    public static int Bench(string[] extra)
    {
        string project = extra.FirstOrDefault() == "mlnet" ? MLNetBenchmarks : Benchmarks;
        RestoreAndBuild(project);
        RunProject(project, extra);
        return 0;
    }

    public static int Compare(string[] extra)
    {
        RestoreAndBuild(Benchmarks);
        string python = Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } given ? given : OperatingSystem.IsWindows() ? "python" : "python3";
        return TryRun(python, [Comparison, .. extra])
            ?? throw new StepFailedException($"{python} could not be started. PYTHON may name another Python, which needs NumPy and SciPy.", 1);
    }

    private static void RestoreAndBuild(string project)
    {
        Require(Dotnet(["restore", project, "--verbosity", "quiet"]), "The restore failed.");
        RestorePrecompiler();
        BuildRelease(project, Precompiled);
    }

    public static int Pack(string[] extra)
    {
        Scope scope = Restore();
        RestorePrecompiler("-p:ForPackages=true");
        Require(Natives(), "The native kernels could not be built.");
        Array.ForEach(Directory.GetFiles(Directory.CreateDirectory(Packages).FullName, "*nupkg"), File.Delete);
        Require(Dotnet(["pack", scope.Solution, "--configuration", "Release", "--no-restore", "--output", Packages, .. extra]),
            "The packages could not be made.");
        Require(Dotnet(["run", "nuget/shrink.cs", "--", .. Directory.GetFiles(Packages, "*.nupkg")]), "The packages could not be made smaller.");
        scope.ShowWhatIsLeftOut();
        return 0;
    }

    public static int Natives() =>
        TryRun("cmake", ["-D", $"HOST={RuntimeInformation.RuntimeIdentifier}", "-D", "OUTPUT=artifacts/native", "-P", "src/Regularization.Native/natives.cmake"])
        ?? Say("CMake was not found: no native kernels are built.", exitCode: 0);

    public static int Trial(string[] extra)
    {
        Pack([]);
        Environment.SetEnvironmentVariable("REGULARIZATION_PACKAGES", Path.GetFullPath(Packages));
        return Dotnet(["test", "test/Regularization.Packages.Tests", "--configuration", "Release", "--nologo", "--logger", "console;verbosity=normal", .. extra]);
    }

    public static int Renew()
    {
        Environment.SetEnvironmentVariable("REGULARIZATION_RENEW", "1");
        return Test(["--filter", "FullyQualifiedName~PublicApiTests|FullyQualifiedName~StoredCallsTests"]);
    }

    public static int Format(string[] extra)
    {
        Scope scope = Restore();
        Require(Dotnet(["format", scope.Solution, "--verify-no-changes", "--no-restore", .. extra]),
            $"Not formatted as .editorconfig says. `dotnet format {scope.Solution}` puts it right.");
        Console.WriteLine("Format: nothing to change.");
        return 0;
    }

    public static int Say(string text, int exitCode)
    {
        (exitCode == 0 ? Console.Out : Console.Error).WriteLine(text);
        return exitCode;
    }

    // ---- Steps ---------------------------------------------------------------------------------------------------------------------

    /// <summary>Restores the solution, or all but the ML.NET projects where Microsoft.ML is the only thing missing.</summary>
    private static Scope Restore()
    {
        Console.WriteLine("Restoring packages ...");
        Environment.SetEnvironmentVariable(WithMLNet, "true");      // the tool then has its `rules` command
        (int code, string output) = DotnetQuiet(["restore", Solution, "--verbosity", "quiet"]);
        if (code == 0)
        {
            return new Scope(Solution, HasMLNet: true);
        }

        if (!OnlyMicrosoftMLIsMissing(output))
        {
            Console.WriteLine(output);
            throw new StepFailedException("The restore failed.", code);
        }

        Environment.SetEnvironmentVariable(WithMLNet, null);
        Scope scope = new(WithoutMLNet, HasMLNet: false);
        scope.ShowWhatIsLeftOut();
        Require(Dotnet(["restore", WithoutMLNet, "--verbosity", "quiet"]), "The restore failed.");
        return scope;
    }

    /// <summary>
    /// NU1101: no such package in any source; NU1102: no such version; NU1103: only a prerelease. Anything else, or of any other package, is an error
    /// to be shown. An error may go on over more lines of the same form, which are indented: "NU1102:   - Found 5 versions in ...".
    /// </summary>
    private static bool OnlyMicrosoftMLIsMissing(string restoreOutput)
    {
        string[] errors = [.. restoreOutput.Split('\n').Where(line => Regex.IsMatch(line, @"\berror( [A-Z]+\d+)? ?:(?!  )"))];
        return errors.Length > 0 && errors.All(line => Regex.IsMatch(line, @"\berror NU110[123]: [^\[]*\bMicrosoft\.ML\b"));
    }

    /// <summary>The ahead-of-time compiler of .NET is no must: without it the first fit of a process waits for the just-in-time one.</summary>
    private static void RestorePrecompiler(params string[] extra)
    {
        Console.WriteLine("Restoring the ahead-of-time compiler of .NET ...");
        if (DotnetQuiet(["restore", Precompiler, "--verbosity", "quiet", .. extra]).Code != 0)
        {
            Console.WriteLine("The ahead-of-time compiler of .NET cannot be restored from this machine's package sources: programs start slower, and packages hold portable code only.");
        }
    }

    private static string _firstBuild = " and what it needs; a first build takes some minutes";

    private static void BuildRelease(string target, params string[] extra) =>
        Require(Say($"Building {target}{Interlocked.Exchange(ref _firstBuild, "")} ...", 0) + Dotnet(["build", target, "--configuration", "Release", "--no-restore", "--nologo", .. extra]), "The build failed.");

    private static void RunProject(string project, string[] arguments) =>
        Require(Dotnet(["run", "--project", project, "--configuration", "Release", "--no-build", "--", .. arguments]), $"{project} failed.");

    private static void Require(int code, string message)
    {
        if (code != 0)
        {
            throw new StepFailedException(message, code);
        }
    }

    // ---- Processes -----------------------------------------------------------------------------------------------------------------

    private static bool _interrupted;

    /// <summary>Ctrl-C reaches the child as well, which ends in its own way; this program then ends after it.</summary>
    public static void WaitForChild(object? sender, ConsoleCancelEventArgs e) => e.Cancel = _interrupted = true;

    /// <summary>Runs `dotnet`, its input and output being this program's own.</summary>
    private static int Dotnet(string[] arguments) => Run(StartInfo(arguments));

    /// <summary>Null where there is no such program.</summary>
    private static int? TryRun(string program, string[] arguments)
    {
        try
        {
            return Run(new ProcessStartInfo(program, arguments));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static int Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        ThrowIfInterrupted();
        return process.ExitCode;
    }

    private static (int Code, string Output) DotnetQuiet(string[] arguments)
    {
        ProcessStartInfo start = StartInfo(arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        ThrowIfInterrupted();
        return (process.ExitCode, output);
    }

    private static void ThrowIfInterrupted()
    {
        if (_interrupted)
        {
            throw new StepFailedException("Interrupted.", 130);
        }
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";      // error messages are read above
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";      // it would hide that the native kernels were not built
        return start;
    }

    public static string Root([CallerFilePath] string path = "") =>
        AppContext.GetData("EntryPointFileDirectoryPath") as string ?? Path.GetDirectoryName(path)!;

    /// <summary>What can be built here: the whole solution, or all of it that does without Microsoft.ML.</summary>
    private sealed record Scope(string Solution, bool HasMLNet)
    {
        public void ShowWhatIsLeftOut()
        {
            if (!HasMLNet)
            {
                Console.WriteLine("Microsoft.ML cannot be restored from this machine's package sources: Regularization.MLNet, its tests, samples and benchmarks are left out, and the tool has no `rules`.");
            }
        }

        public IEnumerable<string> TestProjects()
        {
            string listed = File.ReadAllText(Solution);
            return Directory.EnumerateFiles("test", "*.csproj", SearchOption.AllDirectories)
                .Where(project => listed.Contains('\\' + Path.GetFileName(project), StringComparison.Ordinal))
                .Order(StringComparer.Ordinal);
        }
    }

    /// <summary>The results of one test project, counted from its TRX file one by one, as the totals there leave out the skipped ones.</summary>
    private readonly record struct Counts(int Passed, int Failed, int Skipped)
    {
        public static Counts operator +(Counts a, Counts b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

        public static Counts Read(string trxPath)
        {
            if (!File.Exists(trxPath))
            {
                return default;
            }

            string[] outcomes = [.. XDocument.Load(trxPath).Descendants()
                .Where(e => e.Name.LocalName == "UnitTestResult" && !e.Elements().Any(inner => inner.Name.LocalName == "InnerResults"))
                .Select(e => (string?)e.Attribute("outcome") ?? "")];
            int passed = outcomes.Count(outcome => outcome == "Passed"), skipped = outcomes.Count(outcome => outcome is "NotExecuted" or "Inconclusive");
            return new Counts(passed, outcomes.Length - passed - skipped, skipped);
        }
    }
}

internal sealed class StepFailedException(string message, int exitCode) : Exception(message)
{
    public int ExitCode => exitCode;
}
