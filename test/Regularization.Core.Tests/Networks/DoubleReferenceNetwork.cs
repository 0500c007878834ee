namespace Regularization.Tests;

/// <summary>The training of a ReLU network in plain double loops, written from PyTorch's documented formulas: slow, and easy to check by eye.</summary>
internal sealed class DoubleReferenceNetwork(PyTorchCase job)
{
    private readonly Dictionary<(int Layer, int Row), double[][]> _moments = [];
    private int _step;

    public double[][][] Weights { get; } = [.. job.InitialWeights.Select(m => m.Select(r => r.ToArray()).ToArray())];

    public double[][] Biases { get; } = [.. job.InitialBiases.Select(r => r.ToArray())];

    /// <summary>Trains, and gives the loss of each step before its update, penalties included.</summary>
    public double[] Train()
    {
        var losses = new List<double>();
        for (int epoch = 0; epoch < job.Epochs; epoch++)
        {
            for (int start = 0; start < job.X.Length; start += job.Batch)
            {
                losses.Add(Step([.. Enumerable.Range(start, Math.Min(job.Batch, job.X.Length - start))]));
            }
        }

        return [.. losses];
    }

    private double Step(int[] rows)
    {
        _step++;
        double[][][] weightGradient = [.. Weights.Select(m => m.Select(r => new double[r.Length]).ToArray())];
        double[][] biasGradient = [.. Biases.Select(r => new double[r.Length])];
        double loss = rows.Sum(i => Row(i, rows.Length, weightGradient, biasGradient)) / rows.Length;
        foreach (double w in Weights.SelectMany(m => m.SelectMany(r => r)).Concat(Biases.SelectMany(r => r)))
        {
            loss += (job.L1 * Math.Abs(w)) + (job.L2 * w * w);
        }

        for (int l = 0; l < Weights.Length; l++)
        {
            for (int k = 0; k < Weights[l].Length; k++)
            {
                Update(Weights[l][k], weightGradient[l][k], (l, k), decayed: true);
            }

            Update(Biases[l], biasGradient[l], (l, -1), job.BiasesDecayed);
        }

        return loss;
    }

    private double Row(int i, int count, double[][][] weightGradient, double[][] biasGradient)
    {
        var values = new List<double[]> { job.X[i] };
        for (int l = 0; l < Weights.Length; l++)
        {
            double[] below = values[l];
            values.Add([.. Weights[l].Select((row, k) => Biases[l][k] + row.Zip(below, (a, b) => a * b).Sum())]);
            if (l + 1 < Weights.Length)
            {
                values[^1] = [.. values[^1].Select(v => Math.Max(v, 0))];
            }
        }

        (double loss, double[] gradient) = Loss(values[^1], job.Y[i]);
        for (int l = Weights.Length - 1; l >= 0; l--)
        {
            double[] below = values[l], next = new double[below.Length];
            for (int k = 0; k < gradient.Length; k++)
            {
                biasGradient[l][k] += gradient[k] / count;
                for (int j = 0; j < below.Length; j++)
                {
                    weightGradient[l][k][j] += gradient[k] * below[j] / count;
                    next[j] += below[j] > 0 ? gradient[k] * Weights[l][k][j] : 0;
                }
            }

            gradient = next;
        }

        return loss;
    }

    private (double Loss, double[] Gradient) Loss(double[] f, double y)
    {
        switch (job.Dataset)
        {
            case "wdbc":
                return (Math.Max(f[0], 0) - (f[0] * y) + Math.Log(1 + Math.Exp(-Math.Abs(f[0]))), [(1 / (1 + Math.Exp(-f[0]))) - y]);
            case "wine":
                double sum = f.Sum(Math.Exp);
                return (Math.Log(sum) - f[(int)y], [.. f.Select((v, k) => (Math.Exp(v) / sum) - (k == (int)y ? 1 : 0))]);
            default:
                return ((f[0] - y) * (f[0] - y), [2 * (f[0] - y)]);
        }
    }

    private void Update(double[] w, double[] g, (int Layer, int Row) key, bool decayed)
    {
        double rate = job.Setting("lr"), decay = decayed ? job.Setting("weight_decay") : 0;
        if (!_moments.TryGetValue(key, out double[][]? moments))
        {
            _moments[key] = moments = [new double[w.Length], new double[w.Length], new double[w.Length]];
        }

        for (int j = 0; j < w.Length; j++)
        {
            double gradient = g[j] + (job.L1 * Math.Sign(w[j])) + (2 * job.L2 * w[j]) + (job.Optimiser == "AdamW" ? 0 : decay * w[j]);
            w[j] -= job.Optimiser == "AdamW" ? rate * decay * w[j] : 0;
            w[j] -= rate * Direction(gradient, moments, j);
        }
    }

    private double Direction(double g, double[][] moments, int j)
    {
        double Moment(int which, double keep, double value) => moments[which][j] = (keep * moments[which][j]) + value;
        switch (job.Optimiser)
        {
            case "SGD":
                double momentum = job.Setting("momentum"), m = Moment(0, momentum, g);
                return job.Flag("nesterov") ? g + (momentum * m) : m;
            case "RMSprop":
                return g / (Math.Sqrt(Moment(1, 0.99, 0.01 * g * g)) + 1e-8);
            default:
                double first = Moment(0, 0.9, 0.1 * g) / (1 - Math.Pow(0.9, _step)), v = Moment(1, 0.999, 0.001 * g * g);
                v = job.Flag("amsgrad") ? moments[2][j] = Math.Max(moments[2][j], v) : v;
                return first / (Math.Sqrt(v / (1 - Math.Pow(0.999, _step))) + 1e-8);
        }
    }
}
