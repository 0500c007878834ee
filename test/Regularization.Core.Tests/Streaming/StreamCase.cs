using System.Collections.Concurrent;

namespace Regularization.Tests;

/// <summary>A problem that both the batch solver and the stochastic trainer can fit.</summary>
internal sealed record StreamCase(string Name, TrainingProblem Problem, Loss Loss, Penalty Penalty, double LambdaRatio)
{
    public bool Standardize { get; init; } = true;

    public bool Intercept { get; init; } = true;

    /// <summary>The least share of features that the supports of both models must have in common (intersection over union).</summary>
    public double Overlap { get; init; } = 0.6;

    public static IReadOnlyList<StreamCase> All { get; } =
    [
        new("dense squared lasso", Dense(4000, 30, 1, classes: false), Losses.Squared, Penalties.Lasso, 0.1),
        new("dense logistic elastic net", Dense(4000, 30, 2, classes: true), Losses.Logistic, Penalties.ElasticNet(0.5), 0.1),
        new("dense squared ridge", Dense(4000, 20, 3, classes: false), Losses.Squared, Penalties.Ridge, 0.001) { Overlap = 1 },
        new("correlated logistic lasso", Dense(4000, 40, 4, classes: true, correlation: 0.8), Losses.Logistic, Penalties.Lasso, 0.05) { Overlap = 0.5 },
        new("sparse logistic lasso", Words(8000, 1500, 5, classes: true), Losses.Logistic, Penalties.Lasso, 0.1),
        new("sparse squared elastic net", Words(8000, 1500, 6, classes: false), Losses.Squared, Penalties.ElasticNet(0.8), 0.1),
        new("sparse logistic, not standardised", Words(8000, 1500, 7, classes: true), Losses.Logistic, Penalties.Lasso, 0.1) { Standardize = false },
        new("different scales and places", Dense(4000, 25, 8, classes: true, scales: true), Losses.Logistic, Penalties.ElasticNet(0.9), 0.05) { Overlap = 0.5 },
        new("different scales, squared", Dense(4000, 25, 9, classes: false, scales: true), Losses.Squared, Penalties.Lasso, 0.05),
        new("weights", Dense(4000, 20, 10, classes: true, weights: true), Losses.Logistic, Penalties.Lasso, 0.1) { Overlap = 0.5 },
        new("weights and offsets", Dense(4000, 20, 11, classes: false, weights: true, offsets: true), Losses.Squared, Penalties.Lasso, 0.1),
        new("offsets, logistic", Dense(4000, 20, 16, classes: true, offsets: true), Losses.Logistic, Penalties.Lasso, 0.1) { Overlap = 0.5 },
        new("large offsets, logistic", Dense(4000, 20, 17, classes: true, offsets: true, offsetMean: 40, offsetSize: 3), Losses.Logistic, Penalties.Lasso, 0.1) { Overlap = 0.5 },
        new("offsets without intercept", Dense(4000, 20, 18, classes: true, weights: true, offsets: true), Losses.Logistic, Penalties.Lasso, 0.1) { Overlap = 0.5, Intercept = false },
        new("no intercept", Dense(4000, 20, 12, classes: false), Losses.Squared, Penalties.Lasso, 0.1) { Intercept = false },
        new("penalty factors", Dense(4000, 20, 13, classes: true), Losses.Logistic, Penalties.Lasso with { Factors = [.. Enumerable.Range(0, 20).Select(j => 0.5 + (j % 3))] }, 0.1) { Overlap = 0.5 },
        new("non-negative", Dense(4000, 20, 14, classes: false), Losses.Squared, Penalties.Lasso with { LowerBounds = [0] }, 0.1),
        new("rare class", Rare(8000, 20, 15), Losses.Logistic, Penalties.Lasso, 0.1) { Overlap = 0.5 },
    ];

    public PathSolver Solver => new(Loss, Penalty) { Options = new FitOptions { Standardize = Standardize, Intercept = Intercept, Tolerance = 1e-7 }, Grid = new LambdaGrid { Count = 1 } };

    public StreamingTrainer Trainer(StreamingMethod method, int passes = 50, double tolerance = 0.01) => new(Loss, Penalty)
    {
        Method = method,
        Options = new StreamingOptions { Standardize = Standardize, Intercept = Intercept, Passes = passes, Tolerance = tolerance },
    };

    public static StreamCase Named(string name) => All.Single(c => c.Name == name);

    public static StreamingMethod Method(string name) => name == "sgd" ? new AveragedSgd() : new FtrlProximal();

    private static readonly ConcurrentDictionary<string, (double Lambda, Solution Batch)> Solved = new();

    /// <summary>The lambda of the case, and the batch solution there.</summary>
    public (double Lambda, Solution Batch) Solve() => Solved.GetOrAdd(Name, _ =>
    {
        double lambda = LambdaRatio * Solver.Fit(Problem).LambdaMax;
        return (lambda, Solver.FitAt(Problem, lambda));
    });

    /// <summary>The objective as docs/objectives.md has it, computed the long way.</summary>
    public double Objective(Solution model, double lambda)
    {
        int n = Problem.X.Rows, p = Problem.X.Columns;
        double[] eta = model.LinearPredictor(Problem.X, [.. Problem.Offsets ?? []]), w = [.. Problem.Weights ?? [.. Enumerable.Repeat(1.0, n)]];
        double total = w.Sum(), sum = Loss.Value(eta, Problem.Y, w) / total;
        RowMatrix rows = RowMatrix.FromDesign(Problem.X);
        double[] mean = new double[p], square = new double[p];
        RowReader reader = RowSource.FromMatrix(rows, Problem.Y).Open(0);
        var dense = new float[n][];
        for (int i = 0; reader.Read(); i++)
        {
            dense[i] = new float[p];
            for (int k = 0; k < reader.Values.Length; k++)
            {
                dense[i][reader.IsSparse ? reader.Indices[k] : k] = reader.Values[k];
            }
        }

        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < n; i++)
            {
                mean[j] += w[i] * dense[i][j] / total;
            }

            for (int i = 0; i < n; i++)
            {
                square[j] += w[i] * (dense[i][j] - mean[j]) * (dense[i][j] - mean[j]) / total;
            }

            double factor = Penalty.Factors?[j] ?? 1;
            sum += Penalty.Value(model.Coefficients[j] * (Standardize ? Math.Sqrt(square[j]) : 1), lambda * factor);
        }

        return sum;
    }

    public static TrainingProblem Dense(int rows, int columns, int seed, bool classes, double correlation = 0, bool scales = false, bool weights = false, bool offsets = false, double offsetMean = 0, double offsetSize = 1)
    {
        var random = new Random(seed);
        double[] x = new double[rows * columns], y = new double[rows], w = new double[rows], o = new double[rows];
        double[] scale = [.. Enumerable.Range(0, columns).Select(_ => scales ? Math.Pow(10, (6 * random.NextDouble()) - 3) : 1)];
        double[] place = [.. scale.Select(s => scales ? 8 * s * Normal(random) : 0.5)];
        for (int i = 0; i < rows; i++)
        {
            double previous = Normal(random), eta = classes ? 0 : 3 + Normal(random);
            for (int j = 0; j < columns; j++)
            {
                double z = previous = (correlation * previous) + (Math.Sqrt(1 - (correlation * correlation)) * Normal(random));
                x[(j * rows) + i] = place[j] + (scale[j] * z);
                eta += j % 4 == 0 && j < 24 ? z * (j % 8 == 0 ? 1 : -0.7) : 0;
            }

            w[i] = random.NextDouble() < 0.2 ? 10 : random.NextDouble();
            o[i] = offsetSize * Normal(random);
            eta += offsets ? o[i] : 0;
            o[i] += offsetMean;
            y[i] = classes ? (random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0) : eta;
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y) { Weights = weights ? w : null, Offsets = offsets ? o : null };
    }

    /// <summary>Rows of about 25 of the features each, the first ones far more frequent than the last.</summary>
    public static TrainingProblem Words(int rows, int columns, int seed, bool classes)
    {
        var random = new Random(seed);
        var x = new double[rows * columns];
        var y = new double[rows];
        double[] b = [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble() < 0.2 ? Normal(random) : 0)];
        for (int i = 0; i < rows; i++)
        {
            double eta = classes ? 0 : 0.5 * Normal(random);
            for (int k = 0; k < 25; k++)
            {
                int j = (int)Math.Pow(columns, random.NextDouble()) - 1;
                x[(j * rows) + i] = 1 + (0.5 * random.NextDouble());
            }

            for (int j = 0; j < columns; j++)
            {
                eta += b[j] * x[(j * rows) + i];
            }

            y[i] = classes ? (random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0) : eta;
        }

        return new TrainingProblem(TestProblems.Sparse(x, rows, columns), y);
    }

    /// <summary>A class that 3 rows in a hundred have.</summary>
    private static TrainingProblem Rare(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        double[] x = new double[rows * columns], y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double eta = -4.5;
            for (int j = 0; j < columns; j++)
            {
                double z = Normal(random);
                x[(j * rows) + i] = z;
                eta += j < 4 ? z : 0;
            }

            y[i] = random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0;
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, rows, columns), y);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
