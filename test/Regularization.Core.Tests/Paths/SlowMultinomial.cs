namespace Regularization.Tests;

/// <summary>The multinomial objective written out row by row, and a proximal gradient method with a fixed step that minimises it.</summary>
internal sealed class SlowMultinomial(double[][] x, int[] labels, double[] weights, int classes)
{
    public double L1Ratio { get; init; } = 1;

    public double[]? Factors { get; init; }

    public bool Grouped { get; init; }

    public bool Intercept { get; init; } = true;

    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>The objective of coefficients [class][feature] of the features as they are.</summary>
    public double Objective(double lambda, double[] intercepts, double[][] b)
    {
        double total = weights.Sum(), loss = 0, penalty = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double[] eta = Eta(i, intercepts, b);
            double most = eta.Max();
            loss += weights[i] / total * (most + Math.Log(eta.Sum(e => Math.Exp(e - most))) - eta[labels[i]]);
        }

        for (int j = 0; j < x[0].Length; j++)
        {
            double[] row = [.. b.Select(ofClass => ofClass[j])];
            double squares = row.Sum(v => v * v), size = Grouped ? Math.Sqrt(squares) : row.Sum(Math.Abs);
            penalty += (Factors?[j] ?? 1) * ((L1Ratio * size) + ((1 - L1Ratio) / 2 * squares));
        }

        return loss + (lambda * penalty);
    }

    /// <summary>[class][feature], and the intercepts as the last feature: the gradient of the mean loss.</summary>
    public double[][] Gradient(double[] intercepts, double[][] b)
    {
        int p = x[0].Length;
        double total = weights.Sum();
        double[][] gradient = [.. Enumerable.Range(0, classes).Select(_ => new double[p + 1])];
        for (int i = 0; i < x.Length; i++)
        {
            double[] eta = Eta(i, intercepts, b);
            double most = eta.Max(), sum = eta.Sum(e => Math.Exp(e - most));
            for (int k = 0; k < classes; k++)
            {
                double r = weights[i] / total * ((Math.Exp(eta[k] - most) / sum) - (labels[i] == k ? 1 : 0));
                for (int j = 0; j < p; j++)
                {
                    gradient[k][j] += r * x[i][j];
                }

                gradient[k][p] += r;
            }
        }

        return gradient;
    }

    public double Minimum(double lambda, int iterations)
    {
        int p = x[0].Length;
        double total = weights.Sum(), step = 1 / Enumerable.Range(0, x.Length).Sum(i => weights[i] / total / 2 * (1 + x[i].Sum(v => v * v)));
        double[] a = new double[classes];
        double[][] b = [.. a.Select(_ => new double[p])];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            double[][] g = Gradient(a, b);
            for (int j = 0; j < p; j++)
            {
                double v = lambda * (Factors?[j] ?? 1);
                double[] z = [.. b.Select((ofClass, k) => ofClass[j] - (step * g[k][j]))];
                double norm = Math.Sqrt(z.Sum(value => value * value));
                for (int k = 0; k < classes; k++)
                {
                    double size = Grouped ? norm : Math.Abs(z[k]), kept = size > 0 ? Math.Max(0, 1 - (step * v * L1Ratio / size)) : 0;
                    b[k][j] = Math.Max(Lower, z[k] * kept / (1 + (step * v * (1 - L1Ratio))));
                }
            }

            for (int k = 0; k < classes && Intercept; k++)
            {
                a[k] -= step * g[k][p];
            }
        }

        return Objective(lambda, a, b);
    }

    private double[] Eta(int i, double[] intercepts, double[][] b) => [.. b.Select((ofClass, k) => intercepts[k] + ofClass.Zip(x[i], (u, v) => u * v).Sum())];
}
