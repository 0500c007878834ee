namespace Regularization;

/// <summary>The degrees of freedom of the solutions of a multinomial path (<see cref="InformationCriterion"/>).</summary>
/// <remarks>
/// For the lasso a count of coefficients. Where coefficients are shrunk together, by a ridge part or as groups, the trace of (H + P)⁻¹ H over the coefficients that are not 0 and the intercepts, with H the second
/// derivative of the loss and P that of the penalty. What can be added to all classes alike changes no probability and counts for nothing.
/// </remarks>
internal sealed class MultinomialDegrees
{
    /// <summary>Of more coefficients the trace takes too long: it takes their number to the third.</summary>
    private const int MostCoefficients = 2000;

    private readonly TrainingProblem _problem;
    private readonly ElasticNetPenalty _penalty;
    private readonly bool _grouped;
    private readonly bool _intercept;
    private readonly IReadOnlyList<double> _scale;
    private readonly double[] _weights;
    private readonly double[] _center;

    public MultinomialDegrees(TrainingProblem problem, ElasticNetPenalty penalty, bool grouped, MultinomialPath path, bool intercept)
    {
        (_problem, _penalty, _grouped, _intercept, _scale) = (problem, penalty, grouped, intercept, path.Scale);
        _weights = problem.NormalizedWeights();
        _center = intercept ? ColumnMoments.Of(problem.X, [.. Enumerable.Range(0, problem.X.Columns)], _weights, problem.Weights is null, ColumnBlocks.Resolve(0)).Mean : new double[problem.X.Columns];
    }

    /// <summary>The degrees of freedom of a solution.</summary>
    /// <exception cref="ArgumentException">So many coefficients are shrunk together that their degrees of freedom cannot be had in reasonable time.</exception>
    public double Of(MultinomialSolution solution)
    {
        int classes = solution.ClassCount;
        int[] union = [.. solution.Coefficients.SelectMany(ofClass => ofClass.Indices.ToArray()).Distinct().Order()];
        var places = new List<(int Class, int At)>();           // At < 0 is an intercept
        for (int k = 0; k < classes - 1 && _intercept; k++)
        {
            places.Add((k, -1));
        }

        bool isTogether = false;
        for (int a = 0; a < union.Length; a++)
        {
            double strength = solution.Lambda * _penalty.Factor(union[a]);
            int[] present = [.. Enumerable.Range(0, classes).Where(k => solution.Coefficients[k][union[a]] != 0)];

            // Without a penalty one of the classes is the reference, as for the intercepts.
            places.AddRange(present.Take(strength == 0 && present.Length == classes ? classes - 1 : classes).Select(k => (k, a)));
            isTogether |= strength > 0 && (_grouped || _penalty.L1Ratio < 1);
        }

        if (!isTogether)
        {
            return places.Count;
        }

        CheckSize(places.Count);
        int size = places.Count;
        double[] penalty = new double[size * size], system = Hessian(solution, union, places);
        AddPenalty(solution, union, places, penalty);
        for (int i = 0; i < system.Length; i++)
        {
            system[i] += penalty[i];
        }

        if (Cholesky.Factor(system, size, 0) is not { } factor)
        {
            return size;
        }

        double degrees = size;
        double[] column = new double[size];
        for (int i = 0; i < size; i++)
        {
            for (int l = 0; l < size; l++)
            {
                column[l] = penalty[(Math.Max(l, i) * size) + Math.Min(l, i)];
            }

            if (column.AsSpan().ContainsAnyExcept(0.0))
            {
                factor.Solve(column);
                degrees -= column[i];
            }
        }

        return degrees;
    }

    /// <summary>Refuses more coefficients than degrees of freedom are worked out for.</summary>
    /// <exception cref="ArgumentException">There are more.</exception>
    public static void CheckSize(long coefficients)
    {
        if (coefficients > MostCoefficients)
        {
            throw new ArgumentException(
                $"{coefficients:n0} coefficients are shrunk together; their degrees of freedom are worked out for up to {MostCoefficients:n0}. Use the lasso (L1Ratio 1, not grouped), a larger smallest lambda, or choose by cross-validation.");
        }
    }

    /// <summary>The lower triangle of H: for classes k and l, Σ_i w_i p_ik (δ_kl − p_il) z_i z_i'.</summary>
    private double[] Hessian(MultinomialSolution solution, int[] union, List<(int Class, int At)> places)
    {
        int n = _problem.X.Rows, u = union.Length, size = places.Count, classes = solution.ClassCount;
        double[] p = solution.Probabilities(_problem.X, _problem.ClassOffsets is null ? [] : [.. _problem.ClassOffsets]);
        double[] hessian = new double[size * size], h = new double[n], gram = new double[u * u], mean = new double[u];
        double[] center = [.. union.Select(j => _center[j])], scale = [.. union.Select(j => _scale[j])];
        int[][] ofClass = [.. Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, size).Where(i => places[i].Class == k).ToArray())];
        for (int k = 0; k < classes; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                double total = 0;
                for (int i = 0; i < n; i++)
                {
                    h[i] = _weights[i] * p[(k * n) + i] * (k == l ? 1 - p[(k * n) + i] : p[(l * n) + i]);
                    total += h[i];
                }

                // About the means under h, so that no digits are lost where features are far from 0.
                if (u > 0)
                {
                    _problem.X.Dot(union, h, mean);
                    VectorMath.Multiply(mean, total > 0 ? 1 / total : 0, mean);
                    _problem.X.Gram(union, 0, h, 0, mean, gram, u, ColumnBlocks.Resolve(0));
                }

                foreach (int row in ofClass[k])
                {
                    foreach (int column in ofClass[l])
                    {
                        double value = (k == l ? 1 : -1) * Entry(places[row].At, places[column].At, total);
                        hessian[(Math.Max(row, column) * size) + Math.Min(row, column)] = value;
                    }
                }
            }
        }

        return hessian;

        double Entry(int a, int b, double total) => (a, b) switch
        {
            ( < 0, < 0) => total,
            ( < 0, _) => total * (mean[b] - center[b]) / scale[b],
            (_, < 0) => total * (mean[a] - center[a]) / scale[a],
            _ => (gram[(Math.Max(a, b) * u) + Math.Min(a, b)] + (total * (mean[a] - center[a]) * (mean[b] - center[b]))) / (scale[a] * scale[b]),
        };
    }

    /// <summary>The lower triangle of P: λ v ((1 − r) I + r (I / ‖b‖ − b b' / ‖b‖³)) for a group b, without the latter for the lasso.</summary>
    private void AddPenalty(MultinomialSolution solution, int[] union, List<(int Class, int At)> places, double[] penalty)
    {
        int size = places.Count;
        for (int i = 0; i < size; i++)
        {
            (int k, int a) = places[i];
            if (a < 0)
            {
                continue;
            }

            double strength = solution.Lambda * _penalty.Factor(union[a]), l1 = strength * _penalty.L1Ratio;
            penalty[(i * size) + i] += strength - l1;
            if (!_grouped)
            {
                continue;
            }

            double[] b = [.. solution.Coefficients.Select(ofClass => ofClass[union[a]] * _scale[union[a]])];
            double norm = Math.Sqrt(b.Sum(v => v * v));
            penalty[(i * size) + i] += l1 / norm;
            for (int other = 0; other <= i; other++)
            {
                if (places[other].At == a)
                {
                    penalty[(i * size) + other] -= l1 * b[k] * b[places[other].Class] / (norm * norm * norm);
                }
            }
        }
    }
}
