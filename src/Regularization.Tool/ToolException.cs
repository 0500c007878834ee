namespace Regularization.Tool;

/// <summary>Something the user can put right; the message is one line that names the thing, its value, the rule and the way out.</summary>
internal class ToolException : Exception
{
    public ToolException(string message)
        : base(message)
    {
    }

    public ToolException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public virtual int ExitCode => ExitCodes.Failure;
}

/// <summary>The command line itself is wrong: options that contradict each other, a column that is not in the file.</summary>
internal sealed class UsageException(string message) : ToolException(message)
{
    public override int ExitCode => ExitCodes.Usage;
}
