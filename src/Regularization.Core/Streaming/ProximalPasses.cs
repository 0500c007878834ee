namespace Regularization;

/// <summary>
/// Proximal gradient steps on the exact objective, one pass over the rows each, from where stochastic steps have settled: those come near the optimum
/// soon, these prove it, as their error does not end in noise.
/// </summary>
/// <remarks>
/// β_j ← prox(β_j + g_j / (L d_j)), d_j being the curvature bound times the mean of z_j² and L the Barzilai-Borwein estimate of the curvature along the
/// last step. A step that does not lower the objective is taken back and L made larger: no pass leaves a worse model.
/// Source: Wright, Nowak, Figueiredo, Sparse Reconstruction by Separable Approximation (2009), section II, with M = 0.
/// </remarks>
internal sealed class ProximalPasses(LearnerSetup setup, StreamEvaluation first)
{
    /// <summary>So many passes may go by in which the measure of the best model does not fall to <see cref="Progress"/> of what it was.</summary>
    private const int Patience = 10;
    private const double Progress = 0.7;

    private readonly (double Lower, double Upper)[]? _bounds = setup.Bounds();
    private double _curvature = 1;
    private double _measure = first.Measure();
    private int _passesWithout;

    /// <summary>The evaluation of the best model so far.</summary>
    public StreamEvaluation Best { get; private set; } = first;

    /// <summary>Whether there is nothing more to expect.</summary>
    public bool IsStalled => _passesWithout >= Patience;

    /// <summary>The next model to evaluate.</summary>
    public (double[] Beta, double Intercept) Next()
    {
        double[] beta = new double[Best.Beta.Length];
        for (int j = 0; j < beta.Length; j++)
        {
            double strength = _curvature * Diagonal(j);
            if (!(strength > 0))
            {
                beta[j] = Best.Beta[j];
                continue;
            }

            double point = (strength * Best.Beta[j]) + Best.Gradient(j), over = Math.Abs(point) - (setup.L1 * setup.L1Factor(j));
            double value = over > 0 ? Math.CopySign(over / (strength + (setup.L2 * setup.L2Factor(j))), point) : 0;
            beta[j] = _bounds is null ? value : Math.Clamp(value, _bounds[j].Lower, _bounds[j].Upper);
        }

        return (beta, !setup.HasIntercept ? 0 : Best.Intercept + (Best.InterceptGradient / (_curvature * setup.Curvature)));
    }

    /// <summary>Takes the model that <see cref="Next"/> gave, or leaves it, and learns the step size of the next one.</summary>
    public void Judge(StreamEvaluation tried)
    {
        _passesWithout++;
        double along = CurvatureFrom(Best, tried);
        if (!(tried.Objective <= Best.Objective))
        {
            _curvature = Math.Max(2 * _curvature, Math.Min(along, 10 * _curvature));
            return;
        }

        _curvature = double.IsFinite(along) && along > 0 ? Math.Clamp(along, 0.05 * _curvature, 20 * _curvature) : _curvature;
        Best = tried;
        double measure = tried.Measure();
        if (measure <= Progress * _measure)
        {
            (_measure, _passesWithout) = (measure, 0);
        }
    }

    private double Diagonal(int feature) => setup.Curvature * Best.MeanSquare(feature);

    /// <summary>−(change of the gradient · change of the model) / (change of the model)², in the metric of the diagonal.</summary>
    private double CurvatureFrom(StreamEvaluation from, StreamEvaluation to)
    {
        double step = to.Intercept - from.Intercept, product = setup.HasIntercept ? step * (from.InterceptGradient - to.InterceptGradient) : 0, square = setup.Curvature * step * step;
        for (int j = 0; j < to.Beta.Length; j++)
        {
            double change = to.Beta[j] - from.Beta[j];
            product += change * (from.Gradient(j) - to.Gradient(j));
            square += Diagonal(j) * change * change;
        }

        return product / square;
    }
}
