namespace Regularization;

/// <content>How far to go along a step.</content>
internal sealed partial class ResidualModel
{
    /// <summary>
    /// Backtracks from the full step (coefficients in the set, its η-direction in the other array) until the objective falls by a share of what the linear model promises.
    /// </summary>
    /// <param name="before">The coefficients before the step, by position.</param>
    /// <param name="moved">The positions that it moves.</param>
    /// <param name="etaIntercept">The part of the η-direction that is the same for all rows.</param>
    /// <param name="halvings">How often the step is halved at the most.</param>
    /// <returns>Whether the objective fell; if not, everything is as before.</returns>
    public bool LineSearch(double[] before, int[] moved, double etaIntercept, int halvings = 30)
    {
        double promised = -VectorMath.Dot(_u, _other), penaltyBefore = 0;
        double[] target = [.. moved.Select(k => Set.Beta[k])];
        double PenaltyOf() => moved.Sum(k => Context.Penalty.Value(Set.Beta[k], Set.Strength[k]));
        double penaltyAfter = PenaltyOf();
        foreach (int k in moved)
        {
            penaltyBefore += Context.Penalty.Value(before[k], Set.Strength[k]);
        }

        promised += Set.HasTangents ? moved.Sum(k => Set.TangentChange(k, before[k], Set.Beta[k])) : penaltyAfter - penaltyBefore;
        double slack = 1e-14 * (Math.Abs(_loss) + penaltyBefore), t = HasNarrowModels ? BestLength(moved, before, target) : 1, shortest = t * Math.Pow(2, -halvings);
        _stepMade = 0;
        for (; t > shortest; t /= 2)
        {
            for (int k = 0; k < moved.Length; k++)
            {
                Set.Beta[moved[k]] = t == 1 ? target[k] : before[moved[k]] + (t * (target[k] - before[moved[k]]));
            }

            VectorMath.MultiplyAdd(_other, t, _eta, _work);
            double loss = LossAt(_work), change = loss - _loss + PenaltyOf() - penaltyBefore;
            if (change <= (1e-4 * t * Math.Min(promised, 0)) + slack)
            {
                Accept(t, etaIntercept);
                _stepMade = t;
                (_loss, _hasLoss) = (loss, !Loss.IsSquared);
                if (t < 1)
                {
                    ForgetCurvatures();
                }

                return promised < 0 || (Set.HasTangents && change < 0);
            }
        }

        foreach (int k in moved)
        {
            Set.Beta[k] = before[k];
        }

        ForgetCurvatures();
        return false;
    }

    /// <summary>Σ w loss at a linear predictor.</summary>
    private double LossAt(double[] eta) => RowBlocks.Sum(_threads, eta.Length, (start, count) => Loss.Value(eta.AsSpan(start, count), Context.Y.AsSpan(start, count), W.Slice(start, count)));

    private void Accept(double t, double etaIntercept)
    {
        _hasLoss = false;
        VectorMath.MultiplyAdd(_other, t, _eta, _eta);
        _intercept += t * etaIntercept;
    }
}
