namespace Regularization;

/// <summary>What the search for the native library came to.</summary>
/// <param name="Path">Where it is; null where there is none.</param>
/// <param name="KernelSets">Its kernels that this machine can run, the best first.</param>
/// <param name="Reason">What it is, or why there is none; part of a sentence.</param>
internal sealed record NativeLibraryFound(string? Path, IReadOnlyList<KernelSet> KernelSets, string Reason);
