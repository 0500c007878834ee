namespace Regularization.Tests;

/// <summary>The slow oracle: minimises a function of one variable by looking everywhere.</summary>
internal static class SlowMinimum
{
    private const int Cells = 400;

    /// <summary>The minimiser in [from, to]: the best of a grid and of some hand-picked points, refined by golden section between its neighbours.</summary>
    public static double Argument(Func<double, double> f, double from, double to, params ReadOnlySpan<double> candidates)
    {
        double best = from, lowest = f(from), cell = (to - from) / Cells;
        for (int k = 1; k <= Cells; k++)
        {
            Try(from + (k * cell));
        }

        double low = Math.Max(from, best - cell), high = Math.Min(to, best + cell), golden = (Math.Sqrt(5) - 1) / 2;
        for (int k = 0; k < 80; k++)
        {
            double a = high - (golden * (high - low)), b = low + (golden * (high - low));
            (low, high) = f(a) <= f(b) ? (low, b) : (a, high);
        }

        Try((low + high) / 2);
        foreach (double candidate in candidates)
        {
            if (candidate >= from && candidate <= to)
            {
                Try(candidate);
            }
        }

        return best;

        void Try(double at)
        {
            double value = f(at);
            if (value < lowest)
            {
                (best, lowest) = (at, value);
            }
        }
    }

    /// <summary>A zero of a decreasing function in [from, to], by bisection.</summary>
    public static double ZeroOfDecreasing(Func<double, double> f, double from, double to)
    {
        for (int k = 0; k < 200; k++)
        {
            double middle = (from + to) / 2;
            (from, to) = f(middle) > 0 ? (middle, to) : (from, middle);
        }

        return (from + to) / 2;
    }
}
