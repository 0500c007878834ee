using System.Text.Json;

namespace Regularization.Benchmarks;

/// <summary>
/// <c>workload DIR --out RESULT [--tolerance 1e-6] [--threads N] [--lambdas all|K] [--repeat N]</c> fits the path of a workload, again and again in the same process if asked,
/// the last of which is written to RESULT/again;
/// <c>cv DIR [--folds 10] [--tolerance 1e-6] [--threads N] [--lambdas all|K] [--repeat N]</c> cross-validates it with folds i mod 10. One JSON line each; only the solve is timed.
/// </summary>
internal static class WorkloadCommands
{
    private const int AllLambdas = 100;

    public static int Run(string[] arguments)
    {
        if (arguments.Length < 2 || arguments.Length % 2 != 0)
        {
            return Usage("a folder and pairs of options are needed");
        }

        var options = new Dictionary<string, string>();
        for (int i = 2; i < arguments.Length; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        string Option(string name, string otherwise) => options.Remove(name, out string? value) ? value : otherwise;
        double tolerance = double.Parse(Option("--tolerance", "1e-6"));
        int threads = int.Parse(Option("--threads", "0")), folds = int.Parse(Option("--folds", "10")), repeat = int.Parse(Option("--repeat", "1"));
        string lambdas = Option("--lambdas", "all"), output = Option("--out", string.Empty), solver = Option("--solver", "cd");
        if (options.Count > 0)
        {
            return Usage($"unknown option {options.Keys.First()}");
        }

        Workload workload = Workload.Read(arguments[1]);
        double[] grid = workload.Lambdas(AllLambdas);
        int count = lambdas == "all" ? AllLambdas : int.Parse(lambdas);
        var fit = new FitOptions { Standardize = false, Tolerance = tolerance, Threads = threads, Solver = solver == "fista" ? Solvers.ProximalGradient : Solvers.CoordinateDescent };
        var values = new LambdaGrid { Values = grid[..count] };
        Console.WriteLine(arguments[0] == "cv" ? CrossValidate(workload, fit, values, folds, repeat) : FitPath(workload, fit, values, output, repeat));
        return 0;
    }

    private static string FitPath(Workload workload, FitOptions options, LambdaGrid grid, string output, int repeat)
    {
        var solver = new PathSolver(workload.Loss, Penalties.Lasso) { Options = options, Grid = grid };
        RegularizationPath path = solver.Fit(workload.Problem);
        RegularizationPath[] again = [.. Enumerable.Range(1, repeat - 1).Select(_ => solver.Fit(workload.Problem))];
        if (output.Length > 0)
        {
            Workload.Write(path, output);
            if (again.Length > 0)
            {
                Workload.Write(again[^1], Path.Combine(output, "again"));
            }
        }

        return JsonSerializer.Serialize(new
        {
            workload = workload.Name,
            threads = ColumnBlocks.Resolve(options.Threads),
            seconds = Math.Round(path.Seconds, 4),
            again = again.Select(further => Math.Round(further.Seconds, 4)),
            lambdas = path.Count,
            maxGap = path.LargestGap,
            status = path.Status.ToString(),
            nonzeros = path[^1].NonzeroCount,
            epochs = path.Sum(s => s.Epochs),
            kernels = Kernels.Describe(),
        });
    }

    private static string CrossValidate(Workload workload, FitOptions options, LambdaGrid grid, int folds, int repeat)
    {
        int[] foldOfRow = [.. Enumerable.Range(0, workload.Problem.X.Rows).Select(i => i % folds)];
        var validator = new CrossValidator(workload.Loss, Penalties.Lasso) { Options = options, Grid = grid, FoldOfRow = foldOfRow };
        CrossValidationResult result = validator.Fit(workload.Problem);
        return JsonSerializer.Serialize(new
        {
            workload = workload.Name,
            threads = ColumnBlocks.Resolve(options.Threads),
            seconds = Math.Round(result.Seconds, 4),
            again = Enumerable.Range(1, repeat - 1).Select(_ => Math.Round(validator.Fit(workload.Problem).Seconds, 4)),
            lambdas = result.Path.Count,
            folds,
            maxGap = result.Path.LargestGap,
            unconvergedFoldFits = result.UnconvergedFoldFits,
            lambdaMin = result.LambdaMin,
            lambda1se = result.LambdaOneStandardError,
            cvMin = result.Deviance.Mean[result.IndexMin],
            kernels = Kernels.Describe(),
        });
    }

    private static int Usage(string problem)
    {
        Console.Error.WriteLine($"{problem}. Usage: workload DIR [--out RESULT] [--tolerance 1e-6] [--threads N] [--lambdas all|K] [--solver cd|fista] [--repeat N], or cv DIR [--folds 10] and the same");
        return 2;
    }
}
