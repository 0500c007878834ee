using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>Finds the native library, shakes hands over its version and asks it for the kernels this machine can run.</summary>
internal static unsafe class NativeLibraryLoader
{
    /// <summary>The name without prefix and ending, as the default probing wants it.</summary>
    public const string LibraryName = "regularization_native";

    public static string FileName => OperatingSystem.IsWindows() ? $"{LibraryName}.dll" : OperatingSystem.IsMacOS() ? $"lib{LibraryName}.dylib" : $"lib{LibraryName}.so";

    /// <summary>The platform as packages name it, e.g. <c>linux-x64</c>, <c>linux-musl-arm64</c>, <c>win-x64</c>, <c>osx-arm64</c>.</summary>
    public static string RuntimeIdentifier
    {
        get
        {
            string given = RuntimeInformation.RuntimeIdentifier;
            bool musl = given.Contains("musl", StringComparison.Ordinal) || given.StartsWith("alpine", StringComparison.Ordinal);
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Beside the assembly, then where a build and a package put it, then wherever the runtime looks (which knows a NuGet package's files).</summary>
    public static NativeLibraryFound Load()
    {
        List<string> candidates = [];
        foreach (string directory in Directories())
        {
            candidates.Add(Path.Combine(directory, FileName));
        }

        foreach (string directory in Directories())
        {
            candidates.Add(Path.Combine(directory, "runtimes", RuntimeIdentifier, "native", FileName));
        }

        List<string> refused = [];
        foreach (string path in candidates)
        {
            if (!File.Exists(path))
            {
                continue;
            }

            if (NativeLibrary.TryLoad(path, out nint handle))
            {
                return Open(handle, path);
            }

            refused.Add(path);
        }

        if (NativeLibrary.TryLoad(LibraryName, typeof(NativeLibraryLoader).Assembly, null, out nint found))
        {
            return Open(found, $"{FileName}, found by the runtime");
        }

        return new NativeLibraryFound(null, [], refused.Count > 0
            ? $"the system refused to load {string.Join(", ", refused)}"
            : $"no native library for {RuntimeIdentifier} was found (looked in {string.Join(", ", candidates.Select(Path.GetDirectoryName))} and where the runtime looks)");
    }

    /// <summary>Loads one file and shakes hands.</summary>
    /// <exception cref="InvalidOperationException">It has another version of the ABI, or none.</exception>
    /// <exception cref="DllNotFoundException">It cannot be loaded.</exception>
    public static NativeLibraryFound Load(string path) => Open(NativeLibrary.Load(path), path);

    /// <summary>Refuses a library of another version.</summary>
    /// <param name="path">Where the library is.</param>
    /// <param name="version">What its <c>rk_abi_version</c> says, or null where it has no such function.</param>
    /// <exception cref="InvalidOperationException">The version is not <see cref="NativeAbi.Version"/>.</exception>
    public static void CheckVersion(string path, int? version)
    {
        if (version != NativeAbi.Version)
        {
            throw new InvalidOperationException(
                $"The native library {path} has {(version is int v ? $"ABI version {v}" : "no ABI version")}; this assembly needs version {NativeAbi.Version}. "
                + $"Reinstall the package so that both come from the same one, or set {Kernels.EnvironmentVariable}=managed to do without the native library.");
        }
    }

    private static NativeLibraryFound Open(nint handle, string path)
    {
        int? version = NativeLibrary.TryGetExport(handle, "rk_abi_version", out nint versionFunction)
            ? ((delegate* unmanaged[Cdecl]<int>)versionFunction)()
            : null;
        CheckVersion(path, version);
        var getTable = (delegate* unmanaged[Cdecl]<int, NativeAbi.Table*>)NativeLibrary.GetExport(handle, "rk_get_table");
        List<KernelSet> kernels = [];
        foreach ((int isa, string name) in NativeAbi.InstructionSets)
        {
            NativeAbi.Table* table = getTable(isa);
            if (table != null)
            {
                kernels.Add(new NativeKernels(table, name));
            }
        }

        return new NativeLibraryFound(path, kernels, $"{Path.GetFileName(path)}, ABI {NativeAbi.Version}");
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An assembly inside a single file has no location; then AppContext.BaseDirectory is all there is.")]
    private static IEnumerable<string> Directories()
    {
        string? beside = Path.GetDirectoryName(typeof(NativeLibraryLoader).Assembly.Location);
        string program = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return string.IsNullOrEmpty(beside) || beside == program ? [program] : [beside, program];
    }
}
