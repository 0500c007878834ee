namespace Regularization.Tests;

/// <summary>The objective of a network in plain double loops, for numeric gradients and exact scores.</summary>
internal sealed class DoubleNetwork
{
    private readonly double[][] _weights;
    private readonly double[][] _biases;
    private readonly Network _network;

    public DoubleNetwork(Network network)
    {
        _network = network;
        _weights = [.. network.LayerArray.Select(l => l.W.Select(w => (double)w).ToArray())];
        _biases = [.. network.LayerArray.Select(l => l.C.Select(c => (double)c).ToArray())];
    }

    public double[] Outputs(float[] row)
    {
        double[] values = [.. row.Select(v => (double)v)];
        for (int l = 0; l < _weights.Length; l++)
        {
            int outputs = _biases[l].Length;
            double[] next = [.. _biases[l]];
            for (int i = 0; i < values.Length; i++)
            {
                for (int k = 0; k < outputs; k++)
                {
                    next[k] += values[i] * _weights[l][(i * outputs) + k];
                }
            }

            values = l + 1 < _weights.Length ? [.. next.Select(Activate)] : next;
        }

        return values;
    }

    /// <summary>Σ w loss / Σ w + l1 Σ|w| + l2 Σ w² (weights only).</summary>
    public double Objective(float[][] x, float[] y, float[] rowWeights, double smoothing, double l1, double l2)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += rowWeights[i] * Loss(Outputs(x[i]), y[i], smoothing);
        }

        return (sum / rowWeights.Sum()) + _weights.Sum(layer => layer.Sum(w => (l1 * Math.Abs(w)) + (l2 * w * w)));
    }

    /// <summary>The numeric derivative of something with respect to one parameter.</summary>
    public double Derivative(int layer, int index, bool isBias, Func<double> objective)
    {
        const double Step = 1e-5;
        double[] parameters = isBias ? _biases[layer] : _weights[layer];
        double at = parameters[index];
        parameters[index] = at + Step;
        double up = objective();
        parameters[index] = at - Step;
        double down = objective();
        parameters[index] = at;
        return (up - down) / (2 * Step);
    }

    private double Activate(double z) => _network.Activation.Name switch
    {
        "relu" => Math.Max(z, 0),
        "leaky relu" => z > 0 ? z : 0.01 * z,
        "tanh" => Math.Tanh(z),
        _ => 1 / (1 + Math.Exp(-z)),
    };

    private double Loss(double[] f, double y, double smoothing)
    {
        double r = f[0] - y;
        switch (_network.Loss.Name)
        {
            case "squared":
                return r * r / 2;
            case "huber":
                return Math.Abs(r) <= 1 ? r * r / 2 : Math.Abs(r) - 0.5;
            case "poisson":
                return Math.Exp(f[0]) - (y * f[0]);
            case "logistic":
                return Math.Log(1 + Math.Exp(f[0])) - (((y * (1 - smoothing)) + (smoothing / 2)) * f[0]);
            default:
                double log = Math.Log(f.Sum(Math.Exp));
                return log - ((1 - smoothing) * f[(int)y]) - (smoothing * f.Average());
        }
    }
}
