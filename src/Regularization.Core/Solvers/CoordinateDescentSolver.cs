namespace Regularization;

/// <summary>
/// Coordinate descent to a duality gap: rounds of epochs whose own stopping rule is tightened until the gap is met (and remembered for the next lambda), and a Newton step on
/// the support whenever a round has cost as much as that step would.
/// </summary>
internal sealed class CoordinateDescentSolver : Solver
{
    public override string Name => "coordinate descent";

    internal override bool UsesCovariances => true;

    internal override FitStatus Minimize(FitContext context, WorkingModel model, double target, ref int epochs, CancellationToken cancellationToken)
    {
        int limit = epochs + context.Options.MaxEpochs, fruitless = 0;
        bool exact = context.Loss.IsSquared;
        double best = double.PositiveInfinity, strictness = model.Strictness;
        while (true)
        {
            model.Refresh();
            double measure = DualCertificate.MeasureOf(context, model);
            if (measure <= target)
            {
                // What was strict enough here will do for the next lambda; a little less may do as well.
                model.Strictness = exact ? strictness * 2 : Math.Min(WorkingModel.LeastStrict, strictness * 10);
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

            if (!double.IsInfinity(best))
            {
                fruitless = measure < 0.9 * best ? 0 : fruitless + 1;
                strictness = measure > (exact ? 0.1 : 0.3) * best ? strictness / 10 : strictness;
            }

            best = Math.Min(best, measure);
            if (fruitless > 12)
            {
                return FitStatus.PrecisionLimit;
            }

            // A quadratic model that is not the loss itself is worth solving only as far as a share of the gap that is left.
            double tolerance = exact ? strictness : strictness * measure / Math.Max(1, model.Set.Visit.Length);
            int budget = Math.Min(limit - epochs, model.NewtonBudget());
            bool settled = model.Descend(tolerance * context.NullLoss, budget, ref epochs);
            if (!settled || fruitless > 2)
            {
                model.Refresh();
                model.NewtonStep();
            }
        }
    }
}
