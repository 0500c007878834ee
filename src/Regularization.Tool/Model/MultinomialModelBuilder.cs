namespace Regularization.Tool;

/// <summary>Makes the file of a multinomial model from what was read and fitted.</summary>
internal static class MultinomialModelBuilder
{
    public static MultinomialModel Build(TrainingData data, DataSettings settings, ModelSettings model, MultinomialFitSummary summary)
    {
        MultinomialSolution solution = summary.Selected;
        return new MultinomialModel
        {
            Format = MultinomialModel.FormatName,
            Version = MultinomialModel.CurrentVersion,
            Family = settings.Family,
            Label = data.Label,
            Missing = settings.Missing,
            Inputs = data.Inputs,
            Classes = [.. solution.Coefficients.Select((ofClass, k) => new ClassModel(solution.Intercepts[k], CoefficientsOf(data, ofClass)))],
            Fit = new ModelFit
            {
                Tool = ModelBuilder.ToolVersion,
                Penalty = (model.Grouped ? "grouped " : string.Empty) + summary.Penalty.Name,
                L1Ratio = model.Penalty.L1Ratio,
                Lambda = solution.Lambda,
                LambdaBy = summary.SelectedBy,
                Standardized = model.Options.Standardize,
                Rows = summary.Rows,
                RowsSkipped = data.RowsSkipped,
                Features = summary.Features,
                DevianceExplained = solution.DevianceExplained,
                DualityGap = ModelBuilder.FiniteOrNull(solution.DualityGap),
                Status = solution.Status.ToString(),
                HeldOut = ModelBuilder.HeldOutAt(summary.CrossValidation?.Curves ?? summary.HeldOut?.Curves, summary.CrossValidation?.Lambdas ?? summary.HeldOut?.Lambdas, solution.Lambda),
            },
        };
    }

    private static Coefficient[] CoefficientsOf(TrainingData data, SparseCoefficients ofClass)
    {
        var coefficients = new Coefficient[ofClass.NonzeroCount];
        for (int k = 0; k < coefficients.Length; k++)
        {
            coefficients[k] = new Coefficient(ofClass.Indices[k], data.Features[ofClass.Indices[k]].Name, ofClass.Values[k]);
        }

        return coefficients;
    }
}
