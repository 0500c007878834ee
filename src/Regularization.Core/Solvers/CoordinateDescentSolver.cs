namespace Regularization;

/// <summary>
/// Coordinate descent to a duality gap: rounds of epochs whose own stopping rule is tightened until the gap is met (and remembered for the next lambda), and a Newton step on
/// the support whenever a round has cost as much as that step would. Where many rounds are slow, as among near copies, columns come and go one at a time (<see cref="ActiveSet"/>).
/// </summary>
internal sealed class CoordinateDescentSolver : Solver
{
    /// <summary>Epochs of a round without Newton steps.</summary>
    private const int EpochsAlone = 1000;

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
        int first = model.HasNarrowModels && InteriorPoint.Suits(context, model.Set) ? EpochsWhereNarrow : EpochsAtFirst;
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
        model.IsSlow = false;
        var progress = new DescentProgress(context, model, target);
        for (bool settled = false, stepped = false, newtonFailed = false; ;)
        {
            model.Refresh();
            double measure = DualCertificate.MeasureOf(context, model, progress.Limit, out bool isPart);
            if (measure <= target)
            {
                model.Strictness = progress.NextStrictness;
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

            progress.Add(measure, isPart, settled || newtonFailed, stepped);
            if (progress.IsEnd)
            {
                return FitStatus.PrecisionLimit;
            }

            model.IsSlow = progress.IsSlow;
            double tolerance = progress.Tolerance * context.NullLoss;
            stepped = progress.AsksForSteps && model.CanStep;
            if (stepped)
            {
                settled = model.DescendBySteps(tolerance, (int)Math.Min(limit - epochs, ActiveSet.MostSteps(model.Set.Visit.Length)), ref epochs, cancellationToken);
                if (!settled)
                {
                    progress.ForgetSlow();
                }

                continue;
            }

            // Where Newton steps do not help, coordinate descent gets the time to settle by itself.
            int budget = (int)Math.Min(limit - epochs, newtonFailed ? EpochsAlone : model.NewtonBudget());
            settled = model.Descend(tolerance, budget, ref epochs, cancellationToken);
            if ((!settled || progress.AsksForNewton) && !cancellationToken.IsCancellationRequested)
            {
                model.RefreshForStep();
                newtonFailed = !model.NewtonStep();
            }
        }
    }
}
