namespace Regularization;

/// <summary>What is to be said of an unpenalised fit to classes that its features tell apart without error: it has no end.</summary>
/// <remarks>Source: Albert and Anderson, On the existence of maximum likelihood estimates in logistic regression models, Biometrika 71 (1984), section 3.</remarks>
internal static class Separation
{
    public const string Warning = "At lambda 0 the features tell the classes apart without error, so that the estimate does not exist: larger coefficients fit ever better, and those given are where the fit stopped. Use a lambda above 0.";

    public const string TiedWarning = "At lambda 0 the features tell some rows of the classes apart without error and leave the others even, so that the estimate does not exist: along some direction larger coefficients fit ever better, and those given are where the fit stopped. Use a lambda above 0.";

    /// <summary>Margins from which a row may be one that a direction tells apart: each is tried, and what is found is checked.</summary>
    private static readonly double[] Margins = [4, 8, 12];

    /// <summary>Products that the search for a direction may take.</summary>
    private const double MostProducts = 2e9;

    private const double Ridge = 1e-8;
    private const int Projections = 4;

    /// <summary>A standardised column of this variance among some rows is constant there.</summary>
    private const double Constant = 1e-24;

    /// <summary>Margins along a direction below this share of the largest are 0.</summary>
    private const double Even = 1e-6;

    /// <summary>
    /// The warning if the solution is without a penalty and has every row of positive weight on its own side by its features alone, without offsets, or if there is a direction along which no row moves to the
    /// wrong side, and some to their own; else null. The direction is looked for where the solution leads, among up to some thousands of rows and hundreds of features: one that is not found may still exist.
    /// </summary>
    public static string? Of(TrainingProblem problem, Loss loss, Penalty penalty, RegularizationPath path, Solution solution)
    {
        if (loss is not LogisticLoss || !IsFree(penalty, solution.Lambda))
        {
            return null;
        }

        double[] eta = solution.LinearPredictor(problem.X), weights = problem.NormalizedWeights(), y = [.. problem.Y];
        return IsComplete(eta, y, weights) ? Warning : HasTies(problem, path, solution, eta, y, weights) ? TiedWarning : null;
    }

    /// <summary>Whether every row of positive weight is on its own side.</summary>
    public static bool IsComplete(double[] eta, double[] y, double[] weights)
    {
        for (int i = 0; i < eta.Length; i++)
        {
            if (weights[i] > 0 && !(y[i] > 0 ? eta[i] > 0 : eta[i] < 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the part of the solution that leaves the rows of small margin where they are moves no other row to the wrong side.</summary>
    private static bool HasTies(TrainingProblem problem, RegularizationPath path, Solution solution, double[] eta, double[] y, double[] weights)
    {
        if ((double)problem.X.Columns * problem.X.Columns * problem.X.Rows > MostProducts)
        {
            return false;
        }

        var design = new StandardizedDesign(problem, standardize: true, path.HasIntercept, threads: 1, path.Moments);
        int[] columns = [.. design.AllColumns.Where(j => design.InverseScale[j] > 0)];
        foreach (double margin in Margins)
        {
            double[] h = [.. weights.Select((w, i) => Margin(i, eta[i]) > margin ? 0 : w)];
            if (!h.Where((v, i) => v == 0 && weights[i] > 0).Any() || h.Sum() == 0)
            {
                continue;
            }

            double[] moved = Along(design, columns, h, solution);
            double largest = moved.Where((_, i) => weights[i] > 0).Max(Math.Abs);
            if (largest > Even * eta.Max(Math.Abs) && Enumerable.Range(0, eta.Length).All(i => weights[i] == 0 || (h[i] > 0 ? Math.Abs(moved[i]) <= Even * largest : Margin(i, moved[i]) >= -Even * largest)))
            {
                return true;
            }
        }

        return false;

        double Margin(int i, double at) => y[i] > 0 ? at : -at;
    }

    /// <summary>What the rows move by along the coefficients, less what moves rows of weight h against each other: the null space of their matrix is what a ridge leaves, taken some times.</summary>
    private static double[] Along(StandardizedDesign design, int[] columns, double[] h, Solution solution)
    {
        int size = columns.Length;
        double[] gram = WeightedGram.Build(design, columns, h);
        // In units of what a column moves these rows by, lest a large number in another row makes that next to nothing.
        double[] scale = [.. Enumerable.Range(0, size).Select(k => gram[(k * size) + k] > Constant ? 1 / Math.Sqrt(gram[(k * size) + k]) : 1)];
        double[] b = [.. columns.Select((j, k) => solution.Coefficients[j] / design.InverseScale[j] / scale[k])];
        for (int k = 0; k < size; k++)
        {
            for (int l = 0; l < size; l++)
            {
                gram[(k * size) + l] *= scale[k] * scale[l];
            }

            gram[(k * size) + k] += Ridge;
        }

        Cholesky? factor = Cholesky.Factor(gram, size, 0);
        for (int k = 0; k < Projections; k++)
        {
            factor?.Solve(b);
            VectorMath.Multiply(b, Ridge, b);
        }

        double[] eta = new double[h.Length], scaled = [.. b.Select((v, k) => v * scale[k] * design.InverseScale[columns[k]])];
        design.AddColumns(columns, scaled, eta);
        double mean = design.HasIntercept ? VectorMath.Dot(h, eta) / VectorMath.Sum(h) : 0;
        VectorMath.Subtract(eta, factor is null ? double.NaN : mean, eta);
        return eta;
    }

    /// <summary>The same for classes 0, 1, …, each of which must have the largest predictor of its rows alone.</summary>
    public static string? Of(TrainingProblem problem, Penalty penalty, MultinomialSolution solution)
    {
        if (!IsFree(penalty, solution.Lambda))
        {
            return null;
        }

        int classes = solution.ClassCount, rows = problem.X.Rows;
        double[] eta = solution.LinearPredictors(problem.X), weights = problem.NormalizedWeights();
        for (int i = 0; i < rows; i++)
        {
            int own = (int)problem.Y[i];
            for (int k = 0; k < classes; k++)
            {
                if (weights[i] > 0 && k != own && !(eta[At(i, own)] > eta[At(i, k)]))
                {
                    return null;
                }
            }
        }

        return Warning;

        int At(int row, int of) => (of * rows) + row;
    }

    private static bool IsFree(Penalty penalty, double lambda) => lambda == 0 && penalty.LowerBounds is null && penalty.UpperBounds is null;
}
