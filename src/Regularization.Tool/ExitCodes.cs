namespace Regularization.Tool;

/// <summary>What the tool returns to the shell.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The data, a file or the fit is at fault.</summary>
    public const int Failure = 1;

    /// <summary>The command line is at fault.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells have it.</summary>
    public const int Canceled = 130;
}
