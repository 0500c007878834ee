using Spectre.Console;

namespace Regularization.Tool;

/// <summary>What <c>rules</c> does: read, hold rows out, train, report, write.</summary>
internal sealed class ChosenRules
{
    public required DataSettings Data { get; init; }

    public required RuleSettings Settings { get; init; }

    /// <summary>The share of the rows that judge the model.</summary>
    public required double TestShare { get; init; }

    public required string? Output { get; init; }

    public required string? Report { get; init; }

    public required string? Model { get; init; }

    public required int Top { get; init; }

    public required bool Quiet { get; init; }

    public int Run(ToolConsole console, CancellationToken cancellation)
    {
        RuleTrainer.Require();
        OutputFile.Check(Output, "--out", Data.File);
        OutputFile.Check(Model, "--model", Data.File);
        OutputFile.Check(Report, "--report", Data.File);
        if (Model?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new UsageException($"--model is '{Model}'; the model is a zip file, compressed already. Give a name that ends in .zip.");
        }

        if (Output is not null && Model is not null && Path.GetFullPath(Output) == Path.GetFullPath(Model))
        {
            throw new UsageException($"--out and --model are both '{Output}'; give two names.");
        }

        var training = new Training(console, Quiet, cancellation);
        TrainingData data = training.Read(Data);
        (int[] train, int[] test) = Split(data.Problem.X.Rows);
        Training.RequireRows(Settings.Folds, train.Length);
        RequireDifferentLabels(data, train);
        RequireFloatLabels(data);
        if (!Quiet)
        {
            IEnumerable<(string, string)> judged = test.Length == 0 ? [] : [("held out", $"{Text.Count(test.Length, "row")} to judge by, trained on the other {Text.Count(train.Length)}")];
            DataReport.Write(console.Report, Data, data, Settings.Description, judged);
        }

        TrainedRules rules = training.Fit(folds: 0, _ => RuleTrainer.Train(data.Problem, train, Settings, cancellation));
        if (!Quiet)
        {
            RuleMeasure? measure = RuleMeasure.Of(rules.Rules, data.Problem, train, test, Settings.IsBinary);
            if (measure is null && test.Length > 0)
            {
                console.Warn($"The {Text.Count(test.Length, "row")} held out all have weight 0, so that nothing judges the model. Hold out more (--test), or draw others (--seed).");
            }

            RuleReport.Write(console.Report, rules, measure, Top);
            ClosingReport.Write(console.Report, rules.Fit.Path, FitOptions.Default.Tolerance, training.SecondsReading, training.SecondsRunning);
        }

        foreach (string warning in rules.Fit.Warnings)
        {
            console.Warn(warning);
        }

        ReportFile.Write(console, Report, () => rules.Rules.ToHtml(rules.Fit), Quiet);
        if (Output is not null)
        {
            OutputFile.Write(Output, writer => CsvFile.WriteRules(writer, rules.Rules));
        }

        if (Model is not null)
        {
            OutputFile.WriteBinary(Model, rules.Save);
            if (!Quiet)
            {
                console.Report.WriteLine($"Model written to {Model}. It scores in programs with Microsoft.ML and Microsoft.ML.FastTree: column Features, {Text.Count(data.Features.Count, "slot")}.");
            }
        }

        return ExitCodes.Success;
    }

    private void RequireDifferentLabels(TrainingData data, int[] train)
    {
        double first = data.Problem.Y[train[0]];
        foreach (int row in train)
        {
            if (data.Problem.Y[row] != first)
            {
                return;
            }
        }

        string value = Settings.IsBinary ? $"'{(first > 0.5 ? data.Label.Positive : data.Label.Negative)}'" : Cells.Write(first);
        throw new ToolException($"{NameOf(data.Label)} is {value} in {(train.Length == 1 ? "the only row" : $"each of the {Text.Count(train.Length)} rows")} to train on; there is nothing for rules to tell apart. Check the column{(TestShare > 0 ? ", or hold fewer rows out (--test)" : string.Empty)}.");
    }

    /// <summary>Trees have labels in float32, which may lack the range of a label or what it varies by.</summary>
    private static void RequireFloatLabels(TrainingData data)
    {
        var spread = new Float32Spread();
        foreach (double y in data.Problem.Y)
        {
            if (!float.IsFinite((float)y))
            {
                throw new ToolException($"{NameOf(data.Label)} is {Cells.Write(y)} in a row, and trees are grown in float32, up to 3.4e38. Divide it by a constant, or leave the row out.");
            }

            spread.Add(y);
        }

        spread.Require(NameOf(data.Label), string.Empty, "in which trees are grown");
    }

    private static string NameOf(ModelLabel label) => label.Column is { } column ? $"Label '{column}'" : "The label";

    private (int[] Train, int[] Test) Split(int rows)
    {
        int[] all = [.. Enumerable.Range(0, rows)];
        new Random(Settings.Seed).Shuffle(all);
        int test = (int)Math.Round(TestShare * rows);
        if (test == rows)
        {
            throw new UsageException(FormattableString.Invariant($"--test {TestShare} of {Text.Count(rows, "row")} leaves none to train on; hold out a smaller share."));
        }

        if (test == 0 && TestShare > 0)
        {
            throw new UsageException(FormattableString.Invariant($"--test {TestShare} of {Text.Count(rows, "row")} holds out none to judge by; hold out a larger share, or give --test 0 to judge by none."));
        }

        return ([.. all[test..].Order()], [.. all[..test].Order()]);
    }
}
