using System.Runtime.InteropServices;

namespace Regularization.Packages.Tests;

/// <summary>The packages, installed from their folder and used as anyone would.</summary>
[TestClass]
public class InstallTests
{
    [ClassInitialize]
    public static void Start(TestContext _) => Trial.ForgetUnpacked();

    [ClassCleanup]
    public static void End() => Trial.RemoveRoot();

    [TestMethod]
    public void Core_InNewProgram_FitsOnTheKernelsOfThePackage()
    {
        string folder = Trial.Copy("Core");
        Trial.Build(folder);
        string output = Trial.MustRun(folder, "dotnet", "out/Core.dll");
        Assert.AreEqual("2", Trial.Lines(output, "nonzeros:").Single(), output);
        Assert.AreEqual("True", Trial.Lines(output, "gap closed:").Single(), output);
        Assert.AreEqual("True", Trial.Lines(output, "report:").Single(), output);
        CheckKernels(output);
    }

    [TestMethod]
    public void Core_CompiledAheadOfTime_GivesNoWarningAndFits()
    {
        string folder = Trial.Copy("Core");
        (int code, string restored) = Trial.Run(folder, "dotnet", "restore", "-p:PublishAot=true", "--use-current-runtime", $"-p:RestoreAdditionalProjectSources={Trial.Packages}");
        if (code != 0 && restored.Contains("ILCompiler", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Inconclusive("The ahead-of-time compiler (ILCompiler) cannot be restored from this machine's package sources.");
        }

        Assert.AreEqual(0, code, restored);
        (code, string published) = Trial.Run(folder, "dotnet", "publish", "--configuration", "Release", "-p:PublishAot=true", "--use-current-runtime", "--output", "aot", $"-p:RestoreAdditionalProjectSources={Trial.Packages}");
        if (published.Contains("Platform linker", StringComparison.Ordinal))
        {
            Assert.Inconclusive("The ahead-of-time compiler finds no linker here.");
        }

        Assert.AreEqual(0, code, published);
        Assert.IsFalse(published.Contains("warning IL", StringComparison.Ordinal), published);
        string output = Trial.MustRun(folder, Path.Combine(folder, "aot", OperatingSystem.IsWindows() ? "Core.exe" : "Core"));
        Assert.AreEqual("2", Trial.Lines(output, "nonzeros:").Single(), output);
        Assert.AreEqual("True", Trial.Lines(output, "report:").Single(), output);
        CheckKernels(output);
    }

    [TestMethod]
    [DataRow("win-x64", "wine", "regularization_native.dll")]
    [DataRow("linux-arm64", "qemu-aarch64", "libregularization_native.so")]
    public void Core_OnAnotherPlatform_NamesTheLibraryOfThatPlatform(string rid, string emulator, string library)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64 || !Trial.IsInstalled(emulator) || !Trial.Carries(rid))
        {
            Assert.Inconclusive($"There is no {emulator} here, or no library for {rid} in the package.");
        }

        string folder = Trial.Copy("Core", rid), program = Path.Combine(folder, "out", rid == "win-x64" ? "Core.exe" : "Core");
        (int code, string published) = Trial.Run(folder, "dotnet", "publish", "--configuration", "Release", "--runtime", rid, "--self-contained", "--output", "out", $"-p:RestoreAdditionalProjectSources={Trial.Packages}");
        if (code != 0 && published.Contains("error NU110", StringComparison.Ordinal))
        {
            Assert.Inconclusive($"The runtime of {rid} cannot be restored from this machine's package sources.");
        }

        Assert.AreEqual(0, code, published);
        string output = rid == "win-x64" ? Trial.MustRun(folder, emulator, program) : Trial.MustRun(folder, emulator, "-L", "/usr/aarch64-linux-gnu", program);
        string kernels = Trial.Lines(output, "kernels:").Single();
        Assert.IsTrue(kernels.StartsWith("native ", StringComparison.Ordinal) && kernels.Contains($"({library}, ABI", StringComparison.Ordinal), kernels);
    }

    [TestMethod]
    public void MLNet_TrainedAndSaved_IsScoredByMicrosoftMLAlone()
    {
        ContentTests.SkipIfNotPacked("Regularization.MLNet");
        string train = Trial.Copy("Train"), score = Trial.Copy("Score"), model = Path.Combine(train, "model.zip");
        Trial.Build(train);
        Trial.Build(score);
        Assert.HasCount(0, Directory.GetFiles(Path.Combine(score, "out"), "Regularization.*"));
        string trained = Trial.MustRun(train, "dotnet", "out/Train.dll");
        string[] expected = Trial.Lines(trained, "score:"), actual = Trial.Lines(Trial.MustRun(score, "dotnet", "out/Score.dll", model), "score:");
        Assert.HasCount(5, expected);
        CollectionAssert.AreEqual(expected, actual);
        CheckKernels(trained);
    }

    [TestMethod]
    public void Tool_Installed_FitsAndPredicts()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Trial.Root, "tool")).FullName;
        Trial.MustRun(folder, "dotnet", "tool", "install", "Regularization.Tool", "--tool-path", "installed", "--add-source", Trial.Packages, "--version", Trial.VersionOf("Regularization.Tool")!);
        File.WriteAllLines(Path.Combine(folder, "data.csv"), ["a,b,y", .. Enumerable.Range(0, 60).Select(i => $"{i % 7},{i * i % 11},{(2 * (i % 7)) + 1 + (0.01 * (i % 3))}")]);
        string tool = Path.Combine(folder, "installed", OperatingSystem.IsWindows() ? "regularize.exe" : "regularize");
        Trial.MustRun(folder, tool, "fit", "data.csv", "--label", "y", "--out", "model.json");
        Trial.MustRun(folder, tool, "predict", "model.json", "data.csv", "--out", "predictions.csv");
        Assert.HasCount(61, File.ReadAllLines(Path.Combine(folder, "predictions.csv")));
        CheckKernels(Trial.MustRun(folder, tool, "kernels").Replace("in use:", "kernels:", StringComparison.Ordinal));
    }

    /// <summary>Where the package carries a library for this machine, that is what did the work.</summary>
    private static void CheckKernels(string output)
    {
        bool carried = Trial.Carries(RuntimeInformation.RuntimeIdentifier);
        string kernels = Trial.Lines(output, "kernels:").Single();
        Assert.IsTrue(kernels.StartsWith(carried ? "native " : "managed", StringComparison.Ordinal), $"The package {(carried ? "carries" : "does not carry")} native kernels for this machine, but in use are: {kernels}");
    }
}
