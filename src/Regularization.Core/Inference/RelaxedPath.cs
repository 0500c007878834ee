namespace Regularization;

/// <summary>A regularisation path with, at each lambda, the fit without penalty on the same features, and all blends of the two.</summary>
/// <remarks>
/// <example>See <see cref="RelaxedPathSolver"/>.</example>
/// </remarks>
public sealed class RelaxedPath
{
    private readonly TrainingProblem _problem;
    private readonly Loss _loss;

    internal RelaxedPath(TrainingProblem problem, Loss loss, RegularizationPath path, Refit[] refits) => (_problem, _loss, Path, Refits) = (problem, loss, path, refits);

    /// <summary>The penalised solutions.</summary>
    public RegularizationPath Path { get; }

    /// <summary>The refits, one for each lambda.</summary>
    public IReadOnlyList<Refit> Refits { get; }

    /// <summary>
    /// γ · penalised + (1 − γ) · unpenalised on the same features, intercept and coefficients. It minimises no objective: gap, KKT residual and objective are NaN for γ below 1. Where there is no refit
    /// it is the penalised solution, for every γ.
    /// </summary>
    /// <param name="index">The position on the path, 0 .. Count − 1.</param>
    /// <param name="gamma">γ in [0, 1]: 1 is the penalised solution, 0 the refit.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is outside [0, 1] or NaN.</exception>
    /// <remarks>Source: Hastie, Tibshirani, Tibshirani, Statistical Science 35 (2020), equation (4), first as arXiv:1707.08692 (2017).</remarks>
    public Solution At(int index, double gamma)
    {
        CheckGamma(gamma, nameof(gamma));
        Solution blend = Blend(Path[index], Refits[index], gamma);
        if (ReferenceEquals(blend, Path[index]))
        {
            return blend;
        }

        double[] weights = _problem.NormalizedWeights();
        double loss = _loss.Value(blend.LinearPredictor(_problem.X, _problem.Offsets is null ? [] : [.. _problem.Offsets]), _problem.Y, weights);
        double deviance = 2 * (loss - _loss.SaturatedValue(_problem.Y, weights));
        return blend with { DevianceExplained = Path.NullDeviance > 0 ? 1 - (deviance / Path.NullDeviance) : 0 };
    }

    internal static void CheckGamma(double gamma, string parameter)
    {
        if (!(gamma >= 0 && gamma <= 1))
        {
            throw new ArgumentOutOfRangeException(parameter, $"Gamma is {gamma}; it must be in [0, 1]: 1 is the penalised fit, 0 the one without penalty.");
        }
    }

    internal static Solution Blend(Solution penalized, Refit refit, double gamma)
    {
        if (gamma == 1 || refit.Status != RefitStatus.Converged)
        {
            return penalized;
        }

        int[] support = penalized.Coefficients.Indices.ToArray();
        double[] values = new double[support.Length];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = (gamma * penalized.Coefficients.Values[k]) + ((1 - gamma) * refit.Coefficients[support[k]]);
        }

        return penalized with
        {
            Intercept = (gamma * penalized.Intercept) + ((1 - gamma) * refit.Intercept),
            Coefficients = new SparseCoefficients(penalized.Coefficients.Count, support, values),
            DualityGap = double.NaN,
            KktResidual = double.NaN,
            Objective = double.NaN,
            DevianceExplained = double.NaN,
        };
    }
}
