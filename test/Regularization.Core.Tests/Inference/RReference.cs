using System.Text.Json;

namespace Regularization.Tests;

/// <summary>Values computed by R (reference/README.md).</summary>
internal static class RReference
{
    public static JsonElement Case(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reference", "r", name + ".json"))).RootElement;

    public static double[] Numbers(this JsonElement of, string name) => ReferenceData.Numbers(of.GetProperty(name));

    public static double[][] Rows(this JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(ReferenceData.Numbers)];

    public static Loss LossOf(JsonElement reference) => reference.GetProperty("family").GetString() == "gaussian" ? Losses.Squared : Losses.Logistic;

    public static TrainingProblem Problem(JsonElement reference, bool sparse = false)
    {
        TrainingProblem problem = ReferenceData.Problem(reference, sparse);
        return new TrainingProblem(problem.X, problem.Y)
        {
            Weights = problem.Weights,
            FeatureNames = problem.FeatureNames,
            Offsets = reference.TryGetProperty("offsets", out JsonElement offsets) ? ReferenceData.Numbers(offsets) : null,
        };
    }

    public static void AreClose(double expected, double actual, double tolerance, string what) =>
        Assert.IsLessThanOrEqualTo(tolerance * (1e-3 + Math.Abs(expected)), Math.Abs(expected - actual), $"{what}: {actual} is not {expected}");
}
