using System.CommandLine;

namespace Regularization.Tool;

/// <summary><c>regularize predict</c>: applies a model to a file.</summary>
internal sealed class PredictCommand : Command
{
    public const string Examples = """
        Examples:
          regularize predict model.json new.csv                          (predictions to standard output)
          regularize predict model.json new.csv --out predictions.csv
          regularize predict spam.json held_out.tsv --out predictions.csv

        The columns written: prediction for gaussian, huber, quantile, poisson, gamma and tweedie (the
        expected count or amount for the last three); linear_predictor and class for squared-hinge;
        linear_predictor, probability (of the positive class) and class for binomial; probability_NAME
        of each class and class for multinomial. One row for each row read, NA where it was skipped
        for a missing value. If the file has the label as well, a few lines say how well it is met.
        """;

    private readonly ToolConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly Argument<string> _model = new("MODEL") { Description = "The JSON that fit, cv or mlp wrote with --out." };
    private readonly Argument<string> _file = new("FILE") { Description = "CSV, TSV or libsvm, also .gz: with the columns that the model's coefficients need; others are ignored." };
    private readonly FormatOptions _format = new();
    private readonly Option<string?> _out = NewOption.Name("--out", "FILE", "Write the predictions here and not to standard output.");

    private readonly Option<MissingPolicy> _missing = NewOption.Choice(
        "--missing", "What to do with missing values; else what was done in training. skip: NA is written. mean: the mean of the training rows stands in.",
        ("refuse", MissingPolicy.Refuse), ("skip", MissingPolicy.Skip), ("mean", MissingPolicy.Mean));

    private readonly Option<UnknownLevelPolicy> _unknownLevels = NewOption.Choice(
        "--unknown-levels", "What to do with a level of a category that was not there in training. refuse (the default): it is an error. zero: all features of the column are 0 there, with a warning.",
        ("refuse", UnknownLevelPolicy.Refuse), ("zero", UnknownLevelPolicy.Zero));

    private readonly Option<bool> _quiet = NewOption.Flag("--quiet", "Print nothing but the predictions, warnings and errors.");

    public PredictCommand(ToolConsole console, CancellationToken cancellation)
        : base("predict", "Apply a model to a file.")
    {
        (_console, _cancellation) = (console, cancellation);
        Add(_model);
        Add(_file);
        Add(_out);
        Add(_missing);
        Add(_unknownLevels);
        Add(_quiet);
        _format.AddTo(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        string modelPath = parsed.GetRequiredValue(_model), path = parsed.GetRequiredValue(_file);
        string? output = parsed.GetValue(_out);
        bool quiet = parsed.GetValue(_quiet);
        (FileFormat format, TableFormat table) = _format.Bind(parsed, path);
        OutputFile.Check(output, "--out", modelPath, path);

        ModelFile model = ModelJson.Read(modelPath);
        MissingPolicy missing = parsed.IsGiven(_missing) ? parsed.GetValue(_missing) : model.Missing;
        Predictions predictions = ProgressDisplay.Run(_console, quiet || output is null, "Predicting", steps =>
            Predictor.Predict(model, path, format, table, missing, parsed.GetValue(_unknownLevels), steps is null ? null : new Training.Shares(steps), _cancellation));

        foreach (string warning in predictions.Warnings)
        {
            _console.Warn(warning);
        }

        if (output is null)
        {
            CsvFile.WritePredictions(_console.Output, model, predictions);
            _console.Output.Flush();
        }
        else
        {
            OutputFile.Write(output, writer => CsvFile.WritePredictions(writer, model, predictions));
        }

        if (!quiet)
        {
            PredictionReport.Write(output is null ? _console.Messages : _console.Report, model, predictions, output);
        }

        return ExitCodes.Success;
    }
}
