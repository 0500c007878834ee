using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of what is written.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _out;
    private readonly Option<int> _top;
    private readonly Option<bool> _quiet = NewOption.Flag("--quiet", "Print no report, only warnings and errors.");

    public ReportOptions(string outHelp, string topHelp, int top)
    {
        _out = NewOption.Name("--out", "FILE", outHelp);
        _top = NewOption.Count("--top", topHelp, top, least: 0);
    }

    public void AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_top);
        command.Add(_quiet);
    }

    public string? Out(ParseResult parsed) => parsed.GetValue(_out);

    public int Top(ParseResult parsed) => parsed.GetValue(_top);

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);
}
