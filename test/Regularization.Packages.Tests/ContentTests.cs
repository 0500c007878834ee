using System.IO.Compression;
using System.Xml.Linq;

namespace Regularization.Packages.Tests;

/// <summary>What is in the packages.</summary>
[TestClass]
public class ContentTests
{
    private const long MostOfCore = 5_000_000;

    /// <summary>The platforms that the published package has native kernels for.</summary>
    private static readonly string[] NativeRids = ["linux-x64", "linux-arm64", "linux-musl-x64", "win-x64", "win-arm64", "osx-x64", "osx-arm64"];

    [TestMethod]
    [DataRow("Regularization.Charts", "")]
    [DataRow("Regularization.Core", "MathNet.Numerics Regularization.Charts System.Numerics.Tensors")]
    [DataRow("Regularization.MLNet", "Microsoft.ML Microsoft.ML.FastTree Regularization.Core")]
    [DataRow("Regularization.Tool", "")]
    public void Package_Description_IsWhole(string package, string dependencies)
    {
        SkipIfNotPacked(package);
        using ZipArchive zip = Trial.Open(package);
        XElement metadata = XDocument.Load(zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open()).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        string Value(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value ?? "";
        Assert.AreEqual("MIT", Value("license"));
        Assert.AreNotEqual("", Value("description"));
        Assert.IsNotNull(zip.GetEntry(Value("readme")), "readme");
        Assert.IsNotNull(zip.GetEntry(Value("icon")), "icon");
        string[] needed = [.. metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!).Order(StringComparer.Ordinal)];
        Assert.AreEqual(dependencies, string.Join(' ', needed));
    }

    /// <summary>A package that carries what others have written carries their notices; those that do not say nothing of them.</summary>
    [TestMethod]
    [DataRow("Regularization.Charts", true)]
    [DataRow("Regularization.Core", false)]
    [DataRow("Regularization.MLNet", false)]
    [DataRow("Regularization.Tool", true)]
    public void Package_WithTheWorkOfOthers_HasTheirNotices(string package, bool hasTheirWork)
    {
        SkipIfNotPacked(package);
        using ZipArchive zip = Trial.Open(package);
        ZipArchiveEntry? notices = zip.GetEntry("THIRD-PARTY-NOTICES.md");
        Assert.AreEqual(hasTheirWork, notices is not null);
        if (notices is not null)
        {
            using var reader = new StreamReader(notices.Open());
            string text = reader.ReadToEnd();
            Assert.Contains("plotly.js", text);
            Assert.Contains("Permission is hereby granted", text);
        }
    }

    [TestMethod]
    [DataRow("Regularization.Core")]
    [DataRow("Regularization.MLNet")]
    public void Package_Library_HasDocumentationAndSymbols(string package)
    {
        SkipIfNotPacked(package);
        using ZipArchive zip = Trial.Open(package), symbols = Trial.Open(package, "snupkg");
        Assert.IsNotNull(zip.GetEntry($"lib/net10.0/{package}.dll"));
        Assert.IsNotNull(zip.GetEntry($"lib/net10.0/{package}.xml"));
        Assert.IsNotNull(symbols.GetEntry($"lib/net10.0/{package}.pdb"));
    }

    /// <summary>For a platform that was not built for here, the largest library of the same processor is added.</summary>
    [TestMethod]
    public void Core_WithTheNativeKernelsOfAllPlatforms_IsBelowFiveMegaBytes()
    {
        string file = Path.Combine(Trial.Packages, $"Regularization.Core.{Trial.VersionOf("Regularization.Core")}.nupkg");
        using ZipArchive zip = Trial.Open("Regularization.Core");
        ZipArchiveEntry[] natives = [.. zip.Entries.Where(e => e.FullName.Contains("/native/", StringComparison.Ordinal))];
        string[] missing = [.. NativeRids.Where(rid => !natives.Any(e => e.FullName.StartsWith($"runtimes/{rid}/", StringComparison.Ordinal)))];
        long expected = missing.Sum(rid => natives.Where(e => e.FullName.Split('/')[1].Split('-')[^1] == rid.Split('-')[^1]).Select(e => e.CompressedLength).DefaultIfEmpty().Max());
        long size = new FileInfo(file).Length;
        string list = string.Join('\n', zip.Entries.Select(e => $"{e.Length,10:N0} {e.CompressedLength,10:N0} {e.FullName}"));
        string text = $"{size:N0} bytes, and {expected:N0} more for {(missing.Length == 0 ? "no other platform" : string.Join(", ", missing))}:\n{list}";
        Console.WriteLine(text);
        Assert.IsLessThan(MostOfCore, size + expected, text);
    }

    /// <summary>Where the compiler of .NET is there, both libraries are compiled ahead of time for the same platforms.</summary>
    [TestMethod]
    public void MLNet_CompiledAheadOfTime_IsSoWhereCoreIs()
    {
        SkipIfNotPacked("Regularization.MLNet");
        string[] Compiled(string package)
        {
            using ZipArchive zip = Trial.Open(package);
            return [.. zip.Entries.Where(e => e.FullName.EndsWith($"/lib/net10.0/{package}.dll", StringComparison.Ordinal)).Select(e => e.FullName.Split('/')[1]).Order(StringComparer.Ordinal)];
        }

        CollectionAssert.AreEqual(Compiled("Regularization.Core"), Compiled("Regularization.MLNet"));
    }

    [TestMethod]
    public void Tool_NativeKernels_AreThoseOfCore()
    {
        using ZipArchive core = Trial.Open("Regularization.Core"), tool = Trial.Open("Regularization.Tool");
        CollectionAssert.AreEqual(Natives(core, ""), Natives(tool, "tools/net10.0/any/"));
    }

    [TestMethod]
    public void Readme_EveryLineOfItsCode_StandsInTheProgramThatIsRun()
    {
        string[] program = Trimmed(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Programs", "Train", "Program.cs")));
        string[] snippet = Trimmed(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md")).SkipWhile(l => l != "```csharp").Skip(1).TakeWhile(l => l != "```"));
        Assert.IsGreaterThan(5, snippet.Length);
        foreach (string line in snippet)
        {
            Assert.Contains(line, program, $"nuget/README.md: {line}");
        }
    }

    private static string[] Trimmed(IEnumerable<string> lines) => [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0)];

    private static string[] Natives(ZipArchive package, string under) =>
        [.. package.Entries.Where(e => e.FullName.StartsWith(under + "runtimes/", StringComparison.Ordinal) && e.FullName.Contains("regularization_native", StringComparison.Ordinal))
            .Select(e => e.FullName[under.Length..]).Order(StringComparer.Ordinal)];

    internal static void SkipIfNotPacked(string package)
    {
        if (Trial.VersionOf(package) is null)
        {
            Assert.Inconclusive($"{package} was not packed: Microsoft.ML cannot be restored from this machine's package sources.");
        }
    }
}
