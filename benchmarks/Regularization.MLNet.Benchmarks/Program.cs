// mlnet DIR [--share 0.02] [--runs 3] [--tolerance 1e-6]: the L1 trainers of ML.NET and this project's on a workload at one lambda, one JSON line each.
// mlnet rules DIR --out FILE ...: rules, pruned and shrunken trees on eight data sets, see RulesCommand.cs.
// mlnet stream [--rows 20000000] ...: ElasticNetSgd on rows that are never held, see StreamCommand.cs.
using System.Reflection;
using System.Text.Json;
using Regularization;
using Regularization.Benchmarks;

if (args is ["mlnet", "stream", ..])
{
    return StreamCommand.Run(args[2..]);
}

if (args is ["mlnet", "rules", ..])
{
    return RulesCommand.Run(args[2..]);
}

if (args is not ["mlnet", string folder, ..] || args.Length % 2 != 0)
{
    return Usage("a folder and pairs of options are needed");
}

var options = new Dictionary<string, string>();
for (int i = 2; i < args.Length; i += 2)
{
    options[args[i]] = args[i + 1];
}

string Option(string name, string otherwise) => options.Remove(name, out string? value) ? value : otherwise;
double share = double.Parse(Option("--share", "0.02")), tolerance = double.Parse(Option("--tolerance", "1e-6"));
int runs = int.Parse(Option("--runs", "3"));
if (options.Count > 0)
{
    return Usage($"unknown option {options.Keys.First()}");
}

Workload workload = Workload.Read(folder);
double lambda = workload.Lambdas(1)[0] * share;
var data = new CachedData(workload.Problem, isBinary: workload.Loss != Losses.Squared);
Rival[] rivals = Rival.For(data, lambda, tolerance);
double[][] seconds = [.. rivals.Select(_ => new double[runs])];
var models = new LinearModel[rivals.Length];
for (int run = 0; run < runs; run++)
{
    // in turn, so that whatever else the machine does meets all of them
    for (int r = 0; r < rivals.Length; r++)
    {
        (models[r], seconds[r][run]) = rivals[r].Time();
    }
}

for (int r = 0; r < rivals.Length; r++)
{
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        workload = workload.Name,
        lambda = Math.Round(lambda, 10),
        trainer = rivals[r].Name,
        settings = rivals[r].Settings,
        seconds = Math.Round(seconds[r][0], 4),
        again = seconds[r][1..].Select(s => Math.Round(s, 4)),
        objective = Math.Round(models[r].Objective(workload, lambda), 9),
        nonzeros = models[r].Nonzeros,
        mlnet = typeof(Microsoft.ML.MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', '@')[0],
    }));
}

return 0;

static int Usage(string problem)
{
    Console.Error.WriteLine($"{problem}. Usage: mlnet DIR [--share 0.02] [--runs 3] [--tolerance 1e-6], or mlnet stream [--rows 20000000], or mlnet rules DIR --out FILE; a folder of such a name is ./stream");
    return 2;
}
