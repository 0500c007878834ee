namespace Regularization.Tool;

/// <summary>The values of a category column that were not there in training, and in how many rows they are.</summary>
internal sealed record UnknownLevels(string Column, int Rows, IReadOnlyCollection<string> Examples);
