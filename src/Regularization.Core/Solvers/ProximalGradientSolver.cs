namespace Regularization;

/// <summary>
/// FISTA: b⁺ = prox(y + L⁻¹ Z'u(y)) at an extrapolated point y, with L found by backtracking and let down again, and the momentum dropped whenever it
/// points uphill. Between rounds a Newton step on the support that the proximal steps have found.
/// Source: Beck and Teboulle (2009), algorithm with backtracking (4.1)-(4.3); O'Donoghue and Candès (2015), gradient restart scheme, section 3.2.
/// </summary>
internal sealed class ProximalGradientSolver : Solver
{
    private const int RoundLength = 50;

    /// <summary>Rounds without any gain after which rounding leaves nothing to do.</summary>
    private const int MostFruitless = 100;

    public override string Name => "proximal gradient";

    internal override bool UsesCovariances => false;

    internal override FitStatus Minimize(FitContext context, WorkingModel model, double target, ref int epochs, CancellationToken cancellationToken)
    {
        var residuals = (ResidualModel)model;
        long limit = (long)epochs + context.Options.MaxEpochs;
        int fruitless = 0, sinceNewton = 0;
        double best = double.PositiveInfinity, lowest = double.PositiveInfinity, lipschitz = double.NaN;
        while (true)
        {
            model.Refresh();
            double measure = DualCertificate.MeasureOf(context, model);
            if (measure <= target)
            {
                return FitStatus.Converged;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return FitStatus.Canceled;
            }

            if (epochs >= limit)
            {
                return FitStatus.EpochLimit;
            }

            // The gap may rest for long while the objective still falls: only when neither moves is it rounding.
            double objective = model.LossValue + model.Set.PenaltyValue();
            bool gains = measure < 0.9 * best || objective < lowest - (1e-15 * Math.Abs(lowest));
            fruitless = gains || double.IsInfinity(lowest) ? 0 : fruitless + 1;
            (best, lowest) = (Math.Min(best, measure), Math.Min(lowest, objective));
            if (fruitless > MostFruitless)
            {
                return FitStatus.PrecisionLimit;
            }

            if (sinceNewton >= model.NewtonBudget())
            {
                sinceNewton = 0;
                if (model.NewtonStep() || model.Set.HasTangents)
                {
                    // Tangents must be those of where the next round begins.
                    continue;
                }
            }

            int steps = (int)Math.Min(RoundLength, limit - epochs);
            steps = Round(context, residuals, steps, ref lipschitz, cancellationToken);
            epochs += steps;
            sinceNewton += steps;
        }
    }

    /// <summary>Some accelerated steps from the model's point, which moves to where they end. How many were made.</summary>
    private static int Round(FitContext context, ResidualModel model, int steps, ref double lipschitz, CancellationToken cancellationToken)
    {
        WorkingSet set = model.Set;
        int[] visit = set.VisitArray, columns = [.. visit.Select(k => set.Columns[k])];
        int m = visit.Length;
        double[] l1 = Of(visit, set.L1), l2 = Of(visit, set.L2), lower = Of(visit, set.Lower), upper = Of(visit, set.Upper);
        var at = new Point(context, columns, Of(visit, set.Beta), model.CenteredIntercept(), model.Eta);
        Point y = at.Copy(), next = at.Copy();
        double[] gradient = new double[m], z = new double[m];
        double momentum = 1, cost = CostOf(at);
        if (double.IsNaN(lipschitz))
        {
            lipschitz = double.IsFinite(context.Loss.CurvatureBound) ? context.Loss.CurvatureBound : 1;
        }

        int step = 0;
        for (; step < steps && !cancellationToken.IsCancellationRequested; step++)
        {
            double lossAtY = y.Derivatives(gradient, out double interceptGradient);
            while (true)
            {
                VectorMath.MultiplyAdd(gradient, 1 / lipschitz, y.Beta, z);
                if (set.IsElasticNet)
                {
                    Kernels.Current.ProxElasticNet(z, 1 / lipschitz, l1, l2, lower, upper, next.Beta);
                }
                else
                {
                    for (int k = 0; k < m; k++)
                    {
                        next.Beta[k] = set.Prox(visit[k], z[k], 1 / lipschitz);
                    }
                }

                next.Intercept = y.Intercept + (interceptGradient / lipschitz);
                next.FollowFrom(y);
                if (next.IsBelowModel(y, lossAtY, gradient, interceptGradient, lipschitz))
                {
                    break;
                }

                lipschitz *= 2;
            }

            // Where the penalty bends no step may raise the objective, lest tangents laid in turn lead around in a circle: without momentum none does.
            double costOfNext = CostOf(next);
            if (costOfNext > cost && momentum > 1)
            {
                y.Extrapolate(at, at, 0);
                momentum = 1;
                continue;
            }

            cost = costOfNext;

            // Restart when the step turns against the direction of travel.
            double turn = (y.Intercept - next.Intercept) * (next.Intercept - at.Intercept);
            for (int k = 0; k < m; k++)
            {
                turn += (y.Beta[k] - next.Beta[k]) * (next.Beta[k] - at.Beta[k]);
            }

            double following = turn > 0 ? 1 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            double weight = turn > 0 ? 0 : (momentum - 1) / following;
            y.Extrapolate(at, next, weight);
            (at, next) = (next, at);
            momentum = following;
            lipschitz *= 0.98;
        }

        model.MoveTo(at.Beta, at.Intercept);
        return Math.Max(step, 1);

        double CostOf(Point point)
        {
            double sum = set.HasTangents ? point.Loss : double.NaN;
            for (int k = 0; k < m && set.HasTangents; k++)
            {
                sum += (l1[k] * Math.Abs(point.Beta[k])) + (l2[k] / 2 * point.Beta[k] * point.Beta[k]);
            }

            return sum;
        }
    }

    private static double[] Of(int[] positions, double[] values)
    {
        var result = new double[positions.Length];
        for (int k = 0; k < positions.Length; k++)
        {
            result[k] = values[positions[k]];
        }

        return result;
    }

    /// <summary>Coefficients of the visited columns, the intercept of the centred design, and their linear predictor.</summary>
    private sealed class Point(FitContext context, int[] columns, double[] beta, double intercept, double[] eta)
    {
        private readonly double[] _residual = new double[eta.Length];

        public double[] Beta { get; } = [.. beta];

        public double Intercept { get; set; } = intercept;

        private double[] Eta { get; } = [.. eta];

        public double Loss => context.Loss.Value(Eta, context.Y, context.Design.W);

        public Point Copy() => new(context, columns, Beta, Intercept, Eta);

        /// <summary>The loss here, Z'u and the sum of u.</summary>
        public double Derivatives(double[] gradient, out double interceptGradient)
        {
            context.Loss.Derivatives(Eta, context.Y, _residual, []);
            VectorMath.Multiply(_residual, context.Design.W, _residual);
            interceptGradient = context.Options.Intercept ? VectorMath.Sum(_residual) : 0;
            context.Design.Gradient(columns, _residual, gradient.AsMemory());
            return Loss;
        }

        /// <summary>Computes η from that of a nearby point.</summary>
        public void FollowFrom(Point other)
        {
            var change = new double[columns.Length];
            VectorMath.Subtract(Beta, other.Beta, change);
            VectorMath.Add(other.Eta, Intercept - other.Intercept, Eta);
            context.Design.AddTo(Eta, columns, change);
        }

        /// <summary>Whether the quadratic model at y with curvature L is above the loss here. Bounded curvature is tested on the step, which loses fewer digits than the difference of two losses.</summary>
        public bool IsBelowModel(Point y, double lossAtY, double[] gradient, double interceptGradient, double lipschitz)
        {
            double d0 = Intercept - y.Intercept, squares = d0 * d0, linear = interceptGradient * d0, size = Intercept * Intercept;
            for (int k = 0; k < Beta.Length; k++)
            {
                double d = Beta[k] - y.Beta[k];
                squares += d * d;
                size += Beta[k] * Beta[k];
                linear += gradient[k] * d;
            }

            // A step within the rounding of the coefficients tells nothing of the curvature.
            if (squares <= 1e-30 * size)
            {
                return true;
            }

            double bound = context.Loss.CurvatureBound;
            if (double.IsFinite(bound))
            {
                double curved = 0;
                for (int i = 0; i < Eta.Length; i++)
                {
                    double d = Eta[i] - y.Eta[i];
                    curved += context.Design.W[i] * d * d;
                }

                return bound * curved <= lipschitz * squares * (1 + 1e-9);
            }

            return Loss <= lossAtY - linear + (lipschitz / 2 * squares) + (1e-13 * Math.Abs(lossAtY));
        }

        /// <summary>This = to + weight (to − from).</summary>
        public void Extrapolate(Point from, Point to, double weight)
        {
            Blend(from.Beta, to.Beta, weight, Beta);
            Blend(from.Eta, to.Eta, weight, Eta);
            Intercept = to.Intercept + (weight * (to.Intercept - from.Intercept));
        }

        private static void Blend(double[] from, double[] to, double weight, double[] result)
        {
            VectorMath.Subtract(to, from, result);
            VectorMath.MultiplyAdd(result, weight, to, result);
        }
    }
}
