namespace Regularization.Tool;

/// <summary>The linear predictors of a file's rows, with the labels where the file has them.</summary>
/// <param name="Outputs">Rows x <paramref name="Width"/>, by rows; NaN for a row skipped for a missing value.</param>
/// <param name="Labels">One a row, NaN where it is not known and <see cref="NoClass"/> for a class that the model does not have; null if the file has no labels.</param>
/// <param name="Warnings">What the user should know.</param>
/// <param name="Width">How many linear predictors a row has: 1, or one a class.</param>
internal sealed record Predictions(double[] Outputs, IReadOnlyList<double>? Labels, IReadOnlyList<string> Warnings, int Width = 1)
{
    /// <summary>The label of a class that the model does not have.</summary>
    public const double NoClass = -1;

    public int Rows => Outputs.Length / Width;

    public int Skipped => Enumerable.Range(0, Rows).Count(IsSkipped);

    public ReadOnlySpan<double> Row(int row) => Outputs.AsSpan(row * Width, Width);

    public bool IsSkipped(int row) => double.IsNaN(Outputs[row * Width]);
}
