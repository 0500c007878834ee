using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Regularization.Tool;

/// <summary>The help of a command with examples under it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        string examples = parseResult.CommandResult.Command switch
        {
            PathCommand => PathCommand.Examples,
            CvCommand => CvCommand.Examples,
            FitCommand => FitCommand.Examples,
            MlpCommand => MlpCommand.Examples,
            RulesCommand => RulesCommand.Examples,
            PredictCommand => PredictCommand.Examples,
            _ => """
                Examples:
                  regularize cv diabetes.csv --label y --out model.json
                  regularize mlp diabetes.csv --label y --hidden 32 --out network.json
                  regularize rules diabetes.csv --label y --out rules.csv
                  regularize predict model.json new.csv --out predictions.csv

                regularize COMMAND --help says more of each command. Exit codes: 0 done, 1 the data or
                a file is at fault, 2 the command line is at fault, 130 cancelled with Ctrl-C.
                """,
        };
        parseResult.InvocationConfiguration.Output.WriteLine(examples);
        return code;
    }
}
