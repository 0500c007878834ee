using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What <c>mlp</c> does: read, train or search, report, write the model.</summary>
internal sealed class TrainedNetwork
{
    private const int DescriptionWidth = 38;

    public required DataSettings Data { get; init; }

    public required NetworkSettings Network { get; init; }

    public required string? ValidationFile { get; init; }

    public required string? Output { get; init; }

    public required string? Report { get; init; }

    public required string? Curve { get; init; }

    public required int Top { get; init; }

    public required bool Quiet { get; init; }

    public int Run(ToolConsole console, CancellationToken cancellation)
    {
        string[] inputs = ValidationFile is null ? [Data.File] : [Data.File, ValidationFile];
        OutputFile.Check(Output, "--out", inputs);
        OutputFile.Check(Curve, "--curve", inputs);
        OutputFile.Check(Report, "--report", inputs);
        var training = new Training(console, Quiet, cancellation);
        TrainingData data = training.Read(Data);
        NetworkRows rows = NetworkRows.From(data, Data);
        (NetworkData? validation, IReadOnlyList<string> warnings) = ReadValidation(training, data, rows);
        NetworkTrainer trainer = Network.TrainerFor(Data.Family, rows.Data.X.Rows);
        if (!Quiet)
        {
            IEnumerable<(string, string)> judged = validation is null ? [] : [("validation", $"{ValidationFile}: {Text.Count(validation.X.Rows, "row")}")];
            DataReport.Write(console.Report, Data, data, Network.Describe(trainer, rows), judged);
        }

        (NetworkFit fit, WeightDecaySearchResult? search) = Train(training, trainer, rows, validation, cancellation);
        var result = new NetworkResult(trainer, rows, fit, search);
        if (!Quiet)
        {
            if (search is not null)
            {
                SearchReport.Write(console.Report, result);
            }

            EpochTable.Write(console.Report, result, Top);
            NetworkReport.Write(console.Report, result, training.SecondsReading, training.SecondsRunning);
        }

        foreach (string warning in (IEnumerable<string>)[.. warnings, .. Network.Warnings(rows.Data.X.Rows), .. search?.Warnings ?? fit.Warnings])
        {
            console.Warn(warning);
        }

        WriteFiles(console, data, result);
        return ExitCodes.Success;
    }

    private (NetworkData? Data, IReadOnlyList<string> Warnings) ReadValidation(Training training, TrainingData data, NetworkRows rows) =>
        ValidationFile is null ? (null, []) : training.ReadFile(ValidationFile, (progress, cancellation) =>
            ValidationReader.Read(ValidationFile, Data, new ModelEncoding(data.Inputs, rows.Label, _ => true), rows.Data.X.IsSparse, progress, cancellation));

    private (NetworkFit Fit, WeightDecaySearchResult? Search) Train(
        Training training, NetworkTrainer trainer, NetworkRows rows, NetworkData? validation, CancellationToken cancellation)
    {
        if (Network.Search is not { } asked)
        {
            return (training.Run("Training", DescriptionWidth, steps =>
                trainer.Fit(rows.Data, validation, steps is null ? null : new NetworkProgress(steps, trainer, rows), cancellation)), null);
        }

        var search = new WeightDecaySearch(trainer)
        {
            WeightDecays = asked.WeightDecays.Length > 0 ? asked.WeightDecays : [trainer.Optimizer.WeightDecay],
            L1Strengths = asked.L1Strengths.Length > 0 ? asked.L1Strengths : [trainer.Penalty.L1],
            Folds = asked.Folds,
            HeldOutFraction = trainer.Options.ValidationFraction > 0 ? trainer.Options.ValidationFraction : new WeightDecaySearch(trainer).HeldOutFraction,
        };
        WeightDecaySearchResult result = training.Run("Searching", DescriptionWidth, steps =>
            search.Fit(rows.Data, progress: steps is null ? null : new SearchProgress(steps, search, rows), cancellationToken: cancellation));
        return (result.Fit, result);
    }

    private void WriteFiles(ToolConsole console, TrainingData data, NetworkResult result)
    {
        if (Curve is not null)
        {
            OutputFile.Write(Curve, writer => CsvFile.WriteEpochs(writer, result.History, result.Metric));
        }

        ReportFile.Write(console, Report, () => result.Search is { } search ? search.ToHtml(result.Points, result.History) : result.Fit.ToHtml(result.History), Quiet);
        if (Output is not null)
        {
            string json = ModelJson.Write(NetworkModelBuilder.Build(data, Data, Network, result));
            OutputFile.Write(Output, writer => writer.Write(json));
            if (!Quiet)
            {
                console.Report.WriteLine($"Model written to {Output}. It predicts with: regularize predict {Output} FILE");
            }
        }
    }
}
