namespace Regularization;

/// <summary>
/// How far a point can be from the optimum: the duality gap in Fenchel-Young form, a sum of terms that are never negative, and the KKT residual.
/// </summary>
/// <remarks>
/// The dual point is the residual, projected and shrunk by a common factor until it is feasible; what rounding leaves of the gradient of an unpenalised
/// coefficient is charged for. Gap = Σ_i w_i [loss + loss* + ηθ] + Σ_j [ω(b_j) + ω*(g_j) − b_j g_j].
/// Source: Massias, Gramfort, Salmon, Celer (2018), section 2; Ndiaye, Fercoq, Gramfort, Salmon, Gap Safe Screening Rules (2017), section 3.
/// </remarks>
internal readonly record struct DualCertificate(double Gap, double Kkt)
{
    /// <summary>A coefficient (or an intercept) that nothing holds on one side is taken to be within this times its size plus that of one that explains the response alone, as its conjugate is infinite otherwise.</summary>
    private const double AssumedRange = 1e3;

    /// <summary>What decides whether a fit is good enough: the gap, or the KKT residual where there is no dual.</summary>
    public double Measure => double.IsNaN(Gap) ? Kkt : Gap;

    /// <summary>An excess of a gradient below this share of the largest null gradient is the rounding of the gradient itself: it is taken off, not paid for.</summary>
    private const double Rounding = 1e-14;

    /// <summary>The certificate at a refreshed model whose gradients may be wrong by <see cref="WorkingModel.GradientError"/>, with the columns outside the visited ones whose gradient is not known to be harmless.</summary>
    public static DualCertificate Of(FitContext context, WorkingModel model, ReadOnlySpan<int> outside, double[] outsideGradient)
    {
        var terms = new Terms(context, model, outside, outsideGradient, model.GradientError());
        return new DualCertificate(terms.Gap(double.PositiveInfinity, out _), terms.KktResidual() / context.GradientScale);
    }

    /// <summary>The <see cref="Measure"/> over the visited columns alone, for gradients as they are.</summary>
    public static double MeasureOf(FitContext context, WorkingModel model) => MeasureOf(context, model, double.PositiveInfinity, out _);

    /// <summary>The same; where the part of it that is of the penalty is beyond <paramref name="limit"/>, that part, which is no measure for those that are whole.</summary>
    public static double MeasureOf(FitContext context, WorkingModel model, double limit, out bool isPart)
    {
        var terms = new Terms(context, model, [], [], 0);
        double gap = terms.Gap(limit, out isPart);
        return double.IsNaN(gap) ? terms.KktResidual() / context.GradientScale : gap;
    }

    private readonly ref struct Terms(FitContext context, WorkingModel model, ReadOnlySpan<int> outside, double[] outsideGradient, double error)
    {
        private readonly ReadOnlySpan<int> _outside = outside;
        private readonly bool _isLasso = context.Penalty is ElasticNetPenalty { L1Ratio: 1 };

        /// <summary>The gap relative to the null loss, at the largest feasible multiple of the residual; its part of the penalty alone if that is beyond the limit.</summary>
        public double Gap(double limit, out bool isPart)
        {
            isPart = false;
            double feasible = FeasibleScale();
            if (double.IsNaN(feasible))
            {
                return double.NaN;
            }

            double ofPenalty = PenaltyGap(feasible) / context.NullLoss;
            isPart = ofPenalty > limit;
            return isPart ? ofPenalty : ofPenalty + (model.LossGap(feasible) / context.NullLoss);
        }

        /// <summary>The largest s ≤ 1 for which every conjugate is finite at s g; NaN if the penalty has none.</summary>
        private double FeasibleScale()
        {
            double scale = 1;
            WorkingSet set = model.Set;
            if (set.HasTangents)
            {
                return double.NaN;
            }

            double[] dual = model.DualGradient, strength = set.Strength;
            double rounding = Rounding * context.GradientScale;
            foreach (int k in set.Visit)
            {
                // Most gradients of a penalty with an l1 part are within it, and need no closer look.
                double size = Math.Abs(dual[k]) + error;
                if (_isLasso && strength[k] > 0 && scale * (size - rounding) <= strength[k])
                {
                    continue;
                }

                scale = Shrunk(scale, Math.CopySign(size, dual[k]), set.Strength[k], set.Lower[k], set.Upper[k]);
            }

            for (int k = 0; k < _outside.Length; k++)
            {
                (double lower, double upper) = context.Bounds(_outside[k]);
                scale = Shrunk(scale, outsideGradient[k], set.Lambda * context.Penalty.Factor(_outside[k]), lower, upper);
            }

            return scale;
        }

        private double PenaltyGap(double scale)
        {
            WorkingSet set = model.Set;
            double sum = Math.Abs(scale * model.DualIntercept) * AssumedRange * (1 + Math.Abs(context.NullIntercept));
            double[] dual = model.DualGradient, beta = set.Beta, strength = set.Strength;
            foreach (int k in set.Visit)
            {
                if (_isLasso && scale * (Math.Abs(dual[k]) + error) <= strength[k])
                {
                    // Nothing where the coefficient is 0, as most are.
                    sum += beta[k] == 0 ? 0 : Math.Max(0, (strength[k] * Math.Abs(beta[k])) - (beta[k] * scale * dual[k])) + (scale * error * Math.Abs(beta[k]));
                    continue;
                }

                // Convex in the gradient: largest at an end of where it may be.
                double most = Term(set.Columns[k], set.Beta[k], scale * (dual[k] + error), set.Strength[k], set.Lower[k], set.Upper[k]);
                sum += error == 0 ? most : Math.Max(most, Term(set.Columns[k], set.Beta[k], scale * (dual[k] - error), set.Strength[k], set.Lower[k], set.Upper[k]));
            }

            for (int k = 0; k < _outside.Length; k++)
            {
                (double lower, double upper) = context.Bounds(_outside[k]);
                sum += Term(_outside[k], 0, scale * outsideGradient[k], set.Lambda * context.Penalty.Factor(_outside[k]), lower, upper);
            }

            return sum;
        }

        public double KktResidual()
        {
            double most = 0;
            WorkingSet set = model.Set;
            foreach (int k in set.Visit)
            {
                // In units of the gradient: the step of the proximal operator is 1 / curvature.
                double a = Curvature(set.Columns[k]);
                most = Math.Max(most, a * Math.Abs(set.Beta[k] - set.Prox(k, set.Beta[k] + (model.Gradient[k] / a), 1 / a)));
            }

            for (int k = 0; k < _outside.Length; k++)
            {
                (double lower, double upper) = context.Bounds(_outside[k]);
                double a = Curvature(_outside[k]);
                double b = set.ProxAtZero(outsideGradient[k] / a, 1 / a, set.Lambda * context.Penalty.Factor(_outside[k]));
                most = Math.Max(most, a * Math.Abs(Math.Clamp(b, lower, upper)));
            }

            return Math.Max(most, Math.Abs(model.InterceptGradient));
        }

        /// <summary>The largest curvature of the loss along a column.</summary>
        private double Curvature(int column)
        {
            double norm = context.Design.Norm[column], bound = context.Loss.CurvatureBound;
            return norm * norm * (double.IsFinite(bound) ? bound : 1);
        }

        private double Shrunk(double scale, double g, double strength, double lower, double upper)
        {
            double bound = context.Penalty.DualBound(strength), size = Math.Max(0, Math.Abs(g) - (Rounding * context.GradientScale));
            if (double.IsNaN(bound))
            {
                return double.NaN;
            }

            bool held = double.IsFinite(g > 0 ? upper : lower) || strength == 0;
            return held || scale * size <= bound ? scale : bound / size;
        }

        /// <summary>ω(b) + ω*(g) − b g ≥ 0.</summary>
        private double Term(int column, double b, double g, double strength, double lower, double upper)
        {
            double best, bound = context.Penalty.DualBound(strength), excess = Math.Abs(g) - bound;
            if (excess > 0 && excess <= Rounding * context.GradientScale * 2)
            {
                g = Math.CopySign(bound, g);
            }

            if (Math.Abs(g) > bound * (1 + 1e-12))
            {
                best = g > 0 ? upper : lower;
                if (double.IsInfinity(best))
                {
                    double alone = Math.Sqrt(2 * context.NullLoss) / context.Design.Norm[column];
                    best = Math.CopySign(AssumedRange * (alone + Math.Abs(b)), g);
                }
            }
            else
            {
                best = Math.Clamp(context.Penalty.ConjugateArgument(g, strength), lower, upper);
            }

            double conjugate = (g * best) - context.Penalty.Value(best, strength);
            return Math.Max(0, context.Penalty.Value(b, strength) + conjugate - (b * g));
        }
    }
}
