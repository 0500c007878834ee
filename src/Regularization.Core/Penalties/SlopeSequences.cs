namespace Regularization;

/// <summary>Sequences of weights for <see cref="Penalties.Slope"/>.</summary>
/// <remarks>
/// <example>
/// <code>
/// double[] falseDiscoveries = SlopeSequences.BenjaminiHochberg(features: 100, rate: 0.1);
/// Penalty oscar = Penalties.Slope(SlopeSequences.Oscar(features: 100, pairs: 0.02));   // like features get like coefficients
/// </code>
/// </example>
/// </remarks>
public static class SlopeSequences
{
    /// <summary>a_k = Φ⁻¹(1 − k q / (2p)) for k = 1 .. p: the critical values of the procedure of Benjamini and Hochberg at false discovery rate q.</summary>
    /// <remarks>Source: Bogdan et al., SLOPE (2015), equation (1.10). They are used as they are: λ is the noise's standard deviation over √n in the setting of that paper.</remarks>
    /// <param name="features">p, at least 1.</param>
    /// <param name="rate">q in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1, or q is not in (0, 1).</exception>
    public static double[] BenjaminiHochberg(int features, double rate)
    {
        CheckFeatures(features);
        if (!(rate > 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), $"The false discovery rate is {rate}; it must be between 0 and 1, such as 0.1.");
        }

        return [.. Enumerable.Range(1, features).Select(k => UpperQuantile(k * rate / (2.0 * features)))];
    }

    /// <summary>a_k = 1 + c (p − k) for k = 1 .. p: OSCAR, the L1 norm plus c times the sum of the larger size of each pair.</summary>
    /// <remarks>Source: Bondell and Reich, OSCAR (2008), equation (2.1).</remarks>
    /// <param name="features">p, at least 1.</param>
    /// <param name="pairs">c, finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1, or c is negative or not finite.</exception>
    public static double[] Oscar(int features, double pairs)
    {
        CheckFeatures(features);
        if (!(pairs >= 0) || double.IsInfinity(pairs))
        {
            throw new ArgumentOutOfRangeException(nameof(pairs), $"The weight of pairs is {pairs}; it must be finite and not negative. 0 is the lasso.");
        }

        return [.. Enumerable.Range(1, features).Select(k => 1 + (pairs * (features - k)))];
    }

    private static void CheckFeatures(int features)
    {
        if (features < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(features), $"The number of features is {features}; it must be at least 1.");
        }
    }

    /// <summary>z ≥ 0 with P(Z &gt; z) = tail for a standard normal Z and tail in (0, 1/2), by bisection on the series and continued fraction of the tail.</summary>
    private static double UpperQuantile(double tail)
    {
        double least = 0, most = 40;
        for (int step = 0; step < 100; step++)
        {
            double middle = (least + most) / 2;
            (least, most) = Tail(middle) > tail ? (middle, most) : (least, middle);
        }

        return (least + most) / 2;
    }

    /// <summary>P(Z &gt; z): 1/2 less the series of the density's integral for small z, Laplace's continued fraction for large z.</summary>
    private static double Tail(double z)
    {
        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 3)
        {
            double term = z, sum = z;
            for (int k = 3; term > 1e-18 * sum; k += 2)
            {
                term *= z * z / k;
                sum += term;
            }

            return 0.5 - (density * sum);
        }

        double fraction = z;
        for (int k = 200; k > 0; k--)
        {
            fraction = z + (k / fraction);
        }

        return density / fraction;
    }
}
