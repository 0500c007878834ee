namespace Regularization;

/// <summary>The degrees of freedom of the solutions of a path (<see cref="InformationCriterion"/>).</summary>
internal sealed class EffectiveDegrees(TrainingProblem problem, Loss loss, Penalty penalty, RegularizationPath path, bool intercept)
{
    private readonly double[] _weights = problem.NormalizedWeights();

    /// <summary>k less the sum over the nonzero coefficients of λ (1 − r) v_j [(Z'HZ + λ (1 − r) V)⁻¹]_jj, and 1 for the intercept.</summary>
    public double Of(Solution solution, double[] eta)
    {
        int[] support = solution.Coefficients.Indices.ToArray();
        int size = support.Length;
        double degrees = size + (intercept ? 1 : 0);
        double[] ridge = [.. support.Select(j => penalty.Ridge(solution.Lambda * penalty.Factor(j)))];
        if (!ridge.Any(l2 => l2 > 0))
        {
            return degrees;
        }

        double[] residual = new double[eta.Length], h = new double[eta.Length];
        loss.Derivatives(eta, problem.Y, residual, h);
        double sum = 0;
        for (int i = 0; i < h.Length; i++)
        {
            h[i] *= _weights[i];
            sum += h[i];
        }

        double[] center = new double[size], gram = new double[size * size];
        if (intercept && sum > 0)
        {
            problem.X.Dot(support, h, center);
            for (int k = 0; k < size; k++)
            {
                center[k] /= sum;
            }
        }

        problem.X.Gram(support, 0, h, 0, center, gram, size, ColumnBlocks.Resolve(0));
        for (int k = 0; k < size; k++)
        {
            double inverse = 1 / path.Scale[support[k]];
            for (int l = 0; l <= k; l++)
            {
                gram[(k * size) + l] *= inverse / path.Scale[support[l]];
            }

            gram[(k * size) + k] += ridge[k];
        }

        if (Cholesky.Factor(gram, size, 0) is not { } factor)
        {
            return degrees;
        }

        double[] unit = new double[size];
        for (int k = 0; k < size; k++)
        {
            Array.Clear(unit);
            unit[k] = ridge[k] > 0 ? 1 : 0;
            if (ridge[k] > 0)
            {
                factor.Solve(unit);
                degrees -= ridge[k] * unit[k];
            }
        }

        return degrees;
    }
}
