using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What <c>cv</c> and <c>fit</c> have in common: fit, report, write the model.</summary>
internal sealed class ChosenModel
{
    public required DataSettings Data { get; init; }

    public required ModelSettings Model { get; init; }

    public required LambdaGrid Grid { get; init; }

    /// <summary>Where lambda comes from, once the folds are known that the file gives.</summary>
    public required Func<int[]?, LambdaSelection> Lambda { get; init; }

    /// <summary>The number of folds, for the progress bar; 0 if lambda is given.</summary>
    public required int Folds { get; init; }

    public required string? Output { get; init; }

    public required string? Report { get; init; }

    public string? Curve { get; init; }

    public required int Top { get; init; }

    public required bool Quiet { get; init; }

    public int Run(ToolConsole console, CancellationToken cancellation)
    {
        OutputFile.Check(Output, "--out", Data.File);
        OutputFile.Check(Curve, "--curve", Data.File);
        OutputFile.Check(Report, "--report", Data.File);
        Model.Check(Data.Family);
        var training = new Training(console, Quiet, cancellation);
        TrainingData data = training.Read(Data);
        if (data.Folds is null)
        {
            Training.RequireRows(Folds, data.Problem.X.Rows);
        }

        if (Data.Family == Family.Multinomial)
        {
            return new ChosenMultinomial(console, training, data, Data, Model, Quiet).Run(this, cancellation);
        }

        var fitter = new LinearModelFitter(Data.Loss.LossFor(data.Problem.Y), Model.Penalty.For(data.Features))
        {
            Options = Model.Options,
            Grid = Grid,
            Lambda = Lambda(data.Folds),
        };
        if (!Quiet)
        {
            DataReport.Write(console.Report, Data, data, Model.Describe(Data.Loss));
        }

        FitSummary summary = training.Fit(Folds, progress => fitter.Fit(data.Problem, progress, cancellation));
        if (!Quiet)
        {
            SelectionReport.Write(console.Report, summary);
            CoefficientReport.Write(console.Report, data, summary, Top);
            ClosingReport.Write(console.Report, summary.Path, Model.Options.Tolerance, training.SecondsReading, summary.Seconds);
        }

        foreach (string warning in summary.Warnings)
        {
            console.Warn(warning);
        }

        WriteFiles(console, data, summary);
        return ExitCodes.Success;
    }

    private void WriteFiles(ToolConsole console, TrainingData data, FitSummary summary)
    {
        if (Curve is not null)
        {
            OutputFile.Write(Curve, writer => CsvFile.WriteCurve(writer, summary));
        }

        ReportFile.Write(console, Report, summary.ToHtml, Quiet);
        if (Output is not null)
        {
            string json = ModelJson.Write(ModelBuilder.Build(data, Data, Model.Options, Model.Penalty.L1Ratio, summary));
            OutputFile.Write(Output, writer => writer.Write(json));
            if (!Quiet)
            {
                console.Report.WriteLine($"Model written to {Output}. It predicts with: regularize predict {Output} FILE");
            }
        }
    }
}
