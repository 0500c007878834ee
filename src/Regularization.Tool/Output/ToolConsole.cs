using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Where the tool writes to: a report on standard output, warnings and errors on standard error.</summary>
internal sealed class ToolConsole
{
    /// <summary>How wide a report may be that is not for a terminal: it is cut to no window.</summary>
    private const int UnlimitedWidth = 400;

    private ToolConsole(TextWriter output, TextWriter error, bool isTerminal, int? width)
    {
        (Output, Error, IsTerminal) = (output, error, isTerminal);
        Report = Create(output, width);
        Messages = Create(error, width);
    }

    /// <summary>Standard output, for data.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether both outputs are a terminal, so that a progress bar disturbs nothing.</summary>
    public bool IsTerminal { get; }

    /// <summary>Standard output, for people.</summary>
    public IAnsiConsole Report { get; }

    /// <summary>Standard error, for people.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>The console of this process.</summary>
    public static ToolConsole OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected, width: null);

    /// <summary>Plain text into two writers.</summary>
    public static ToolConsole For(TextWriter output, TextWriter error, int width = UnlimitedWidth) => new(output, error, isTerminal: false, width);

    public void Warn(string message) => WriteMarked("[yellow]Warning:[/] ", message);

    public void Fail(string message) => WriteMarked("[red]regularize:[/] ", message);

    private static IAnsiConsole Create(TextWriter writer, int? width)
    {
        bool isTerminal = width is null && !(writer == Console.Out ? Console.IsOutputRedirected : Console.IsErrorRedirected);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = width ?? UnlimitedWidth;
        }

        return console;
    }

    private void WriteMarked(string mark, string message) => Messages.MarkupLine(mark + Markup.Escape(Text.OneLine(message)));
}
