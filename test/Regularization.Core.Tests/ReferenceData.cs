using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Regularization.Tests;

/// <summary>Reads the data sets and the reference values beside the tests (reference/README.md).</summary>
internal static class ReferenceData
{
    private static readonly string[] Ignored = ["y", "lpsa", "train", "id", "diagnosis", "sample", "set", "class", "cnt"];

    /// <summary>All cases with coefficients: the names of the files in reference/glmnet but the cross-validations.</summary>
    public static IEnumerable<string> Cases() => Names().Where(name => !name.EndsWith("_cv", StringComparison.Ordinal));

    public static IEnumerable<string> CrossValidations() => Names().Where(name => name.EndsWith("_cv", StringComparison.Ordinal));

    public static JsonElement Case(string name)
    {
        string path = Path.Combine(Folder("glmnet"), name + ".json");
        using Stream stream = Open(File.Exists(path) ? path : path + ".gz");
        return JsonDocument.Parse(stream).RootElement;
    }

    public static double[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>The problem of a case: features in its order, a gaussian response scaled to mean 0 and variance 1, weights if it has them.</summary>
    public static TrainingProblem Problem(JsonElement reference, bool sparse, string[]? features = null)
    {
        string dataset = reference.GetProperty("dataset").GetString()!;
        string[][] table = Table(dataset);
        string[] header = table[0];
        features ??= [.. reference.GetProperty("features").EnumerateArray().Select(f => f.GetString()!)];
        int n = table.Length - 1, p = features.Length;
        var x = new double[(long)n * p];
        for (int j = 0; j < p; j++)
        {
            int column = Array.IndexOf(header, features[j]);
            for (int i = 0; i < n; i++)
            {
                x[(j * n) + i] = double.Parse(table[i + 1][column], CultureInfo.InvariantCulture);
            }
        }

        double[] y = dataset switch
        {
            "diabetes" => Scaled(Column(table, "y")),
            "prostate" => Scaled(Column(table, "lpsa")),
            "wdbc" => Classes(table, "diagnosis", "M"),
            "golub" => Classes(table, "class", "AML"),
            "bike" => Column(table, "cnt"),
            _ => throw new ArgumentException(dataset),
        };
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, n, p) : DesignMatrix.FromColumns(x, n, p), y) { FeatureNames = features };
        return reference.TryGetProperty("weights", out JsonElement weights)
            ? new TrainingProblem(problem.X, y) { FeatureNames = features, Weights = Numbers(weights) }
            : problem;
    }

    /// <summary>The numeric features of a data set that are not constant, as the reference cases have them.</summary>
    public static string[] NumericFeatures(string dataset)
    {
        string[][] table = Table(dataset);
        return [.. table[0].Where((name, j) => !Ignored.Contains(name) && double.TryParse(table[1][j], CultureInfo.InvariantCulture, out _))];
    }

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder("glmnet")).Select(f => Path.GetFileName(f).Replace(".gz", string.Empty).Replace(".json", string.Empty)).Order();

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "reference", name);

    private static Stream Open(string path) => path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);

    private static string[][] Table(string dataset)
    {
        string path = Path.Combine(Folder("data"), dataset + ".csv");
        using var reader = new StreamReader(Open(File.Exists(path) ? path : path + ".gz"));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
    }

    private static double[] Column(string[][] table, string name)
    {
        int column = Array.IndexOf(table[0], name);
        return [.. table.Skip(1).Select(row => double.Parse(row[column], CultureInfo.InvariantCulture))];
    }

    private static double[] Classes(string[][] table, string name, string positive)
    {
        int column = Array.IndexOf(table[0], name);
        return [.. table.Skip(1).Select(row => row[column] == positive ? 1.0 : 0.0)];
    }

    private static double[] Scaled(double[] y)
    {
        double mean = y.Average(), deviation = Math.Sqrt(y.Average(v => (v - mean) * (v - mean)));
        return [.. y.Select(v => (v - mean) / deviation)];
    }
}
