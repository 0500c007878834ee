using BenchmarkDotNet.Running;
using Regularization.Benchmarks;

// "workload" and "cv" solve a problem from a folder once, "stream" trains on generated rows once; everything else goes to BenchmarkDotNet (try --list flat).
if (args is ["workload" or "cv", ..])
{
    return WorkloadCommands.Run(args);
}

if (args is ["stream", ..])
{
    return StreamCommand.Run(args);
}

BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(args);
return 0;
