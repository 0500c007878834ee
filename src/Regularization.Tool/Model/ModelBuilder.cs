using System.Reflection;

namespace Regularization.Tool;

/// <summary>Makes the file of a model from what was read and fitted.</summary>
internal static class ModelBuilder
{
    public static string ToolVersion { get; } =
        typeof(ModelBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static LinearModel Build(TrainingData data, DataSettings settings, FitOptions options, double? l1Ratio, FitSummary summary)
    {
        Solution solution = summary.Selected;
        var coefficients = new Coefficient[solution.NonzeroCount];
        for (int k = 0; k < coefficients.Length; k++)
        {
            int feature = solution.Coefficients.Indices[k];
            coefficients[k] = new Coefficient(feature, data.Features[feature].Name, solution.Coefficients.Values[k]);
        }

        return new LinearModel
        {
            Format = LinearModel.FormatName,
            Version = LinearModel.CurrentVersion,
            Family = settings.Family,
            Label = data.Label,
            Missing = settings.Missing,
            Intercept = solution.Intercept,
            Coefficients = coefficients,
            Inputs = data.Inputs,
            Offset = settings.Offset,
            Exposure = settings.Exposure,
            Quantile = settings.Family == Family.Quantile ? settings.Loss.Quantile : null,
            Fit = new ModelFit
            {
                Tool = ToolVersion,
                Penalty = summary.Penalty.Name,
                L1Ratio = l1Ratio,
                Lambda = solution.Lambda,
                LambdaBy = summary.SelectedBy,
                Standardized = options.Standardize,
                Rows = summary.Rows,
                RowsSkipped = data.RowsSkipped,
                Features = summary.Features,
                DevianceExplained = solution.DevianceExplained,
                DualityGap = FiniteOrNull(solution.DualityGap),
                KktResidual = double.IsNaN(solution.DualityGap) ? FiniteOrNull(solution.KktResidual) : null,
                Status = solution.Status.ToString(),
                HeldOut = HeldOutAt(summary.CrossValidation?.Curves ?? summary.HeldOut?.Curves, (summary.CrossValidation?.Path ?? summary.HeldOut?.Path)?.Select(s => s.Lambda), solution.Lambda),
            },
        };
    }

    /// <summary>What held-out rows say of the chosen lambda, if any were.</summary>
    public static Dictionary<string, HeldOut>? HeldOutAt(IReadOnlyDictionary<string, CrossValidationCurve>? curves, IEnumerable<double>? lambdas, double chosen)
    {
        int at = lambdas is null ? -1 : lambdas.ToList().IndexOf(chosen);
        return curves?.ToDictionary(curve => curve.Key, curve => new HeldOut(FiniteOrNull(curve.Value.Mean[at]), FiniteOrNull(curve.Value.StandardError[at])));
    }

    public static double? FiniteOrNull(double value) => double.IsFinite(value) ? value : null;
}
