namespace Regularization.Tool;

/// <summary>One feature of the model: a number column, a level of a category, a word of a text, an index of a libsvm file.</summary>
/// <param name="Column">The column of the input it comes from; for libsvm the index.</param>
/// <param name="Level">The level or the word, or null.</param>
/// <param name="Name">The name by which options and outputs call it.</param>
internal readonly record struct Feature(string Column, string? Level, string Name);
