using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;

namespace Regularization.Benchmarks;

/// <summary>
/// <c>mlnet rules DIR --out FILE [--data NAME,...] [--models NAME,...] [--splits 0,1,2,3,4]</c> trains the models of rules and trees on the data sets in DIR and adds one JSON line for each model and
/// split to FILE; what is in FILE already is not done again. Then, and with <c>mlnet rules FILE</c> alone, it prints the table.
/// </summary>
internal static class RulesCommand
{
    public static int Run(string[] arguments)
    {
        if (arguments is [var made] && File.Exists(made))
        {
            RulesTable.Print(Read(made));
            return 0;
        }

        if (arguments.Length % 2 == 0)
        {
            return Usage("a folder of data and pairs of options are needed");
        }

        var options = new Dictionary<string, string>();
        for (int i = 1; i < arguments.Length; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        string? Option(string name) => options.Remove(name, out string? value) ? value : null;
        string? file = Option("--out");
        string[] data = Option("--data")?.Split(',') ?? [.. RuleData.Names], models = Option("--models")?.Split(',') ?? [.. RuleModels.Names];
        int[] splits = [.. Option("--splits")?.Split(',').Select(int.Parse) ?? Enumerable.Range(0, RuleData.Splits)];
        if (file is null || options.Count > 0)
        {
            return Usage(file is null ? "--out FILE is needed" : $"unknown option {options.Keys.First()}");
        }

        HashSet<(string, string, int)> done = [.. Read(file).Select(result => (result.Data, result.Model, result.Split))];
        foreach (string name in data)
        {
            RuleData table = RuleData.Read(name, arguments[0]);
            foreach (int split in splits)
            {
                foreach (string model in models.Where(model => !done.Contains((name, model, split))))
                {
                    RulesResult result = Train(table, model, split);
                    File.AppendAllText(file, JsonSerializer.Serialize(result) + "\n");
                    Console.Error.WriteLine(result);
                }
            }
        }

        RulesTable.Print(Read(file));
        return 0;
    }

    private static RulesResult Train(RuleData table, string model, int split)
    {
        var ml = new MLContext(seed: 1);
        (IDataView train, IDataView test, float[] labels) = table.Split(ml, split);
        long start = Stopwatch.GetTimestamp();
        (ITransformer trained, int size, int of, int? rules) = RuleModels.Train(ml, train, model, table.IsBinary);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double loss, double error) = RuleModels.Judge(trained.Transform(test), labels, table.IsBinary);
        return new RulesResult(table.Name, model, split, loss, error, size, of, Math.Round(seconds, 2), rules);
    }

    private static List<RulesResult> Read(string file) =>
        File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<RulesResult>(line)!)] : [];

    private static int Usage(string problem)
    {
        Console.Error.WriteLine($"{problem}. Usage: mlnet rules DIR --out FILE [--data NAME,...] [--models NAME,...] [--splits 0,1,...], or mlnet rules FILE");
        return 2;
    }
}
