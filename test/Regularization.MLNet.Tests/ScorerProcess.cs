using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML;

namespace Regularization.MLNet.Tests;

/// <summary>The scorer is a process that has never heard of this library: its folder holds none of it.</summary>
internal static class ScorerProcess
{
    private static readonly char[] Separators = ['\n', '\r', ' '];

    /// <summary>Saves a model and data, and has the scorer load and score them: all scores, row by row.</summary>
    public static float[] Scores(MLContext ml, ITransformer model, IDataView data)
    {
        string scorer = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ScorerAssembly").Value!;
        Assert.IsTrue(File.Exists(scorer), $"{Path.GetFullPath(scorer)} is not built");
        Assert.HasCount(0, Directory.GetFiles(Path.GetDirectoryName(scorer)!, "*egularization*", SearchOption.AllDirectories));

        string folder = Directory.CreateTempSubdirectory("scorer").FullName;
        try
        {
            string modelFile = Path.Combine(folder, "model.zip"), dataFile = Path.Combine(folder, "data.idv");
            ml.Model.Save(model, data.Schema, modelFile);
            using (FileStream stream = File.Create(dataFile))
            {
                ml.Data.SaveAsBinary(data, stream);
            }

            return Run(scorer, modelFile, dataFile);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static float[] Run(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, error.Result);
        return [.. output.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(score => float.Parse(score, CultureInfo.InvariantCulture))];
    }
}
