using System.Globalization;

namespace Regularization.Reports.Tests;

/// <summary>Reports of small fits, written to files.</summary>
internal static class Pages
{
    public const string Nasty = "</script><img src=x onerror=\"window.hit=1\"><b>bold</b> & 'x' \u4e2d\u6587";

    /// <summary>All kinds of reports by name.</summary>
    public static string[] Names { get; } = ["linear", "binomial", "multinomial", "path", "network", "search", "rules", "rules of classes", "relaxed", "relaxed fit", "stability", "streaming", "wide"];

    /// <summary>Writes a report into a folder and gives the file.</summary>
    public static string Write(string name, string folder)
    {
        string file = Path.Combine(folder, name + ".html");
        switch (name)
        {
            case "linear":
                Linear.ToHtml(file);
                break;
            case "binomial":
                Binomial().ToHtml(file);
                break;
            case "multinomial":
                Multinomial().ToHtml(file);
                break;
            case "path":
                new PathSolver(Losses.Squared, Penalties.ElasticNet(0.5)).Fit(Diabetes()).ToHtml(file);
                break;
            case "network":
                Trainer().Fit(Network()).ToHtml(file);
                break;
            case "search":
                new WeightDecaySearch(Trainer()) { WeightDecays = [0, 0.1], Folds = 2 }.Fit(Network()).ToHtml(file);
                break;
            case "relaxed":
                new RelaxedCrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 5 }.Fit(Diabetes()).ToHtml(file);
                break;
            case "relaxed fit":
                new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [0, 0.5, 1], Lambda = LambdaSelection.CrossValidated(5) }.Fit(Diabetes()).ToHtml(file);
                break;
            case "stability":
                new StabilitySelector(Losses.Squared, Penalties.Lasso) { Pairs = 20, MostSelected = 5 }.Fit(Diabetes()).ToHtml(file);
                break;
            case "streaming":
                new StreamingTrainer(Losses.Squared, Penalties.Lasso) { Options = new StreamingOptions { Passes = 4, ReportRows = 40 } }.Fit(RowSource.FromProblem(Diabetes()), lambda: 2).ToHtml(file);
                break;
            case "rules":
                WriteRules(file);
                break;
            case "rules of classes":
                WriteRules(file, ofClasses: true);
                break;
            default:
                Wide(50_000).ToHtml(file);
                break;
        }

        return file;
    }

    public static FitSummary Linear { get; } = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(rule: SelectionRule.OneStandardError) }.Fit(Diabetes());

    /// <summary>Ten measurements of 442 patients, the first with a name that is markup.</summary>
    private static TrainingProblem Diabetes(bool classes = false)
    {
        string[][] table = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "diabetes.csv")).Select(line => line.Split(','))];
        int n = table.Length - 1, p = table[0].Length - 1;
        double[] x = new double[n * p], y = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < p; j++)
            {
                x[(j * n) + i] = double.Parse(table[i + 1][j], CultureInfo.InvariantCulture);
            }

            y[i] = double.Parse(table[i + 1][p], CultureInfo.InvariantCulture);
        }

        return new TrainingProblem(DesignMatrix.FromColumns(x, n, p), [.. y.Select(v => classes ? (v > 140 ? 1 : 0) : v)])
        {
            FeatureNames = [.. table[0].Take(p).Select(name => name == "bmi" ? Nasty : name)],
        };
    }

    private static FitSummary Binomial() => new LinearModelFitter(Losses.Logistic, Penalties.ElasticNet(0.9)).Fit(Diabetes(classes: true));

    private static MultinomialFitSummary Multinomial()
    {
        TrainingProblem diabetes = Diabetes();
        double[] y = [.. diabetes.Y.ToArray().Select(v => v < 100 ? 0.0 : v < 190 ? 1 : 2)];
        return new MultinomialModelFitter(Penalties.Lasso) { Lambda = LambdaSelection.CrossValidated(3), Grid = new LambdaGrid { Count = 40 }, ClassNames = ["low", "<middle>", "high"] }
            .Fit(new TrainingProblem(diabetes.X, y) { FeatureNames = diabetes.FeatureNames });
    }

    private static NetworkData Network()
    {
        var random = new Random(1);
        float[] x = [.. Enumerable.Range(0, 300 * 4).Select(_ => (float)random.NextDouble() - 0.5f)];
        return new NetworkData(RowMatrix.FromRows(x, 300, 4), [.. Enumerable.Range(0, 300).Select(i => x[i * 4] * x[(i * 4) + 1])]);
    }

    private static NetworkTrainer Trainer() => new(NetworkLosses.Squared, Optimizers.Adam(0.01))
    {
        Architecture = new NetworkArchitecture { Hidden = [16, 8] },
        Penalty = new WeightPenalty { L1 = 1e-4 },
        Options = new TrainingOptions { Epochs = 30, ValidationFraction = 0.2 },
    };

    private static void WriteRules(string file, bool ofClasses = false)
    {
        TrainingProblem diabetes = Diabetes();
        int n = diabetes.X.Rows;
        string[][] table = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "diabetes.csv")).Skip(1).Select(line => line.Split(','))];
        float[][] rows = [.. table.Select(row => row.Take(10).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        float[] Cuts(int j) => [.. rows.Select(row => row[j]).Order().Where((_, i) => i % (n / 5) == n / 10)];
        DecisionTree[] trees = [.. new[] { 2, 3, 8 }.SelectMany(j => Cuts(j).Select(cut => new DecisionTree([1, ~0], [~2, ~1], [j, 9], [cut, 90], [0, 1, 2])))];
        var leaves = new LeafTable(trees);
        foreach (float[] row in rows)
        {
            leaves.Add(row);
        }

        if (ofClasses)
        {
            double[] y = [.. diabetes.Y.ToArray().Select(v => v < 100 ? 0.0 : v < 190 ? 1 : 2)];
            (MulticlassRuleSet sets, MultinomialFitSummary multinomial) = new MulticlassRuleFitter { Lambda = LambdaSelection.CrossValidated(3) }.Fit(leaves, [.. rows.SelectMany(row => row)], y, names: diabetes.FeatureNames, classNames: ["low", "<middle>", "high"]);
            sets.ToHtml(file, multinomial);
            return;
        }

        (RuleSet rules, FitSummary fit) = new RuleFitter(Losses.Squared).Fit(leaves, [.. rows.SelectMany(row => row)], diabetes.Y, names: diabetes.FeatureNames);
        rules.ToHtml(file, fit);
    }

    private static FitSummary Wide(int features)
    {
        const int Rows = 80;
        var random = new Random(2);
        var starts = new long[features + 1];
        List<int> at = [];
        List<float> values = [];
        double[] y = new double[Rows];
        for (int j = 0; j < features; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                if (random.NextDouble() < 0.05)
                {
                    at.Add(i);
                    values.Add((float)random.NextDouble());
                    y[i] += j < 20 ? 3 * values[^1] : 0;
                }
            }

            starts[j + 1] = at.Count;
        }

        return new LinearModelFitter(Losses.Squared, Penalties.ElasticNet(0.5)) { Lambda = LambdaSelection.ByCriterion(InformationCriterion.Aic), Grid = new LambdaGrid { Count = 12, Ratio = 0.3 } }
            .Fit(new TrainingProblem(DesignMatrix.FromCompressedColumns(Rows, starts, [.. at], [.. values]), [.. y.Select(v => v + (0.1 * random.NextDouble()))]));
    }
}
