namespace Regularization.Tool;

/// <summary>How rows of a file become what a model reads.</summary>
/// <param name="Inputs">The inputs in the order of the features.</param>
/// <param name="Label">The label, where the file has it.</param>
/// <param name="IsNeeded">Whether a feature, by its number, does anything; a column without such a feature need not be in the file.</param>
/// <param name="Offset">The column of the offsets, or of the exposures whose logarithm they are.</param>
internal sealed record ModelEncoding(IReadOnlyList<ModelInput> Inputs, ModelLabel Label, Func<int, bool> IsNeeded, (string Column, bool IsExposure)? Offset = null);
