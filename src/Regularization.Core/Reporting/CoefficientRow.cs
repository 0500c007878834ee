namespace Regularization;

/// <summary>One coefficient of a model.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Index">The feature's index.</param>
/// <param name="Value">The coefficient on the original scale.</param>
/// <param name="Standardized">The coefficient of the standardised feature (value times what the feature was divided by): comparable between features.</param>
public readonly record struct CoefficientRow(string Name, int Index, double Value, double Standardized);
