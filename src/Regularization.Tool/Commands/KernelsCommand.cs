using System.CommandLine;

namespace Regularization.Tool;

/// <summary><c>regularize kernels</c>: which numeric kernels this machine can run, and which are in use.</summary>
internal sealed class KernelsCommand : Command
{
    public KernelsCommand(ToolConsole console)
        : base("kernels", "Lists the numeric kernels that this machine can run, the best first, and says on standard error which are in use and why. The environment variable REGULARIZATION_KERNELS forces one.")
    {
        SetAction(_ =>
        {
            console.Error.WriteLine($"in use: {Kernels.Describe()}");
            foreach (string name in Kernels.AvailableNames)
            {
                console.Output.WriteLine(name);
            }

            return ExitCodes.Success;
        });
    }
}
