using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Regularization.Tool;

/// <summary>The command line: parses it, runs a command, and turns what goes wrong into one line and an exit code.</summary>
internal static class App
{
    public static int Run(string[] args, ToolConsole console, CancellationToken cancellation = default)
    {
        try
        {
            ParseResult parsed = Root(console, cancellation).Parse(args.Length > 0 ? args : ["--help"]);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction and not HelpWithExamples)
            {
                return FailUsage(console, parsed);
            }

            var invocation = new InvocationConfiguration
            {
                Output = console.Output,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return parsed.Invoke(invocation);
        }
        catch (Exception e)
        {
            return Fail(console, e);
        }
    }

    private static RootCommand Root(ToolConsole console, CancellationToken cancellation)
    {
        var root = new RootCommand("Lasso, ridge and elastic net on CSV, TSV and libsvm files, also .gz: least squares and logistic regression, the whole regularization path, lambda by cross-validation.")
        {
            new PathCommand(console, cancellation),
            new CvCommand(console, cancellation),
            new FitCommand(console, cancellation),
            new PredictCommand(console, cancellation),
        };
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }

    private static int FailUsage(ToolConsole console, ParseResult parsed)
    {
        console.Fail(parsed.Errors[0].Message);
        CommandResult command = parsed.CommandResult;
        string name = command.Command is RootCommand ? "regularize" : $"regularize {command.Command.Name}";
        console.Error.WriteLine($"Try '{name} --help'.");
        return ExitCodes.Usage;
    }

    private static int Fail(ToolConsole console, Exception e)
    {
        switch (e)
        {
            case AggregateException { InnerExceptions: [Exception first, ..] }:
                return Fail(console, first);
            case OperationCanceledException:
                console.Fail("Cancelled; nothing was written.");
                return ExitCodes.Canceled;
            case ToolException known:
                console.Fail(known.Message);
                return known.ExitCode;
            case ArgumentException or InvalidOperationException when e.TargetSite?.DeclaringType?.Assembly == typeof(TrainingProblem).Assembly:
                console.Fail(WithoutParameter(e.Message));
                return ExitCodes.Failure;
            case OutOfMemoryException:
                console.Fail("The data do not fit into memory. Leave out columns (--ignore) or rows.");
                return ExitCodes.Failure;
            default:
                console.Fail($"This should not have happened: {e}");
                return ExitCodes.Failure;
        }
    }

    /// <summary>The message without the name of the parameter, which says nothing here.</summary>
    private static string WithoutParameter(string message)
    {
        int end = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
