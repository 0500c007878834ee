namespace Regularization;

/// <summary>
/// Coordinate descent to a duality gap: rounds of epochs whose own stopping rule is tightened until the gap is met, and a Newton step on the support
/// whenever a round has cost as much as that step would.
/// </summary>
internal sealed class CoordinateDescentSolver : Solver
{
    public override string Name => "coordinate descent";

    internal override bool UsesCovariances => true;

    internal override FitStatus Minimize(FitContext context, WorkingModel model, double target, ref int epochs, CancellationToken cancellationToken)
    {
        int limit = epochs + context.Options.MaxEpochs, fruitless = 0;
        double best = double.PositiveInfinity, share = 0.1;
        while (true)
        {
            model.Refresh();
            double measure = DualCertificate.Of(context, model, [], []).Measure;
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

            // The rule of a round: changes worth a share of the gap that is left. If a round brings little, the next one is stricter.
            fruitless = measure < 0.9 * best ? 0 : fruitless + 1;
            share = measure < 0.3 * best ? share : share * 0.1;
            best = Math.Min(best, measure);
            if (fruitless > 12)
            {
                return FitStatus.PrecisionLimit;
            }

            double tolerance = share * Math.Max(measure, target) * context.NullLoss / Math.Max(1, model.Set.Visit.Length);
            int budget = Math.Min(limit - epochs, model.NewtonBudget());
            bool settled = model.Descend(tolerance, budget, ref epochs);
            if (!settled || fruitless > 2)
            {
                model.Refresh();
                model.NewtonStep();
            }
        }
    }
}
