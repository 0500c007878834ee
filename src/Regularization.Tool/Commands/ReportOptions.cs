using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of what is written.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _out;
    private readonly Option<int> _top;
    private readonly Option<string?> _report = NewOption.Name("--report", "FILE", "Write a report as one HTML page: pictures to look at closely in a browser, and tables. It asks nothing of the network.");
    private readonly Option<bool> _quiet = NewOption.Flag("--quiet", "Print no report, only warnings and errors.");

    public ReportOptions(string outHelp, string topHelp, int top)
    {
        _out = NewOption.Name("--out", "FILE", outHelp);
        _top = NewOption.Count("--top", topHelp, top, least: 0);
    }

    public void AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_report);
        command.Add(_top);
        command.Add(_quiet);
    }

    public string? Out(ParseResult parsed) => parsed.GetValue(_out);

    public string? Report(ParseResult parsed) => parsed.GetValue(_report);

    public int Top(ParseResult parsed) => parsed.GetValue(_top);

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);
}
