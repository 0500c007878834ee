namespace Regularization.Tests;

/// <summary>The multinomial objective written out row by row, and a proximal gradient method with a fixed step that minimises it.</summary>
internal sealed class SlowMultinomial(double[][] x, int[] labels, double[] weights, int classes)
{
    public double L1Ratio { get; init; } = 1;

    public double[]? Factors { get; init; }

    public bool Grouped { get; init; }

    public bool Intercept { get; init; } = true;

    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>[row][class], added to the linear predictors.</summary>
    public double[][]? Offsets { get; init; }

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

    /// <summary>The largest violation of the optimality conditions, with bounds of each feature where given.</summary>
    public double Kkt(double lambda, double[] intercepts, double[][] b, (double Lower, double Upper)[]? bounds)
    {
        int p = x[0].Length;
        double[][] g = Gradient(intercepts, b);
        double worst = Intercept ? g.Max(ofClass => Math.Abs(ofClass[p])) : 0;
        for (int j = 0; j < p; j++)
        {
            double v = lambda * (Factors?[j] ?? 1), l1 = v * L1Ratio;
            double[] row = [.. b.Select(ofClass => ofClass[j])], slope = [.. row.Select((value, k) => g[k][j] + (v * (1 - L1Ratio) * value))];
            double norm = Math.Sqrt(row.Sum(value => value * value));
            worst = Math.Max(worst, Grouped && norm == 0 ? Math.Sqrt(slope.Sum(s => s * s)) - l1 : row.Select((value, k) => Violation(value, slope[k], Grouped ? l1 * value / norm : l1 * Math.Sign(value), Grouped ? 0 : l1, bounds?[j] ?? (double.NegativeInfinity, double.PositiveInfinity))).Max());
        }

        return worst;
    }

    /// <summary>How far the slopes to the left and to the right of a coefficient are from being of different signs; at a bound only one of them counts.</summary>
    private static double Violation(double b, double slope, double pull, double atZero, (double Lower, double Upper) bounds)
    {
        double left = b == 0 ? slope - atZero : slope + pull, right = b == 0 ? slope + atZero : slope + pull;
        return Math.Max(b > bounds.Lower + 1e-12 ? left : 0, b < bounds.Upper - 1e-12 ? -right : 0);
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

    private double[] Eta(int i, double[] intercepts, double[][] b) => [.. b.Select((ofClass, k) => intercepts[k] + (Offsets?[i][k] ?? 0) + ofClass.Zip(x[i], (u, v) => u * v).Sum())];
}
