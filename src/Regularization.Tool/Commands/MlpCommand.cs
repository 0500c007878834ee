using System.CommandLine;

namespace Regularization.Tool;

/// <summary><c>regularize mlp</c>: a multilayer perceptron with honest regularisation.</summary>
internal sealed class MlpCommand : Command
{
    public const string Examples = """
        Examples:
          regularize mlp diabetes.csv --label y --hidden 32 --out network.json
          regularize mlp iris.csv --label species --family multinomial --hidden 64,32
          regularize mlp digits.csv --label digit --family multinomial --group 1e-4
          regularize mlp sms.tsv --label label --family binomial --text text --l1 1e-5
          regularize mlp train.csv --label y --validation-file test.csv --curve c.csv
          regularize mlp diabetes.csv --label y --search-decay 0,0.01,0.1,1 --folds 5
        """;

    private readonly ToolConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly DataOptions _data = new(Families.Network());
    private readonly ArchitectureOptions _architecture = new();
    private readonly OptimizerOptions _optimizer = new();
    private readonly WeightPenaltyOptions _penalty = new();
    private readonly EpochOptions _epochs = new();
    private readonly SearchOptions _search = new();

    private readonly Option<bool> _noNormalize = NewOption.Flag(
        "--no-normalize", "Leave numbers as they are. Else number columns, and a label for gaussian and huber, get mean 0 and deviation 1, libsvm features a largest size of 1.");

    private readonly Option<string?> _curve = NewOption.Name("--curve", "FILE", "Write the epochs as CSV.");
    private readonly ReportOptions _report = new("Write the network as JSON, for `regularize predict`.", "How many epochs to show; 0: all.", top: 12);

    public MlpCommand(ToolConsole console, CancellationToken cancellation)
        : base("mlp", "Train a neural network, a multilayer perceptron, with weight decay, L1, L2 and group penalties that cut weights and neurons.")
    {
        (_console, _cancellation) = (console, cancellation);
        _data.AddTo(this, withFolds: false);
        Add(_noNormalize);
        _architecture.AddTo(this);
        _optimizer.AddTo(this);
        _penalty.AddTo(this);
        _epochs.AddTo(this);
        _search.AddTo(this);
        Add(_curve);
        _report.AddTo(this);
        SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        DataSettings data = _data.Bind(parsed) with { Normalize = !parsed.GetValue(_noNormalize) };
        string? validationFile = _epochs.ValidationFile(parsed);
        return new TrainedNetwork
        {
            Data = data,
            Network = new NetworkSettings
            {
                Architecture = _architecture.Bind(parsed),
                Activation = _architecture.Activation(parsed),
                Optimizer = _optimizer.Bind(parsed),
                Penalty = _penalty.Bind(parsed),
                Options = _epochs.Bind(parsed, data.Family),
                Batch = _epochs.Batch(parsed),
                Schedule = _epochs.Schedule(parsed),
                Search = _search.Bind(parsed, validationFile is not null, _optimizer.Decay, _penalty.L1),
            },
            ValidationFile = validationFile,
            Output = _report.Out(parsed),
            Report = _report.Report(parsed),
            Curve = parsed.GetValue(_curve),
            Top = _report.Top(parsed),
            Quiet = _report.Quiet(parsed),
        }.Run(_console, _cancellation);
    }
}
