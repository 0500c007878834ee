using Spectre.Console;

namespace Regularization.Tool;

/// <summary>Shows how far a long step has come: a bar on a terminal that goes away at the end, nothing elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Descriptions are this wide, so that the bar stands still when they change.</summary>
    public const int UsualWidth = 24;

    /// <summary>What the description and the bar have of a window of 80 columns.</summary>
    private const int BothWidth = 54;

    /// <summary>Runs a step that reports shares from 0 to 1.</summary>
    public static T Run<T>(ToolConsole console, bool quiet, string description, Func<IProgress<Step>?, T> work, int width = UsualWidth)
    {
        if (quiet || !console.IsTerminal)
        {
            return work(null);
        }

        return console.Messages.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BothWidth - width }, new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Padded(description, width), maxValue: 1);
                return work(new ToTask(task, width));
            });
    }

    private static string Padded(string description, int width) => Markup.Escape(description.PadRight(width));

    /// <summary>A share done and what is being done.</summary>
    internal readonly record struct Step(double Share, string? Description = null);

    private sealed class ToTask(ProgressTask task, int width) : IProgress<Step>
    {
        public void Report(Step value)
        {
            task.Value = value.Share;
            if (value.Description is not null)
            {
                task.Description = Padded(value.Description, width);
            }
        }
    }
}
