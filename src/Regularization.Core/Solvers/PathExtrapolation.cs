namespace Regularization;

/// <summary>
/// Starts a fit from where the line through the last two solutions leads: for the squared loss and the lasso the path is a straight line in lambda as long as
/// the support and its signs stay, and those of smooth losses are close to one.
/// </summary>
/// <remarks>Source: Efron, Hastie, Johnstone, Tibshirani, Least Angle Regression (2004), section 3.1; Rosset, Zhu, Piecewise linear regularized solution paths (2007), theorem 1.</remarks>
internal sealed class PathExtrapolation
{
    private double[] _beta = [];
    private double _intercept;
    private double _lambda;

    /// <summary>Moves the model, which is at the solution for <paramref name="solved"/>, towards that for <paramref name="next"/>.</summary>
    public void Apply(WorkingModel model, double solved, double next)
    {
        WorkingSet set = model.Set;
        double[] beta = [.. set.Beta.AsSpan(0, set.Count)];
        double intercept = model.Intercept;
        if (_beta.Length > 0 && _lambda > solved)
        {
            double ahead = (next - solved) / (solved - _lambda);
            var positions = new List<int>();
            var changes = new List<double>();
            for (int k = 0; k < _beta.Length; k++)
            {
                double b = beta[k], target = Math.Clamp(b + (ahead * (b - _beta[k])), set.Lower[k], set.Upper[k]);
                if (b != 0 && target != b)
                {
                    positions.Add(k);
                    changes.Add(target * b > 0 || set.L1[k] == 0 ? target - b : -b);
                }
            }

            model.Extrapolate([.. positions], [.. changes], ahead * (intercept - _intercept));
        }

        (_beta, _intercept, _lambda) = (beta, intercept, solved);
    }
}
