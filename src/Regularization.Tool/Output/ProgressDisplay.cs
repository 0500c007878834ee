using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Shows how far a long step has come: a bar on a terminal that goes away at the end, nothing elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Descriptions are this wide, so that the bar stands still when they change.</summary>
    private const int DescriptionWidth = 24;

    /// <summary>Runs a step that reports shares from 0 to 1.</summary>
    public static T Run<T>(ToolConsole console, bool quiet, string description, Func<IProgress<Step>?, T> work)
    {
        if (quiet || !console.IsTerminal)
        {
            return work(null);
        }

        return console.Messages.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Padded(description), maxValue: 1);
                return work(new ToTask(task));
            });
    }

    private static string Padded(string description) => Markup.Escape(description.PadRight(DescriptionWidth));

    /// <summary>A share done and what is being done.</summary>
    internal readonly record struct Step(double Share, string? Description = null);

    private sealed class ToTask(ProgressTask task) : IProgress<Step>
    {
        public void Report(Step value)
        {
            task.Value = value.Share;
            if (value.Description is not null)
            {
                task.Description = Padded(value.Description);
            }
        }
    }
}
