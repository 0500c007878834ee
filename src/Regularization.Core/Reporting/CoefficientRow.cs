namespace Regularization;

/// <summary>One coefficient of a model. A list of them is a table: <c>mlContext.Data.LoadFromEnumerable</c> reads it.</summary>
/// <remarks>
/// <example>
/// <code>
/// FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(problem);
/// foreach (CoefficientRow row in summary.CoefficientTable())
/// {
///     Console.WriteLine($"{row.Name} {row.Value:g4}, standardised {row.Standardized:g4}");
/// }
/// </code>
/// </example>
/// </remarks>
/// <param name="Name">The feature's name.</param>
/// <param name="Index">The feature's index.</param>
/// <param name="Value">The coefficient on the original scale.</param>
/// <param name="Standardized">The coefficient of the standardised feature (value times what the feature was divided by): comparable between features.</param>
public sealed record CoefficientRow(string Name, int Index, double Value, double Standardized)
{
    /// <summary>The nonzero coefficients of a model, the largest standardised ones first.</summary>
    internal static IReadOnlyList<CoefficientRow> Table(SparseCoefficients coefficients, IReadOnlyList<double> scale, IReadOnlyList<string>? names)
    {
        var rows = new CoefficientRow[coefficients.NonzeroCount];
        for (int k = 0; k < rows.Length; k++)
        {
            (int j, double value) = (coefficients.Indices[k], coefficients.Values[k]);
            rows[k] = new CoefficientRow(names is null ? $"x{j}" : names[j], j, value, value * scale[j]);
        }

        return [.. rows.OrderByDescending(r => Math.Abs(r.Standardized)).ThenBy(r => r.Index)];
    }
}
