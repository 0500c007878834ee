namespace Regularization;

/// <content>Losses whose curvature jumps at the ends of a window that is narrow beside the residuals: the minimum is near a corner that few rows make, and whole steps along a quadratic model lead far beyond it.</content>
internal sealed partial class ResidualModel
{
    private const int MostSections = 60;

    /// <summary>The slope that is as good as 0, relative to the first.</summary>
    private const double FlatSlope = 1e-6;

    /// <summary>Tried lengths after which the bracket is halved, lest it shrink from one side alone.</summary>
    private const int SectionsBetweenHalves = 4;

    /// <summary>Whether it has been tried with other windows.</summary>
    private bool _isNarrow;

    private bool _isSlow;

    /// <summary>The loss that is worked on: that of the context, or the same with a wider window.</summary>
    private Loss Loss { get; set; }

    /// <remarks>Quadratic models are then solved on their Gram matrix, and steps are as long as is best.</remarks>
    /// <inheritdoc/>
    public override bool HasNarrowModels => (_isNarrow || IsSlow) && Set.IsElasticNet && !Loss.HasSmoothCurvature && QuadraticGram.IsAffordable(Context, Set.Visit.Length);

    public override bool IsSlow
    {
        get => _isSlow;
        set
        {
            _isSlow = value;
            _share = Math.Max(_share, SmallestShare);
        }
    }

    public override void Widen(double factor)
    {
        Loss = factor > 1 ? Context.Loss.Widened(factor) ?? Context.Loss : Context.Loss;
        (_isNarrow, _hasLoss) = (true, false);
        _share = SmallestShare;
        ForgetCurvatures();
    }

    /// <summary>
    /// The length in (0, 1] at which the objective is least along the step, whose part in η is in the other array: its slope grows with the length, and is looked for where it is 0 by false position.
    /// The residual is overwritten.
    /// </summary>
    /// <remarks>Source: Dowell and Jarratt, A modified regula falsi method for computing the root of an equation (1971), the Illinois rule, with halvings in between.</remarks>
    private double BestLength(int[] moved, double[] before, double[] target)
    {
        double low = 0, high = 1, atLow = Slope(0), atHigh = Slope(1), flat = FlatSlope * -atLow;
        if (!(atHigh > 0 && atLow < 0))
        {
            return 1;
        }

        bool roseLast = false, fellLast = false;
        for (int k = 1; k <= MostSections; k++)
        {
            double t = ((low * atHigh) - (high * atLow)) / (atHigh - atLow);
            t = k % SectionsBetweenHalves == 0 || !(t > low && t < high) ? low + ((high - low) / 2) : t;
            double slope = Slope(t);
            if (Math.Abs(slope) <= flat)
            {
                return t;
            }

            if (slope < 0)
            {
                (low, atLow, atHigh) = (t, slope, fellLast ? atHigh / 2 : atHigh);
            }
            else
            {
                (high, atHigh, atLow) = (t, slope, roseLast ? atLow / 2 : atLow);
            }

            (roseLast, fellLast) = (slope > 0, slope < 0);
        }

        return low > 0 ? low : high;

        double Slope(double t)
        {
            VectorMath.MultiplyAdd(_other, t, _eta, _work);
            Loss.Derivatives(_work, Context.Y, _residual, []);
            VectorMath.Multiply(_residual, W, _residual);
            double sum = -VectorMath.Dot(_residual, _other);
            for (int k = 0; k < moved.Length; k++)
            {
                // At 0 the slope of |b| is that towards the inside of the step.
                int at = moved[k];
                double change = target[k] - before[at], b = before[at] + (t * change);
                double sign = b != 0 ? Math.Sign(b) : t > 0 ? -Math.Sign(change) : Math.Sign(change);
                sum += change * ((Set.L1[at] * sign) + (Set.L2[at] * b));
            }

            return sum;
        }
    }
}
