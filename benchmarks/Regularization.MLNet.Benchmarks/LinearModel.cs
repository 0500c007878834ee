using Microsoft.ML.Trainers;

namespace Regularization.Benchmarks;

/// <summary>What any of the trainers learns: an intercept and weights, of which it is judged in double precision.</summary>
internal sealed class LinearModel
{
    private readonly double _intercept;
    private readonly int[] _features;
    private readonly double[] _weights;

    public LinearModel(LinearModelParameters parameters)
    {
        float[] weights = [.. parameters.Weights];
        _intercept = parameters.Bias;
        _features = [.. Enumerable.Range(0, weights.Length).Where(j => weights[j] != 0)];
        _weights = [.. _features.Select(j => (double)weights[j])];
    }

    public int Nonzeros => _features.Length;

    /// <summary>(1/n) Σ loss + λ Σ |w|, the intercept being free.</summary>
    public double Objective(Workload workload, double lambda)
    {
        ReadOnlySpan<double> y = workload.Problem.Y;
        double[] eta = new double[y.Length];
        eta.AsSpan().Fill(_intercept);
        workload.Problem.X.Add(_features, _weights, eta);
        double sum = 0;
        for (int i = 0; i < eta.Length; i++)
        {
            sum += workload.Loss == Losses.Squared ? (y[i] - eta[i]) * (y[i] - eta[i]) / 2 : LogLoss(y[i] > 0.5 ? eta[i] : -eta[i]);
        }

        return (sum / y.Length) + (lambda * _weights.Sum(Math.Abs));
    }

    private static double LogLoss(double margin) => Math.Max(-margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
}
