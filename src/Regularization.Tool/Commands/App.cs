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
        var root = new RootCommand("Lasso, ridge, elastic net, group penalties, MCP and SCAD on CSV, TSV and libsvm files, also .gz: least squares, logistic, multinomial and other regressions, the whole regularization path, lambda by cross-validation, neural networks, and rules.")
        {
            new PathCommand(console, cancellation),
            new CvCommand(console, cancellation),
            new FitCommand(console, cancellation),
            new MlpCommand(console, cancellation),
            new RulesCommand(console, cancellation),
            new PredictCommand(console, cancellation),
            new KernelsCommand(console),
        };
        foreach (Option option in root.Options)
        {
            option.Action = option switch
            {
                HelpOption help => new HelpWithExamples((HelpAction)help.Action!),
                VersionOption => new PrintVersion(),
                _ => option.Action,
            };
        }

        return root;
    }

    private static int FailUsage(ToolConsole console, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string name = command is RootCommand ? "regularize" : $"regularize {command.Name}";
        Argument? missing = command.Arguments.FirstOrDefault(argument => parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        console.Fail(parsed.UnmatchedTokens.Count > 0 ? Unknown(command, parsed.UnmatchedTokens[0])
            : missing is not null && parsed.Errors.All(error => error.SymbolResult is CommandResult or ArgumentResult) ? $"{missing.Name} is missing: {name} {string.Join(' ', command.Arguments.Select(argument => argument.Name))} [options]."
            : InWords(parsed.Errors[0]));
        console.Error.WriteLine($"Try '{name} --help'.");
        return ExitCodes.Usage;
    }

    /// <summary>What the parser says by itself, in our words.</summary>
    private static string InWords(ParseError error)
    {
        OptionResult? of = error.SymbolResult as OptionResult ?? (error.SymbolResult as ArgumentResult)?.Parent as OptionResult;
        return of is { Tokens.Count: 0 } && error.Message.StartsWith("Required", StringComparison.Ordinal) ? $"{of.Option.Name} needs a value."
            : of is { Tokens.Count: > 1 } && error.Message.Contains("expects a single argument", StringComparison.Ordinal) ? $"{of.Option.Name} has {of.Tokens.Count} values ({string.Join(", ", of.Tokens.Select(token => $"'{token.Value}'"))}); give it one."
            : error.Message;
    }

    private static string Unknown(Command command, string token)
    {
        if (command is RootCommand)
        {
            return $"There is no command '{token}'; there are {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}.";
        }

        string? near = ColumnNames.Nearest(command.Options.Select(option => option.Name), token);
        return token.StartsWith('-')
            ? $"{command.Name} has no option '{token}'.{(near is null ? string.Empty : $" Is '{near}' meant?")}"
            : $"'{token}' is one argument too many. A value with a space in it must be quoted.";
    }

    private static int Fail(ToolConsole console, Exception e)
    {
        switch (e)
        {
            case OperationCanceledException:
                console.Fail("Cancelled; nothing was written.");
                return ExitCodes.Canceled;
            case ToolException known:
                console.Fail(known.Message);
                return known.ExitCode;
            case InvalidOperationException kernels when kernels.Message.Contains("REGULARIZATION_KERNELS", StringComparison.Ordinal):
                console.Fail(kernels.Message);
                return ExitCodes.Failure;
            case OutOfMemoryException:
                console.Fail("The data do not fit into memory. Leave out columns (--ignore) or rows.");
                return ExitCodes.Failure;
            default:
                console.Fail($"This should not have happened: {e}");
                return ExitCodes.Failure;
        }
    }
}
