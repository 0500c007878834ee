using System.Numerics.Tensors;

namespace Regularization.Tool;

/// <summary>From linear predictors to what they say.</summary>
internal static class Links
{
    /// <summary>The largest linear predictor of a logarithm that predictions tell from larger ones.</summary>
    public const double LargestExponent = 701;

    /// <summary>The prediction of a family with one linear predictor: a number, a count, or a probability.</summary>
    public static double Mean(Family family, double eta) => family switch
    {
        Family.Binomial => Losses.Logistic.Mean(eta),
        Family.Poisson or Family.Gamma or Family.Tweedie => Losses.Poisson.Mean(eta),
        Family.SquaredHinge => Losses.SquaredHinge.Mean(eta),
        _ => eta,
    };

    /// <summary>The class of the largest linear predictor.</summary>
    public static int Largest(ReadOnlySpan<double> etas) => TensorPrimitives.IndexOfMax(etas);

    /// <summary>The logarithm of a class's probability: η_k − log Σ exp(η).</summary>
    public static double LogProbability(ReadOnlySpan<double> etas, int label) => etas[label] - LogSum(etas);

    /// <summary>log Σ exp(η), the same for all classes.</summary>
    public static double LogSum(ReadOnlySpan<double> etas)
    {
        double most = TensorPrimitives.Max(etas), sum = 0;
        foreach (double eta in etas)
        {
            sum += Math.Exp(eta - most);
        }

        return most + Math.Log(sum);
    }
}
