namespace Regularization;

/// <summary>
/// The numeric kernels that do the work: the native library for the best instruction set of this CPU, or the managed ones where there is no
/// native library for the platform.
/// <para>
/// The environment variable <c>REGULARIZATION_KERNELS</c> forces one: <c>auto</c> (the default), <c>managed</c>, <c>baseline</c>, <c>avx2</c>,
/// <c>avx512</c> or <c>neon</c>. It is read once, at the first use. Products of different kernels differ in the last digits only, fits within their tolerance.
/// </para>
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// Console.WriteLine(Kernels.Describe());   // which kernels do the work, and why
/// </code>
/// </example>
/// </remarks>
public static class Kernels
{
    internal const string EnvironmentVariable = "REGULARIZATION_KERNELS";

    private static readonly string[] Names = ["auto", "managed", "baseline", "avx2", "avx512", "neon"];

    private static readonly Lazy<NativeLibraryFound> Library = new(NativeLibraryLoader.Load);

    private static readonly Lazy<Choice> Chosen = new(() => Choose(Environment.GetEnvironmentVariable(EnvironmentVariable), () => Library.Value));

    /// <summary>The kernels in use.</summary>
    internal static KernelSet Current => Chosen.Value.KernelSet;

    /// <summary>All kernels this machine can run, the best first and the managed ones last.</summary>
    internal static IReadOnlyList<KernelSet> Available => [.. Library.Value.KernelSets, ManagedKernels.Instance];

    /// <summary>The names of all kernels this machine can run, the best first and <c>managed</c> last: what <c>REGULARIZATION_KERNELS</c> may be set to.</summary>
    /// <exception cref="InvalidOperationException">The native library is of another version than this assembly.</exception>
    public static IReadOnlyList<string> AvailableNames => [.. Available.Select(set => set.Name)];

    /// <summary>Which kernels are in use and why, e.g. "native avx512 (libregularization_native.so, ABI 4)".</summary>
    /// <returns>One readable line.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>REGULARIZATION_KERNELS</c> asks for what this machine does not have or is not one of the names above, or the native library is of another
    /// version than this assembly.
    /// </exception>
    public static string Describe() => Chosen.Value.Description;

    /// <summary>Chooses by the value of the environment variable; the library is looked for only where the value allows it.</summary>
    internal static Choice Choose(string? value, Func<NativeLibraryFound> library)
    {
        string name = string.IsNullOrWhiteSpace(value) ? "auto" : value.Trim().ToLowerInvariant();
        if (!Names.Contains(name))
        {
            throw new InvalidOperationException($"{EnvironmentVariable} is '{value}'; it must be one of {string.Join(", ", Names)}. Unset it to let the CPU decide.");
        }

        string forced = $"forced by {EnvironmentVariable}";
        if (name == "managed")
        {
            return new Choice(ManagedKernels.Instance, $"managed: {forced}");
        }

        NativeLibraryFound found = library();
        if (name == "auto")
        {
            return found.KernelSets.Count > 0
                ? new Choice(found.KernelSets[0], $"native {found.KernelSets[0].Name} ({found.Reason})")
                : new Choice(ManagedKernels.Instance, $"managed: {found.Reason}");
        }

        KernelSet? kernels = found.KernelSets.FirstOrDefault(set => set.Name == name);
        if (kernels is null)
        {
            string have = string.Join(", ", found.KernelSets.Select(set => set.Name).Append("managed"));
            string reason = found.Path is null ? found.Reason : $"{found.Path} has no such kernels or this CPU cannot run them";
            throw new InvalidOperationException($"{EnvironmentVariable} is '{value}'; it must name kernels that this machine can run: {have}. Here {reason}. Unset it to let the CPU decide.");
        }

        return new Choice(kernels, $"native {name} ({found.Reason}), {forced}");
    }

    /// <summary>The chosen kernels, and the line that says why.</summary>
    internal sealed record Choice(KernelSet KernelSet, string Description);
}
