namespace Regularization;

/// <summary>The penalty of a multinomial model at one λ: values, the parts of the duality gap, and the shift of a feature's coefficients that is free of loss.</summary>
/// <remarks>Coefficients and gradients of a feature are a row of K, one a class.</remarks>
internal sealed class MultinomialTerms(MultinomialContext context)
{
    /// <summary>No fit is expected to need coefficients beyond this multiple of what one feature alone could explain; only unpenalised features ask.</summary>
    private const double AssumedRange = 1e3;
    private const double Rounding = 1e-14;

    private readonly double _ratio = context.Penalty.L1Ratio;

    /// <summary>The largest gradient of the null model: the unit of rounding.</summary>
    public double GradientScale { get; set; } = 1;

    public double Lambda { get; set; }

    public double L1(int column) => Lambda * context.Penalty.Factor(column) * _ratio;

    public double L2(int column) => Lambda * context.Penalty.Factor(column) * (1 - _ratio);

    /// <summary>l1 Σ|b_k| + l2/2 Σ b_k², or with ‖b‖ in place of the sum.</summary>
    public double Value(int column, ReadOnlySpan<double> b)
    {
        double l1 = L1(column), l2 = L2(column), size = 0, squares = 0;
        foreach (double value in b)
        {
            size += Math.Abs(value);
            squares += value * value;
        }

        return (l1 * (context.IsGrouped ? Math.Sqrt(squares) : size)) + (l2 / 2 * squares);
    }

    /// <summary>The factor, at most the given one, that brings a gradient into the domain of the penalty's conjugate.</summary>
    public double Shrunk(double scale, int column, ReadOnlySpan<double> g)
    {
        double l1 = L1(column);
        if (L2(column) > 0 || l1 == 0)
        {
            return scale;
        }

        if (context.IsGrouped)
        {
            return ShrunkTo(scale, Norm(g), l1);
        }

        (double lower, double upper) = context.Bounds(column);
        foreach (double value in g)
        {
            scale = double.IsFinite(value > 0 ? upper : lower) ? scale : ShrunkTo(scale, Math.Abs(value), l1);
        }

        return scale;
    }

    /// <summary>pen(b) + pen*(g) − g'b, not negative.</summary>
    public double Gap(int column, ReadOnlySpan<double> b, ReadOnlySpan<double> g, double scale)
    {
        double l1 = L1(column), l2 = L2(column);
        if (context.IsGrouped && l1 + l2 > 0)
        {
            double over = Math.Max(0, (scale * Norm(g)) - l1), product = 0;
            for (int k = 0; k < b.Length; k++)
            {
                product += b[k] * g[k];
            }

            return Math.Max(0, Value(column, b) + (l2 > 0 ? over * over / (2 * l2) : 0) - (scale * product));
        }

        (double lower, double upper) = context.Bounds(column);
        double sum = 0;
        for (int k = 0; k < b.Length; k++)
        {
            sum += Term(column, b[k], scale * g[k], l1, l2, lower, upper);
        }

        return sum;
    }

    /// <summary>argmin_c pen(b − c 1): the same for all classes changes no probability. At the minimum over b it is 0.</summary>
    public double Shift(int column, ReadOnlySpan<double> b, Span<double> sorted)
    {
        double l1 = L1(column), l2 = L2(column), mean = 0;
        if (l1 + l2 == 0 || !b.ContainsAnyExcept(0.0))
        {
            return 0;
        }

        foreach (double value in b)
        {
            mean += value / b.Length;
        }

        if (context.IsGrouped || l1 == 0)
        {
            return mean;
        }

        // The slope l1 (2 · number below c − K) + l2 K (c − mean) grows with c and jumps at the coefficients; 0 stays where it is a minimum.
        b.CopyTo(sorted);
        sorted.Sort();
        int count = b.Length, below = 0, notAbove = 0;
        foreach (double value in sorted)
        {
            below += value < 0 ? 1 : 0;
            notAbove += value <= 0 ? 1 : 0;
        }

        bool rises = (l1 * ((2 * below) - count)) - (l2 * count * mean) > 0, falls = (l1 * ((2 * notAbove) - count)) - (l2 * count * mean) < 0;
        if (!rises && !falls)
        {
            // Of an interval of minima around 0, the end that is nearer: it makes one more coefficient 0.
            bool hasZero = below < notAbove, isInterval = l2 == 0 && 2 * below == count;
            return hasZero || !isInterval ? 0 : -sorted[below - 1] < sorted[below] ? sorted[below - 1] : sorted[below];
        }

        for (int k = 0; k < count; k++)
        {
            // Between two coefficients, then at the next one.
            double before = l2 > 0 ? mean - (l1 * ((2.0 * k) - count) / (l2 * count)) : double.PositiveInfinity;
            double from = k == 0 ? double.NegativeInfinity : sorted[k - 1];
            if (before >= from && before <= sorted[k])
            {
                return before;
            }

            if ((l1 * ((2 * (k + 1)) - count)) + (l2 * count * (sorted[k] - mean)) >= 0)
            {
                // Of an interval of minima, the end that is nearer to 0.
                bool isFlat = l2 == 0 && 2 * (k + 1) == count && falls is false;
                return isFlat ? sorted[k + 1] : sorted[k];
            }
        }

        return sorted[^1];
    }

    /// <summary>What the sum of a residual that is not 0 adds to the gap, if no intercept is beyond the assumed range.</summary>
    public double InterceptCharge(double sum) => sum <= Rounding * context.Classes ? 0 : AssumedRange * Math.Sqrt(2 * context.NullLoss) * sum;

    public static double Norm(ReadOnlySpan<double> g) => VectorMath.Norm(g);

    private double ShrunkTo(double scale, double size, double l1)
    {
        double rest = Math.Max(0, size - (Rounding * GradientScale));
        return scale * rest <= l1 ? scale : l1 / rest;
    }

    private double Term(int column, double b, double g, double l1, double l2, double lower, double upper)
    {
        double over = Math.Max(0, Math.Abs(g) - l1), best;
        if (l2 > 0)
        {
            best = Math.CopySign(over, g) / l2;
        }
        else if (over <= Rounding * GradientScale * 2)
        {
            (g, best) = (over > 0 ? Math.CopySign(l1, g) : g, 0);
        }
        else
        {
            best = g > 0 ? upper : lower;
            if (double.IsInfinity(best))
            {
                double alone = Math.Sqrt(2 * context.NullLoss) / context.Design.Norm[column];
                best = Math.CopySign(AssumedRange * (alone + Math.Abs(b)), g);
            }
        }

        best = Math.Clamp(best, lower, upper);
        return Math.Max(0, (l1 * Math.Abs(b)) + (l2 / 2 * b * b) + (g * (best - b)) - (l1 * Math.Abs(best)) - (l2 / 2 * best * best));
    }
}
