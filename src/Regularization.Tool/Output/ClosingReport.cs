using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The last lines: how good the proof is, what did the work, how long it took, what was written.</summary>
internal static class ClosingReport
{
    public static void Write(IAnsiConsole console, RegularizationPath path, double tolerance, double secondsReading, double secondsFitting) =>
        Write(console, path.LargestGap, tolerance, secondsReading, secondsFitting);

    public static void Write(IAnsiConsole console, double largestGap, double tolerance, double secondsReading, double secondsFitting)
    {
        new FactList()
            .Add("largest duality gap", $"{Text.Gap(largestGap)} of the null model's loss (asked for: {Text.Gap(tolerance)})")
            .Add("kernels", Kernels.Describe())
            .Add("time", $"{Text.Seconds(secondsReading)} to read, {Text.Seconds(secondsFitting)} to fit")
            .WriteTo(console);
    }
}
