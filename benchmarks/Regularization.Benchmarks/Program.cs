using BenchmarkDotNet.Running;
using Regularization.Benchmarks;

// "workload" and "cv" solve a problem from a folder once, "network" trains a network, "network-quality" tests what it learns, "stream" trains on generated rows; all else goes to BenchmarkDotNet (try --list flat).
return args switch
{
    ["workload" or "cv", ..] => WorkloadCommands.Run(args),
    ["network", ..] => NetworkCommand.Run(args),
    ["network-quality", ..] => NetworkQualityCommand.Run(args),
    ["stream", ..] => StreamCommand.Run(args),
    _ => RunBenchmarks(args),
};

static int RunBenchmarks(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(arguments);
    return 0;
}
