namespace Regularization.Tool.Tests;

/// <summary>Looks into a design matrix from outside: the linear predictor of a unit vector is a column.</summary>
internal static class Columns
{
    public static double[] Of(DesignMatrix x, int column)
    {
        double[] unit = new double[x.Columns];
        unit[column] = 1;
        var solution = new Solution
        {
            Lambda = 0,
            Intercept = 0,
            Coefficients = SparseCoefficients.FromDense(unit),
            DualityGap = 0,
            KktResidual = 0,
            DevianceExplained = 0,
            Objective = 0,
            Epochs = 0,
            Seconds = 0,
            Status = FitStatus.Converged,
        };
        return solution.LinearPredictor(x);
    }

    /// <summary>The column of a feature.</summary>
    public static double[] Of(TrainingData data, string feature)
    {
        int column = data.Features.ToList().FindIndex(f => f.Name == feature);
        Assert.IsTrue(column >= 0, $"There is no feature '{feature}' among {string.Join(", ", data.Features.Select(f => f.Name))}.");
        return Of(data.Problem.X, column);
    }

    public static void AreEqual(double[] expected, double[] actual, double tolerance = 1e-6)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], tolerance, $"row {i}");
        }
    }
}
