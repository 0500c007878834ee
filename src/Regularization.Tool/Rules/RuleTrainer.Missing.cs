namespace Regularization.Tool;

/// <summary>Stands in for RuleTrainer.cs where the tool is built without Microsoft.ML, and says so.</summary>
internal static class RuleTrainer
{
    /// <exception cref="ToolException">Always.</exception>
    public static void Require() => throw new ToolException(
        "rules grows trees with Microsoft.ML.FastTree, and this regularize was built without it, as on machines whose package sources have no Microsoft.ML. "
        + "Build it where they have: `dotnet run build.cs pack`, or -p:WithMLNet=true. The other commands need nothing more.");

    /// <exception cref="ToolException">Always.</exception>
    public static TrainedRules Train(TrainingProblem problem, int[] rows, RuleSettings settings, CancellationToken cancellation)
    {
        Require();
        return null!;
    }
}
