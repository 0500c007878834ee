using System.CommandLine;
using System.CommandLine.Invocation;

namespace Regularization.Tool;

/// <summary>Prints the version of the tool, which is not that of whatever program runs it.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ModelBuilder.ToolVersion);
        return ExitCodes.Success;
    }
}
