namespace Regularization;

/// <summary>
/// Coordinate descent to a duality gap: rounds of epochs whose own stopping rule is tightened until the gap is met (and remembered for the next lambda), and a Newton step on
/// the support whenever a round has cost as much as that step would. Where many rounds are slow, as among near copies, columns come and go one at a time (<see cref="ActiveSet"/>).
/// </summary>
internal sealed class CoordinateDescentSolver : Solver
{
    /// <summary>Changes whose squares are below this share of the null loss are rounding.</summary>
    private const double LeastTolerance = 1e-31;

    /// <summary>Rounds after which nothing moves at all: the end of what the arithmetic can do.</summary>
    private const int MostUnmoved = 8;

    private const double LargestStrictness = 1e-2;

    /// <summary>Measures beyond so many targets need not be exact, which spares the loss's part of the gap.</summary>
    private const double FarFromTarget = 10;

    /// <summary>Where the curvature jumps, an objective that falls by this share of the target is progress.</summary>
    private const double LeastShareOfTarget = 1e-2;

    /// <summary>Where steps in a curved loss can only be short, as a longer one would bring e^η beyond all bounds, so is this share, if it is more than rounding.</summary>
    private const double LeastShareOfShortSteps = 1e-4;
    private const double RoundingOfObjective = 1e-14;

    /// <summary>A round that leaves more than this share of the measure is a slow one.</summary>
    private const double LeastFall = 0.5;

    /// <summary>Epochs of a round without Newton steps.</summary>
    private const int EpochsAlone = 1000;

    /// <summary>Where a window is narrow, strictness is not below this, and so many rounds without progress are the end.</summary>
    private const double LeastStrictness = 1e-12;
    private const int MostStuck = 20;

    /// <summary>A loss with a window gets so many epochs before it is tried otherwise: enough for the usual windows. Where the window has turned out to be narrow, so many.</summary>
    private const int EpochsAtFirst = 300;
    private const int EpochsWhereNarrow = 10;

    /// <summary>The products in which the interior point method ends, as a share of the target, and of what the window blurs: less, and the rows within the window are where they belong.</summary>
    private const double ProductsOfTarget = 0.1;
    private const double ProductsOfBlur = 1e-4;

    /// <summary>Epochs for each window but the last.</summary>
    private const int EpochsOfAWindow = 1000;

    /// <summary>The widest window blurs the loss by this share of the objective; each is so many times narrower than the last, and fitted to this share of what it blurs.</summary>
    private const double WidestBlur = 0.03;
    private const double Narrowing = 4;
    private const double BlurShare = 0.1;

    public override string Name => "coordinate descent";

    internal override bool UsesCovariances => true;

    internal override FitStatus Minimize(FitContext context, WorkingModel model, double target, ref int epochs, CancellationToken cancellationToken)
    {
        long limit = (long)epochs + context.Options.MaxEpochs;
        bool mayWiden = context.Loss.Blur > 0 && !model.Set.HasTangents;
        int first = model.IsNarrow && InteriorPoint.Suits(context, model.Set) ? EpochsWhereNarrow : EpochsAtFirst;
        FitStatus status = Descend(context, model, target, mayWiden ? Math.Min(limit, (long)epochs + first) : limit, ref epochs, cancellationToken);
        bool isEnd = !mayWiden || status is FitStatus.Converged or FitStatus.Canceled || epochs >= limit;
        return isEnd || model is not ResidualModel residual ? status : Narrow(context, residual, target, limit, ref epochs, cancellationToken);
    }

    /// <summary>Fits by an interior point method where it can be had, else, or where that is not enough, with wider windows first. If it is ended on the way, where it began may be the better point.</summary>
    private static FitStatus Narrow(FitContext context, ResidualModel model, double target, long limit, ref int epochs, CancellationToken cancellationToken)
    {
        double[] beta = [.. model.Set.Beta.AsSpan(0, model.Set.Count)], eta = [.. model.Eta];
        double intercept = model.Intercept, objective = model.LossValue + model.Set.PenaltyValue();
        FitStatus status = FitStatus.EpochLimit;
        if (InteriorPoint.Suits(context, model.Set))
        {
            model.Widen(1);
            InteriorPoint.Minimize(context, model, Math.Min(ProductsOfTarget * target * context.NullLoss, ProductsOfBlur * context.Loss.Blur), limit, ref epochs, cancellationToken);
            status = Descend(context, model, target, Math.Min(limit, (long)epochs + EpochsOfAWindow), ref epochs, cancellationToken);
        }

        if (status is not (FitStatus.Converged or FitStatus.Canceled))
        {
            status = NarrowSlowly(context, model, WidestBlur * objective / context.Loss.Blur, target, limit, ref epochs, cancellationToken);
        }

        if (status != FitStatus.Converged && !(model.LossValue + model.Set.PenaltyValue() <= objective))
        {
            beta.CopyTo(model.Set.Beta, 0);
            model.Place(eta, intercept);
            model.Refresh();
        }

        return status;
    }

    /// <summary>
    /// Fits with a wide window first, and narrows it to that of the loss, each fit from the one before and to a gap that is worth no more than its window: within a wide window a Newton step knows where
    /// to go, and from there to the next minimum is not far.
    /// </summary>
    /// <remarks>Source: Madsen and Nielsen, A finite smoothing algorithm for linear l1 estimation, SIAM J. Optimization 3 (1993).</remarks>
    private static FitStatus NarrowSlowly(FitContext context, ResidualModel model, double factor, double target, long limit, ref int epochs, CancellationToken cancellationToken)
    {
        for (; factor > Narrowing && epochs < limit && !cancellationToken.IsCancellationRequested; factor /= Narrowing)
        {
            model.Widen(factor);
            double loose = Math.Max(target, BlurShare * factor * context.Loss.Blur / context.NullLoss);
            Descend(context, model, loose, Math.Min(limit, (long)epochs + EpochsOfAWindow), ref epochs, cancellationToken);
        }

        model.Widen(1);
        return Descend(context, model, target, limit, ref epochs, cancellationToken);
    }

    private static FitStatus Descend(FitContext context, WorkingModel model, double target, long limit, ref int epochs, CancellationToken cancellationToken)
    {
        int fruitless = 0, slow = 0, stuck = 0, unmoved = 0;
        bool jumps = !context.Loss.HasSmoothCurvature, bent = model.Set.HasTangents, exact = context.Loss.IsSquared && !bent, settled = false, stepped = false, newtonFailed = false;
        double best = double.PositiveInfinity, bestSinceStart = double.PositiveInfinity, lowest = double.PositiveInfinity, before = double.PositiveInfinity, last = double.NaN, strictness = model.Strictness;
        while (true)
        {
            model.Refresh();
            double measure = DualCertificate.MeasureOf(context, model, exact ? double.PositiveInfinity : FarFromTarget * target);
            if (measure <= target)
            {
                // What was strict enough here will do for the next lambda; a little less may do as well.
                model.Strictness = exact ? Math.Min(strictness * 2, LargestStrictness) : Math.Min(WorkingModel.LeastStrict, strictness * 100);
                return FitStatus.Converged;
            }

            if (model is ResidualModel residual && residual.TryGrow(target))
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

            // A quadratic model that is not the objective itself is worth solving only as far as a share of the gap that is left, which goes as the square of a residual.
            double Tolerance() => exact ? strictness : bent ? strictness * measure * measure : strictness * measure / Math.Max(1, model.Set.Visit.Length);
            double objective = exact ? double.NaN : model.LossValue + model.Set.PenaltyValue();
            bool falls = objective < before - Math.Max(LeastShareOfShortSteps * target * context.NullLoss, RoundingOfObjective * Math.Abs(objective));
            before = objective;
            if (settled || newtonFailed)
            {
                // Where a penalty bends, or the curvature jumps, the measure may rest or grow for long while the objective still falls.
                fruitless = measure < 0.9 * best || Objective() < lowest - LeastGain() ? 0 : fruitless + 1;
                stuck = fruitless == 0 || measure < 0.9 * bestSinceStart || falls ? 0 : stuck + 1;
                // The quadratic model of a curved loss was solved by steps as far as it can be.
                strictness = measure > (exact ? 0.1 : 0.3) * best && (exact || (!stepped && Tolerance() >= LeastTolerance)) ? Math.Max(strictness / 10, model.IsNarrow ? LeastStrictness : 0) : strictness;
            }

            unmoved = measure == last && double.IsFinite(measure) ? unmoved + 1 : 0;
            // Where the last lambda ended the part of the gap that is computed may be next to nothing: nothing that comes would be progress beside it.
            bool isPartAtStart = double.IsNaN(last) && !exact && measure > FarFromTarget * target;
            bestSinceStart = isPartAtStart ? bestSinceStart : Math.Min(bestSinceStart, measure);
            slow += measure > LeastFall * best ? 1 : 0;
            (best, last, lowest) = (Math.Min(best, measure), measure, fruitless == 0 ? Objective() : lowest);

            double tolerance = Tolerance();
            if ((model.IsNarrow ? stuck > MostStuck : stuck > 3 && tolerance < LeastTolerance) || unmoved > MostUnmoved)
            {
                return FitStatus.PrecisionLimit;
            }

            // Where steps do not help either, epochs go on.
            stepped = slow is >= ActiveSet.RoundsBefore and < 2 * ActiveSet.RoundsBefore && !bent && model.CanStep;
            if (stepped)
            {
                settled = model.DescendBySteps(tolerance * context.NullLoss, (int)Math.Min(limit - epochs, ActiveSet.MostSteps(model.Set.Visit.Length)), ref epochs, cancellationToken);
                slow = settled ? slow : 0;
                continue;
            }

            // Where Newton steps do not help, coordinate descent gets the time to settle by itself.
            int budget = (int)Math.Min(limit - epochs, newtonFailed ? EpochsAlone : model.NewtonBudget());
            settled = model.Descend(tolerance * context.NullLoss, budget, ref epochs, cancellationToken);
            if ((!settled || fruitless > 2 || bent) && !cancellationToken.IsCancellationRequested)
            {
                model.RefreshForStep();
                newtonFailed = !model.NewtonStep();
            }
        }

        double LeastGain() => bent ? 1e-15 * Math.Abs(lowest) : LeastShareOfTarget * target * context.NullLoss;
        double Objective() => bent || jumps ? model.LossValue + model.Set.PenaltyValue() : double.NaN;
    }
}
