using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What <c>cv</c>, <c>fit</c> and <c>path</c> do for labels of several classes, once the data are read.</summary>
internal sealed class ChosenMultinomial(ToolConsole console, Training training, TrainingData data, DataSettings settings, ModelSettings model, bool quiet)
{
    /// <summary>Fits one model, reports, writes it.</summary>
    public int Run(ChosenModel chosen, CancellationToken cancellation)
    {
        Introduce();
        var fitter = new MultinomialModelFitter(model.Penalty.For(data.Features))
        {
            Grouped = model.Grouped,
            Options = model.Options,
            Grid = chosen.Grid,
            Lambda = chosen.Lambda(data.Folds),
            ClassNames = data.Label.Classes,
        };
        MultinomialFitSummary summary = training.Fit(chosen.Folds, progress => fitter.Fit(data.Problem, progress, cancellation));
        if (!quiet)
        {
            SelectionReport.Write(console.Report, summary);
            MultinomialReport.WriteCoefficients(console.Report, data, summary, chosen.Top);
            ClosingReport.Write(console.Report, summary.Path.LargestGap, model.Options.Tolerance, training.SecondsReading, summary.Seconds);
        }

        foreach (string warning in summary.Warnings)
        {
            console.Warn(warning);
        }

        if (chosen.Curve is not null)
        {
            OutputFile.Write(chosen.Curve, writer => CsvFile.WriteCurve(writer, summary));
        }

        ReportFile.Write(console, chosen.Report, summary.ToHtml, quiet);
        if (chosen.Output is not null)
        {
            string json = ModelJson.Write(MultinomialModelBuilder.Build(data, settings, model, summary));
            OutputFile.Write(chosen.Output, writer => writer.Write(json));
            Say($"Model written to {chosen.Output}. It predicts with: regularize predict {chosen.Output} FILE");
        }

        return ExitCodes.Success;
    }

    /// <summary>Fits the path, reports, writes it.</summary>
    public int RunPath(LambdaGrid grid, string? output, string? report, int top, CancellationToken cancellation)
    {
        Introduce();
        var solver = new MultinomialPathSolver(model.Penalty.For(data.Features)) { Grouped = model.Grouped, Options = model.Options, Grid = grid };
        MultinomialPath path = training.Fit(folds: 0, progress => solver.Fit(data.Problem, progress, cancellation));
        if (!quiet)
        {
            MultinomialReport.WritePath(console.Report, path, top);
            ClosingReport.Write(console.Report, path.LargestGap, model.Options.Tolerance, training.SecondsReading, path.Seconds);
        }

        if (path.Status != FitStatus.Converged)
        {
            int open = path.Count(solution => solution.Status != FitStatus.Converged);
            console.Warn($"{Text.Count(open)} of {Text.Count(path.Count, "lambda")} did not reach the tolerance ({path.Status}); the gap says how good they are.");
        }

        ReportFile.Write(console, report, path.ToHtml, quiet);
        if (output is not null)
        {
            OutputFile.Write(output, writer => CsvFile.WritePath(writer, data, path));
            Say($"Path written to {output}.");
        }

        return ExitCodes.Success;
    }

    private void Introduce()
    {
        if (!quiet)
        {
            DataReport.Write(console.Report, settings, data, (model.Grouped ? "grouped " : string.Empty) + model.Describe(settings.Loss));
        }
    }

    private void Say(string text)
    {
        if (!quiet)
        {
            console.Report.WriteLine(text);
        }
    }
}
