using System.Diagnostics;

namespace Regularization.Tool;

/// <summary>The steps that the training commands share: reading the data, fitting, each with progress.</summary>
internal sealed class Training(ToolConsole console, bool quiet, CancellationToken cancellation)
{
    public double SecondsReading { get; private set; }

    /// <summary>The seconds of the last run.</summary>
    public double SecondsRunning { get; private set; }

    public TrainingData Read(DataSettings settings) => ReadFile(settings.File, (progress, stop) => TrainingReader.Read(settings, progress, stop));

    /// <summary>Reads a file; the seconds add up.</summary>
    public T ReadFile<T>(string path, Func<IProgress<double>?, CancellationToken, T> read)
    {
        long started = Stopwatch.GetTimestamp();
        T data = ProgressDisplay.Run(console, quiet, $"Reading {Path.GetFileName(path)}", steps => read(steps is null ? null : new Shares(steps), cancellation));
        SecondsReading += Stopwatch.GetElapsedTime(started).TotalSeconds;
        return data;
    }

    /// <summary>Runs a fit, and refuses its result if it was cancelled.</summary>
    /// <param name="folds">The number of folds that follow the path, or 0.</param>
    /// <param name="fit">The fit.</param>
    public T Fit<T>(int folds, Func<IProgress<FitProgress>?, T> fit) =>
        Run("Fitting", ProgressDisplay.UsualWidth, steps => fit(steps is null ? null : new Fits(steps, folds)));

    /// <summary>Runs something long, and refuses its result if it was cancelled.</summary>
    /// <param name="description">What is done.</param>
    /// <param name="width">How wide descriptions become.</param>
    /// <param name="work">What to run.</param>
    public T Run<T>(string description, int width, Func<IProgress<ProgressDisplay.Step>?, T> work)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            T result = ProgressDisplay.Run(console, quiet, description, work, width);
            SecondsRunning = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cancellation.ThrowIfCancellationRequested();
            return result;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw Explain(e);
        }
    }

    /// <summary>Refuses more folds than rows.</summary>
    /// <exception cref="ToolException">There are.</exception>
    public static void RequireRows(int folds, int rows)
    {
        if (rows < folds)
        {
            throw new ToolException(rows < 2
                ? $"There {(rows == 1 ? "is" : "are")} {Text.Count(rows, "row")}, and folds are fitted to some rows and judged by others. Give a file of more rows."
                : $"There are {Text.Count(rows, "row")} for {folds} folds, and each needs at least one. Give fewer folds (--folds {rows}, or less), or more rows.");
        }
    }

    internal sealed class Shares(IProgress<ProgressDisplay.Step> steps) : IProgress<double>
    {
        public void Report(double value) => steps.Report(new ProgressDisplay.Step(value));
    }

    /// <summary>What the library says of data it cannot fit is for the user, but for the name of the parameter.</summary>
    private static ToolException Explain(Exception e)
    {
        int end = e.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return new ToolException(end < 0 ? e.Message : e.Message[..end], e);
    }

    /// <summary>The path counts as one fold more.</summary>
    private sealed class Fits(IProgress<ProgressDisplay.Step> steps, int folds) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            double share = (double)value.Completed / value.Total;
            steps.Report(value.Stage == "path"
                ? new ProgressDisplay.Step(share / (folds + 1), $"Path, {Text.Count(value.NonzeroCount, "feature")} in")
                : new ProgressDisplay.Step((1 + (share * folds)) / (folds + 1), "Cross-validation"));
        }
    }
}
