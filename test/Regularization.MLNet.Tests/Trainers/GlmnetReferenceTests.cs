using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Regularization.Tests;

namespace Regularization.MLNet.Tests.Trainers;

/// <summary>Every case that glmnet fitted, through ML.NET: the scores of the stock models and the objective at their float32 weights.</summary>
[TestClass]
public sealed class GlmnetReferenceTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Cases => ReferenceData.Cases().Select(name => new object[] { name });

    public static IEnumerable<object[]> MultinomialCases => Directory.GetFiles(Folder("multinomial")).Select(Path.GetFileNameWithoutExtension).Where(name => !name!.EndsWith("_cv", StringComparison.Ordinal)).Select(name => new object[] { name! });

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fit_GlmnetCase_ScoresAndObjectiveAgree(string name)
    {
        JsonElement reference = ReferenceData.Case(name);
        TrainingProblem problem = ReferenceData.Problem(reference, sparse: false);
        string family = reference.GetProperty("family").GetString()!;
        double[] lambdas = ReferenceData.Numbers(reference.GetProperty("lambda")), a0 = ReferenceData.Numbers(reference.GetProperty("a0"));
        double[][] beta = [.. reference.GetProperty("beta").EnumerateArray().Select(ReferenceData.Numbers)];
        double[][] rows = Rows(problem);
        List<Example> examples = [.. rows.Select((row, i) => new Example { Features = [.. row.Select(v => (float)v)], Label = (float)problem.Y[i], Class = problem.Y[i] == 1, Weight = (float)(problem.Weights?[i] ?? 1) })];
        IDataView data = TestData.Load(_ml, examples, beta.Length);
        Loss loss = family switch { "gaussian" => Losses.Squared, "poisson" => Losses.Poisson, _ => Losses.Logistic };
        double[] w = [.. examples.Select(e => (double)e.Weight)], y = [.. examples.Select((e, i) => family == "binomial" ? problem.Y[i] : e.Label)], deviations = Deviations(rows, w);
        double worstScore = 0, worstObjective = 0;
        foreach (int k in new[] { lambdas.Length / 2, lambdas.Length - 1 })
        {
            (float[] weights, float bias, float[] scores) = FitOne(family, data, PenaltyOf(reference), lambdas[k]);
            double[] b = [.. beta.Select(of => of[k])];
            for (int i = 0; i < rows.Length; i++)
            {
                double expected = loss.Mean(a0[k] + Dot(b, rows[i]));
                worstScore = Math.Max(worstScore, Math.Abs(scores[i] - expected) / (family == "poisson" ? expected : 1));
            }

            double theirs = Objective(loss, PenaltyOf(reference), lambdas[k], rows, y, w, deviations, a0[k], b);
            worstObjective = Math.Max(worstObjective, (Objective(loss, PenaltyOf(reference), lambdas[k], rows, y, w, deviations, bias, [.. weights]) / theirs) - 1);
        }

        TestContext.WriteLine($"scores {worstScore:0.0e0}, objective {worstObjective:0.0e0}");
        Assert.IsLessThanOrEqualTo(1e-5, worstScore, "scores");
        Assert.IsLessThanOrEqualTo(1e-9, worstObjective, "objective");
    }

    [TestMethod]
    [DynamicData(nameof(MultinomialCases))]
    public void Fit_MultinomialCase_ProbabilitiesAndObjectiveAgree(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder("multinomial"), name + ".json")));
        JsonElement reference = document.RootElement;
        float[][] table = [.. File.ReadLines(Path.Combine(Folder("data"), "wine.csv")).Skip(1).Select(line => line.Split(',').Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        double[][] rows = [.. table.Select(row => row[1..].Select(v => (double)v).ToArray())];
        double[] lambdas = ReferenceData.Numbers(reference.GetProperty("lambda"));
        double[] w = reference.TryGetProperty("weights", out JsonElement given) ? ReferenceData.Numbers(given) : [.. table.Select(_ => 1.0)];
        Ring[] wines = [.. table.Select((row, i) => new Ring { Kind = "class " + row[0].ToString(CultureInfo.InvariantCulture), Features = new VBuffer<float>(13, row[1..]), Weight = (float)w[i] })];
        double[] deviations = Deviations(rows, w);
        bool grouped = reference.TryGetProperty("grouped", out _);
        double ratio = reference.GetProperty("alpha").GetDouble(), worst = 0, worstObjective = 0;
        IDataView data = KeyedWines(wines);
        for (int at = 0; at < lambdas.Length; at++)
        {
            var trainer = _ml.MulticlassClassification.Trainers.ElasticNetMaximumEntropy(new ElasticNetMaximumEntropyTrainer.Options
            {
                LabelColumnName = "Key",
                ExampleWeightColumnName = "Weight",
                L1Ratio = ratio,
                Lambda = LambdaSelection.Fixed(lambdas[at]),
                Tolerance = 1e-12,
                Grouped = grouped,
            });
            MulticlassPredictionTransformer<MaximumEntropyModelParameters> model = trainer.Fit(data);
            float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Score")];
            VBuffer<float>[] weights = [];
            model.Model.GetWeights(ref weights, out _);
            double[][] b = [.. reference.GetProperty("beta").EnumerateObject().Select(of => of.Value.EnumerateArray().Select(values => values[at].GetDouble()).ToArray())];
            double[] a0 = [.. reference.GetProperty("a0").EnumerateArray().Select(values => values[at].GetDouble())];
            for (int i = 0; i < rows.Length; i++)
            {
                double[] eta = [.. b.Select((of, k) => a0[k] + Dot(of, rows[i]))];
                for (int k = 0; k < eta.Length; k++)
                {
                    worst = Math.Max(worst, Math.Abs(scores[i][k] - (Math.Exp(eta[k]) / eta.Sum(Math.Exp))));
                }
            }

            int[] labels = [.. table.Select(row => (int)row[0] - 1)];
            double objective(IReadOnlyList<double> biases, double[][] coefficients) => MultinomialObjective(rows, labels, w, deviations, biases, coefficients, lambdas[at], ratio, grouped);
            double ours = objective([.. model.Model.GetBiases().Select(v => (double)v)], [.. weights.Select(of => of.DenseValues().Select(v => (double)v).ToArray())]);
            worstObjective = Math.Max(worstObjective, (ours / objective(a0, b)) - 1);
        }

        TestContext.WriteLine($"probabilities {worst:0.0e0}, objective {worstObjective:0.0e0}");
        Assert.IsLessThanOrEqualTo(1e-5, worst, "probabilities");
        Assert.IsLessThanOrEqualTo(1e-9, worstObjective, "objective");
    }

    private (float[] Weights, float Bias, float[] Scores) FitOne(string family, IDataView data, Penalty penalty, double lambda)
    {
        if (family == "binomial")
        {
            var model = _ml.BinaryClassification.Trainers.ElasticNetLogisticRegression(Set(new ElasticNetLogisticRegressionTrainer.Options { LabelColumnName = "Class" })).Fit(data);
            return ([.. model.Model.SubModel.Weights], model.Model.SubModel.Bias, [.. model.Transform(data).GetColumn<float>("Probability")]);
        }

        if (family == "poisson")
        {
            var model = _ml.Regression.Trainers.ElasticNetPoissonRegression(Set(new ElasticNetPoissonRegressionTrainer.Options())).Fit(data);
            return ([.. model.Model.Weights], model.Model.Bias, TestData.Scores(model.Transform(data)));
        }

        var linear = _ml.Regression.Trainers.ElasticNet(Set(new ElasticNetTrainer.Options())).Fit(data);
        return ([.. linear.Model.Weights], linear.Model.Bias, TestData.Scores(linear.Transform(data)));

        TOptions Set<TOptions>(TOptions options)
            where TOptions : LinearTrainerOptions
        {
            (options.Penalty, options.Lambda, options.ExampleWeightColumnName) = (penalty, LambdaSelection.Fixed(lambda), "Weight");
            options.Tolerance = family == "poisson" ? 1e-12 : 1e-13;
            return options;
        }
    }

    private IDataView KeyedWines(Ring[] wines)
    {
        var schema = SchemaDefinition.Create(typeof(Ring));
        schema[nameof(Ring.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 13);
        IDataView data = _ml.Data.LoadFromEnumerable(wines, schema);
        return _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(data).Transform(data);
    }

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "reference", name);

    private static double Dot(double[] b, double[] row)
    {
        double sum = 0;
        for (int j = 0; j < b.Length; j++)
        {
            sum += b[j] * row[j];
        }

        return sum;
    }

    private static double[][] Rows(TrainingProblem problem)
    {
        int n = problem.X.Rows, p = problem.X.Columns;
        double[][] rows = [.. Enumerable.Range(0, n).Select(_ => new double[p])];
        double[] unit = new double[p];
        Solution one = new PathSolver(Losses.Squared, Penalties.Lasso).FitAt(new TrainingProblem(problem.X, new double[n]), 1);
        for (int j = 0; j < p; j++)
        {
            unit[j] = 1;
            double[] column = (one with { Coefficients = SparseCoefficients.FromDense(unit) }).LinearPredictor(problem.X);
            unit[j] = 0;
            for (int i = 0; i < n; i++)
            {
                rows[i][j] = column[i];
            }
        }

        return rows;
    }

    private static double[] Deviations(double[][] rows, double[] w)
    {
        double total = w.Sum();
        return [.. Enumerable.Range(0, rows[0].Length).Select(j =>
        {
            double mean = 0, square = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                mean += w[i] * rows[i][j] / total;
            }

            for (int i = 0; i < rows.Length; i++)
            {
                square += w[i] * (rows[i][j] - mean) * (rows[i][j] - mean) / total;
            }

            return Math.Sqrt(square);
        })];
    }

    private static double Objective(Loss loss, Penalty penalty, double lambda, double[][] rows, double[] y, double[] w, double[] deviations, double bias, double[] b)
    {
        double[] eta = [.. rows.Select(row => bias + Dot(b, row))];
        double total = w.Sum();
        return loss.Value(eta, y, [.. w.Select(v => v / total)]) + b.Select((v, j) => penalty.Value(v * deviations[j], lambda * (penalty.Factors?[j] ?? 1))).Sum();
    }

    private static double MultinomialObjective(double[][] rows, int[] labels, double[] w, double[] deviations, IReadOnlyList<double> biases, double[][] b, double lambda, double ratio, bool grouped)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double[] eta = [.. b.Select((of, k) => biases[k] + Dot(of, rows[i]))];
            double most = eta.Max();
            sum += w[i] / w.Sum() * (most + Math.Log(eta.Sum(v => Math.Exp(v - most))) - eta[labels[i]]);
        }

        for (int j = 0; j < deviations.Length; j++)
        {
            double[] of = [.. b.Select(values => values[j] * deviations[j])];
            double square = of.Sum(v => v * v);
            sum += lambda * ((ratio * (grouped ? Math.Sqrt(square) : of.Sum(Math.Abs))) + ((1 - ratio) / 2 * square));
        }

        return sum;
    }

    private static Penalty PenaltyOf(JsonElement reference)
    {
        Penalty penalty = Penalties.ElasticNet(reference.GetProperty("alpha").GetDouble());
        if (reference.TryGetProperty("penaltyFactor", out JsonElement factors))
        {
            penalty = penalty with { Factors = ReferenceData.Numbers(factors) };
        }

        return reference.TryGetProperty("lower", out JsonElement lower)
            ? penalty with { LowerBounds = [lower.GetDouble()], UpperBounds = [reference.GetProperty("upper").GetDouble()] }
            : penalty;
    }
}
