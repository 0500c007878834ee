using Spectre.Console;

namespace Regularization.Tool;

/// <summary>The last lines: how good the proof is, what did the work, how long it took, what was written.</summary>
internal static class ClosingReport
{
    public static void Write(IAnsiConsole console, RegularizationPath path, double tolerance, double secondsReading, double secondsFitting) =>
        Write(console, path.Max(s => s.Proof), tolerance, secondsReading, secondsFitting, path.All(s => !double.IsNaN(s.DualityGap)));

    public static void Write(IAnsiConsole console, double largestProof, double tolerance, double secondsReading, double secondsFitting, bool isGap = true)
    {
        new FactList()
            .Add(isGap ? "largest duality gap" : "largest KKT residual", $"{Text.Gap(largestProof)} of the null model's {(isGap ? "loss" : "largest gradient")} (asked for: {Text.Gap(tolerance)})")
            .Add("kernels", Kernels.Describe())
            .Add("time", $"{Text.Seconds(secondsReading)} to read, {Text.Seconds(secondsFitting)} to fit")
            .WriteTo(console);
    }
}
