namespace Regularization;

/// <summary>The model of an intercept alone.</summary>
internal static class NullModel
{
    private const int MostIterations = 500;

    /// <summary>The b at which Σ_i w_i residual_i(b + o_i) = 0, which falls in b for every convex loss: Newton's method, kept within a bracket that is widened until it holds the zero.</summary>
    /// <param name="loss">The loss; its responses are checked, so that there is a zero.</param>
    /// <param name="y">Length n.</param>
    /// <param name="weights">Length n, of sum 1.</param>
    /// <param name="offsets">Length n, or empty.</param>
    /// <param name="eta">The linear predictor b + o, length n.</param>
    public static double Fit(Loss loss, double[] y, double[] weights, double[] offsets, out double[] eta)
    {
        // Without offsets the link of the mean is it, or near; with offsets it is less than the largest and more than the smallest away, for the usual losses.
        double intercept = loss.Link(VectorMath.Dot(weights, y)) - (offsets.Length > 0 ? (offsets.Max() + offsets.Min()) / 2 : 0);
        double low = double.NegativeInfinity, high = double.PositiveInfinity, reach = 1 + Math.Abs(intercept), before = double.PositiveInfinity;
        eta = new double[y.Length];
        double[] residual = new double[y.Length], curvature = new double[y.Length];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            Array.Fill(eta, intercept);
            if (offsets.Length > 0)
            {
                VectorMath.Add(eta, offsets, eta);
            }

            loss.Derivatives(eta, y, residual, curvature);
            double gradient = VectorMath.Dot(weights, residual), slope = VectorMath.Dot(weights, curvature);
            (low, high) = gradient > 0 ? (intercept, high) : (low, intercept);
            bool closed = double.IsFinite(low) && double.IsFinite(high), slow = Math.Abs(gradient) > before / 2;
            before = Math.Abs(gradient);
            double target = intercept + (gradient / slope);
            if (gradient == 0 || (loss.IsSquared && iteration > 1))
            {
                break;
            }

            if (!loss.IsSquared && closed && (slow || !(target >= low && target <= high)))
            {
                target = low + ((high - low) / 2);
            }
            else if (!loss.IsSquared && !closed && !(Math.Abs(target - intercept) <= reach))
            {
                target = intercept + (Math.Sign(gradient) * reach);
                reach *= 2;
            }

            if (!(Math.Abs(target - intercept) > 1e-14 * (1 + Math.Abs(intercept))))
            {
                break;
            }

            intercept = target;
        }

        return intercept;
    }
}
