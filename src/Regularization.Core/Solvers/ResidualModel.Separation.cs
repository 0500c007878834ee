namespace Regularization;

/// <content>Classes that the features tell apart without error: without a penalty all coefficients times a large enough number fit as well as is asked.</content>
internal sealed partial class ResidualModel
{
    /// <summary>So many times as large at most; where that is not enough, descent leads to larger margins.</summary>
    private const int MostGrowth = 16;

    /// <summary>Whether the fit is a logistic one without penalty, bounds and offsets, which has no minimum where the classes can be told apart.</summary>
    private bool MayHaveNoEnd => Context.Loss is LogisticLoss && Set.Lambda == 0 && !Set.HasTangents && Context.Offsets.Length == 0 && Context.Penalty is { LowerBounds: null, UpperBounds: null };

    /// <summary>Makes all coefficients larger if that brings the measure to a target, and says whether it did. Valid after <see cref="Refresh"/>.</summary>
    public bool TryGrow(double target)
    {
        if (!MayHaveNoEnd || !Separation.IsComplete(_eta, Context.Y, Context.Design.W))
        {
            return false;
        }

        VectorMath.Multiply(_eta, MostGrowth, _work);
        if (Loss.Value(_work, Context.Y, W) > target * Context.NullLoss)
        {
            return false;
        }

        double[] beta = [.. Set.Beta], eta = [.. _eta];
        double intercept = _intercept;
        for (int growth = 2; growth <= MostGrowth; growth *= 2)
        {
            VectorMath.Multiply(beta, growth, Set.Beta);
            Restart(growth * intercept);
            Refresh();
            if (DualCertificate.MeasureOf(Context, this) <= target)
            {
                return true;
            }
        }

        beta.CopyTo(Set.Beta, 0);
        Place(eta, intercept);
        Refresh();
        return false;
    }
}
