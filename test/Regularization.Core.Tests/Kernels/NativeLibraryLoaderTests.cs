using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Regularization.Tests;

[TestClass]
public class NativeLibraryLoaderTests
{
    [TestMethod]
    public void CheckVersion_SameVersion_Passes() => NativeLibraryLoader.CheckVersion("lib.so", NativeAbi.Version);

    [TestMethod]
    public void CheckVersion_OtherVersion_ThrowsWithPathVersionsAndTheWayOut()
    {
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => NativeLibraryLoader.CheckVersion("/there/lib.so", 999)).Message;
        StringAssert.Contains(message, "/there/lib.so has ABI version 999; this assembly needs version 4.");
        StringAssert.Contains(message, "Reinstall");
        StringAssert.Contains(message, "REGULARIZATION_KERNELS=managed");
    }

    [TestMethod]
    public void CheckVersion_NoVersion_Throws()
    {
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => NativeLibraryLoader.CheckVersion("lib.so", null)).Message;
        StringAssert.Contains(message, "lib.so has no ABI version");
    }

    [TestMethod]
    [DataRow("int rk_abi_version(void) { return 999; }", "has ABI version 999")]
    [DataRow("int something_else(void) { return 1; }", "has no ABI version")]
    public void Load_LibraryOfAnotherVersion_ThrowsAndNamesIt(string source, string expected)
    {
        string path = Compile(source);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => NativeLibraryLoader.Load(path)).Message;
        StringAssert.Contains(message, path);
        StringAssert.Contains(message, expected);
    }

    [TestMethod]
    public void Load_LibraryWithoutKernelsForThisCpu_HasNone()
    {
        string path = Compile($"int rk_abi_version(void) {{ return {NativeAbi.Version}; }}\nvoid* rk_get_table(int isa) {{ return 0; }}");
        NativeLibraryFound found = NativeLibraryLoader.Load(path);
        Assert.IsEmpty(found.KernelSets);
        Assert.AreEqual(path, found.Path);
    }

    [TestMethod]
    public void Load_NoFile_Throws()
        => Assert.ThrowsExactly<DllNotFoundException>(() => NativeLibraryLoader.Load(Path.Combine(Path.GetTempPath(), "regularization-no-such-file.so")));

    [TestMethod]
    public void RuntimeIdentifier_ThisMachine_IsPortable()
    {
        string expected = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        Assert.EndsWith($"-{expected}", NativeLibraryLoader.RuntimeIdentifier);
        Assert.MatchesRegex("^(win|osx|linux|linux-musl)-[a-z0-9]+$", NativeLibraryLoader.RuntimeIdentifier);
    }

    /// <summary>A shared library made of one C text, or an inconclusive test where there is no C compiler.</summary>
    private static string Compile(string source)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("This test compiles a library with cc, which Windows does not have.");
        }

        string directory = Directory.CreateTempSubdirectory("regularization-tests-").FullName;
        string text = Path.Combine(directory, "library.c");
        string library = Path.Combine(directory, NativeLibraryLoader.FileName);
        File.WriteAllText(text, source);
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-o", library, text]) { RedirectStandardError = true })!;
            string errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
            {
                Assert.Inconclusive($"cc could not make a shared library: {errors}");
            }
        }
        catch (Win32Exception e)
        {
            Assert.Inconclusive($"There is no C compiler (cc): {e.Message}");
        }

        return library;
    }
}
