using System.IO.Compression;
using System.Text;

namespace Regularization.Tool.Tests;

/// <summary>A test that runs the tool in this process, in a directory of its own.</summary>
public abstract class ToolTest
{
    protected static string Diabetes { get; } = Sample("diabetes.csv");

    protected static string SmsSpam { get; } = Sample("sms_spam.tsv");

    /// <summary>Where this test may write.</summary>
    protected string Folder { get; private set; } = string.Empty;

    [TestInitialize]
    public void MakeFolder() => Folder = Directory.CreateTempSubdirectory("regularize-test-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

    protected static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    /// <summary>Runs the tool.</summary>
    protected static Outcome Run(params string[] args) => Run(CancellationToken.None, args);

    protected static Outcome Run(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = App.Run(args, ToolConsole.For(output, error), cancellation);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    protected string In(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    protected string WriteBytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    protected static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    protected static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    /// <summary>A small table: y = 2 a - b + what the level of c adds, with some noise.</summary>
    protected static string SmallTable(int rows = 60, char delimiter = ',')
    {
        var random = new Random(3);
        var text = new StringBuilder($"a{delimiter}b{delimiter}c{delimiter}y\n");
        for (int i = 0; i < rows; i++)
        {
            double a = random.NextDouble(), b = random.NextDouble();
            string c = (i % 3) switch { 0 => "red", 1 => "green", _ => "blue" };
            double y = (2 * a) - b + (i % 3) + (0.1 * random.NextDouble());
            text.Append(FormattableString.Invariant($"{a:R}{delimiter}{b:R}{delimiter}{c}{delimiter}{y:R}\n"));
        }

        return text.ToString();
    }

    /// <summary>Four measurements of flowers of three species, well apart.</summary>
    protected static string Flowers(int rows = 150, int seed = 1)
    {
        (string Name, double[] Mean)[] species = [("setosa", [5.0, 3.4, 1.5, 0.25]), ("versicolor", [5.9, 2.8, 4.3, 1.3]), ("virginica", [6.8, 3.0, 6.0, 2.3])];
        var random = new Random(seed);
        var text = new StringBuilder("sepal_length,sepal_width,petal_length,petal_width,species\n");
        for (int i = 0; i < rows; i++)
        {
            (string name, double[] mean) = species[i % 3];
            text.Append(string.Join(',', mean.Select(m => FormattableString.Invariant($"{m + (0.6 * (random.NextDouble() - 0.5)):f2}")))).Append(',').Append(name).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What a run gave.</summary>
    protected sealed record Outcome(int Code, string Output, string Error)
    {
        /// <summary>Asserts that the run did its work, and gives its report.</summary>
        public string Succeeds()
        {
            Assert.AreEqual(0, Code, Error);
            return Output;
        }

        /// <summary>Asserts that the run failed with one line that has these parts, and nothing on standard output.</summary>
        public void FailsWith(int code, params string[] parts)
        {
            Assert.AreEqual(code, Code, Output + Error);
            Assert.AreEqual(string.Empty, Output);
            string line = Error.Split('\n')[0];
            Assert.IsTrue(line.StartsWith("regularize: ", StringComparison.Ordinal), Error);
            foreach (string part in parts)
            {
                Assert.IsTrue(line.Contains(part, StringComparison.Ordinal), $"'{part}' is not in: {line}");
            }
        }
    }
}
