using System.Diagnostics;

namespace Regularization;

/// <summary>One fit to a stream: measure, train pass by pass, evaluate.</summary>
internal sealed class StreamingRun(StreamingTrainer trainer, RowSource source, double lambda, IProgress<StreamingReport>? progress, CancellationToken cancellation)
{
    /// <summary>Rows looked at before training where not all are measured.</summary>
    private const int SampleRows = 10_000;

    private const long SampleBytes = 32L << 20, ShuffleBytes = 64L << 20;

    /// <summary>A block whose progressive loss is this many times the null model's is not a bad start but divergence.</summary>
    private const double Diverged = 1000;

    private readonly StreamingOptions _options = trainer.Options;
    private readonly Loss _loss = trainer.Loss;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ReportHistory _history = new();
    private readonly List<string> _warnings = [];
    private ReplayReader? _replay;
    private CheckedReader? _onlyReader;
    private long _seen;
    private long _rows;
    private long _skipped;

    private double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public StreamingFit Fit(StreamingStart? start)
    {
        (LearnerSetup setup, ResponseStatistics responses) = Prepare(start);
        double meanWeight = responses.MeanWeight, before = double.PositiveInfinity, gap = double.NaN;
        StreamingLearner learner = trainer.Method.Start(setup);
        StreamEvaluation? evaluation = null;
        var beta = new double[source.Features];
        double evaluated = double.PositiveInfinity;
        int pass = 0, look = 2;
        bool settled = false;
        while (pass < _options.Passes && !cancellation.IsCancellationRequested)
        {
            pass++;
            evaluation = null;
            responses = Train(pass, learner, setup, NullLoss(responses), meanWeight);
            settled = Math.Abs(_history.Last!.Objective - before) <= _options.Tolerance / 3 * NullLoss(responses);
            before = _history.Last.Objective;
            if (cancellation.IsCancellationRequested || (pass < _options.Passes && !(settled && _options.Tolerance > 0 && pass >= look)))
            {
                continue;
            }

            if (_options.Evaluate)
            {
                double intercept = learner.Model(beta);
                evaluation = Evaluate(setup, beta, intercept, responses);
                gap = evaluation?.DualityGap() ?? double.NaN;
                double exact = evaluation?.Objective ?? double.NaN;
                settled = Math.Abs(exact - evaluated) <= _options.Tolerance / 10 * NullLoss(responses);
                (evaluated, look) = (exact, 2 * pass);
            }

            if (!(gap > _options.Tolerance) || settled)
            {
                break;
            }
        }

        return Result(learner, setup, beta, responses, evaluation, pass, settled);
    }

    /// <summary>λmax, by one pass that measures and one that evaluates the null model.</summary>
    public double LambdaMax()
    {
        (FeatureMoments moments, ResponseStatistics responses) = Measure(int.MaxValue);
        cancellation.ThrowIfCancellationRequested();
        var scaling = new RowScaling(moments, sample: false, _options.Standardize, _options.Intercept);
        var setup = new LearnerSetup(_loss, trainer.Penalty, lambda, scaling, responses, sample: false, _options.Intercept, null);
        StreamEvaluation? evaluation = Evaluate(setup, new double[source.Features], setup.NullIntercept, responses);
        cancellation.ThrowIfCancellationRequested();
        return evaluation!.LambdaMax();
    }

    private (LearnerSetup Setup, ResponseStatistics Responses) Prepare(StreamingStart? start)
    {
        (FeatureMoments moments, ResponseStatistics responses) = Measure(_options.Standardize ? int.MaxValue : SampleRows);
        bool sample = !_options.Standardize || cancellation.IsCancellationRequested;
        var scaling = new RowScaling(moments, sample, _options.Standardize, _options.Intercept);
        return (new LearnerSetup(_loss, trainer.Penalty, lambda, scaling, responses, sample, _options.Intercept, start), responses);
    }

    private (FeatureMoments Moments, ResponseStatistics Responses) Measure(int most)
    {
        var moments = new FeatureMoments(source.Features);
        CheckedReader reader = Open(source.CanReopen ? 0 : 1);
        try
        {
            RowBuffer? buffer = source.CanReopen ? null : new RowBuffer();
            while (moments.Rows < most && (buffer?.Bytes ?? 0) < SampleBytes && !IsCanceled(moments.Rows) && reader.Read())
            {
                moments.Add(reader);
                buffer?.Add(reader);
                if (moments.Rows % _options.ReportRows == 0)
                {
                    progress?.Report(new StreamingReport(0, _options.Passes, moments.Rows, 0, _options.ReportRows, double.NaN, double.NaN, double.NaN, 0, Seconds));
                }
            }

            if (!cancellation.IsCancellationRequested)
            {
                RequireRows(reader, 0);
            }

            if (most == int.MaxValue && !cancellation.IsCancellationRequested)
            {
                RequireVariety(reader.Responses);
            }

            if (buffer is not null)
            {
                (_replay, _onlyReader) = (new ReplayReader(buffer, reader), reader);
            }

            return (moments, reader.Responses);
        }
        finally
        {
            if (_replay is null)
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>One pass of steps; the statistics of its responses.</summary>
    private ResponseStatistics Train(int pass, StreamingLearner learner, LearnerSetup setup, double nullLoss, double meanWeight)
    {
        CheckedReader checkedRows = _onlyReader ?? Open(pass);
        RowReader ordered = (RowReader?)_replay ?? checkedRows;
        using RowReader reader = _options.ShuffleRows > 1
            ? new ShuffledReader(ordered, _options.ShuffleRows, ShuffleBytes, new Random(unchecked((_options.Seed * 7919) + pass)))
            : ordered;
        var block = new ProgressiveLoss(_loss);
        long rows = 0, seenBefore = _seen;
        double sum = 0, weights = 0, unit = 1 / meanWeight;
        while (!IsCanceled(rows) && reader.Read())
        {
            PreparedRow row = setup.Scaling.Prepare(reader);
            double y = reader.Label, weight = reader.Weight, residual = 0, eta = learner.Predict(row) + reader.Offset;
            if (!double.IsFinite(eta))
            {
                throw Divergence(pass, rows, $"the linear predictor is {eta}");
            }

            _loss.Derivatives(new(in eta), new(in y), new(ref residual), []);
            block.Add(eta, y, weight);
            learner.Update(row, residual, weight * unit);
            rows++;
            if (block.Rows == _options.ReportRows)
            {
                Report();
            }
        }

        _seen += rows;
        bool complete = !cancellation.IsCancellationRequested;
        if (complete)
        {
            RequireRows(checkedRows, pass);
            RequireVariety(checkedRows.Responses);
            if (pass > 1 && _rows != rows && _warnings.Count == 0)
            {
                _warnings.Add($"Pass {pass} had {rows:n0} rows and the pass before {_rows:n0}: the source should serve the same rows every time.");
            }
        }

        (_rows, _skipped) = complete || pass == 1 ? (rows, checkedRows.RowsSkipped) : (_rows, _skipped);
        if (block.Rows > 0 || _history.Last?.Pass != pass)
        {
            Report();
        }

        return checkedRows.Responses;

        void Report()
        {
            (double blockSum, double blockWeight, long blockRows) = block.Take();
            (sum, weights) = (sum + blockSum, weights + blockWeight);
            double blockLoss = blockSum / blockWeight, passLoss = sum / weights;
            if (blockRows > 0 && !(blockLoss <= Diverged * Math.Max(nullLoss, 1e-300)) && !(blockLoss < 1e-12))
            {
                throw Divergence(pass, rows, $"the mean loss of the last {blockRows:n0} rows is {blockLoss:g4}, more than {Diverged:n0} times that of the model without features");
            }

            (int nonzeros, double penalty) = learner.Now();
            var report = new StreamingReport(pass, _options.Passes, rows, seenBefore + rows, blockRows, blockLoss, passLoss, passLoss + penalty, nonzeros, Seconds);
            _history.Add(report);
            progress?.Report(report);
        }
    }

    /// <summary>A pass that judges the model; null if it was cancelled.</summary>
    private StreamEvaluation? Evaluate(LearnerSetup setup, double[] beta, double intercept, ResponseStatistics responses)
    {
        double nullIntercept = _options.Intercept ? responses.NullIntercept() : 0;
        var evaluation = new StreamEvaluation(_loss, setup, beta, intercept, nullIntercept);
        using CheckedReader reader = Open(0);
        while (!IsCanceled(evaluation.Rows) && reader.Read())
        {
            evaluation.Add(setup.Scaling.Prepare(reader), reader.Label, reader.Weight, reader.Offset);
        }

        if (cancellation.IsCancellationRequested)
        {
            return null;
        }

        RequireRows(reader, _options.Passes + 1);
        evaluation.Close();
        return evaluation;
    }

    private StreamingFit Result(StreamingLearner learner, LearnerSetup setup, double[] beta, ResponseStatistics responses, StreamEvaluation? evaluation, int passes, bool settled)
    {
        double intercept = learner.Model(beta), gap = evaluation?.DualityGap() ?? double.NaN, lambdaMax = evaluation?.LambdaMax() ?? double.NaN;
        (SparseCoefficients coefficients, double original) = setup.Scaling.ToOriginal(beta, intercept);
        bool canceled = cancellation.IsCancellationRequested && evaluation is null;
        settled &= _options.Tolerance > 0;
        double passLoss = _history.Last?.PassLoss ?? double.NaN;
        var solution = new Solution
        {
            Lambda = lambda,
            Intercept = original,
            Coefficients = coefficients,
            DualityGap = gap,
            KktResidual = evaluation?.KktResidual() ?? double.NaN,
            DevianceExplained = evaluation?.DevianceExplained ?? 1 - (passLoss / NullLoss(responses)),
            Objective = evaluation?.Objective ?? _history.Last?.Objective ?? double.NaN,
            Epochs = passes,
            Seconds = Seconds,
            Status = canceled ? FitStatus.Canceled : gap <= _options.Tolerance ? FitStatus.Converged : settled ? FitStatus.PrecisionLimit : FitStatus.EpochLimit,
        };
        Warn(solution, evaluation, lambdaMax);
        return new StreamingFit(solution, trainer.Method, _loss, trainer.Penalty, _history.Reports, _warnings, setup.Scaling.Scale)
        {
            Rows = _rows,
            RowsSkipped = _skipped,
            RowsSeen = _seen,
            IsEvaluated = evaluation is not null,
            LambdaMax = lambdaMax,
        };
    }

    private void Warn(Solution solution, StreamEvaluation? evaluation, double lambdaMax)
    {
        if (_skipped > 0)
        {
            _warnings.Add($"{_skipped:n0} rows have a number that is NaN or infinite and were skipped.");
        }

        if (solution.Status == FitStatus.EpochLimit && _options.Tolerance > 0)
        {
            _warnings.Add(FormattableString.Invariant($"The {(evaluation is null ? "progressive objective had not settled" : $"duality gap is {solution.DualityGap:p1} of the null loss")} after {solution.Epochs} passes (Tolerance {_options.Tolerance:p1}). Allow more passes or a larger lambda."));
        }

        if (evaluation is not null && solution.DevianceExplained < 0)
        {
            _warnings.Add(FormattableString.Invariant($"The model is worse than one without features (deviance explained {solution.DevianceExplained:p1}). Lower LearningRate, now {trainer.Method.LearningRate:g3}, or make more passes."));
        }

        if (lambda >= lambdaMax && solution.NonzeroCount == 0)
        {
            _warnings.Add(FormattableString.Invariant($"Lambda is {lambda:g4}; from {lambdaMax:g4} on all coefficients are 0. Choose a smaller one."));
        }
    }

    private CheckedReader Open(int pass) => new(source.Open(pass), source.Features, _loss, _options.SkipInvalidRows);

    /// <summary>The mean loss of the model without features, above the saturated one.</summary>
    private double NullLoss(ResponseStatistics responses) => responses.NullLoss(_options.Intercept ? responses.NullIntercept() : 0);

    private bool IsCanceled(long rows) => (rows & 1023) == 0 && cancellation.IsCancellationRequested;

    private static void RequireRows(CheckedReader reader, int pass)
    {
        if (reader.Responses.Rows > 0)
        {
            return;
        }

        throw new ArgumentException(
            reader.RowsRead > 0 ? $"None of the {reader.RowsRead:n0} rows can be trained on: {reader.RowsSkipped:n0} have a number that is NaN or infinite, the others have weight 0."
            : pass <= 0 ? "The source has no rows. Check that it was opened and not all rows were filtered out."
            : $"The source has no rows in pass {pass}. Rows that can be read only once need canReopen: false, and Passes = 1, Standardize = false and Evaluate = false.",
            "rows");
    }

    private void RequireVariety(ResponseStatistics responses) => _loss.CheckResponse([responses.Least, responses.Largest], [1, 1]);

    private TrainingDivergedException Divergence(int pass, long row, string what) => new(FormattableString.Invariant(
        $"Training diverged in pass {pass} after {row:n0} rows: {what}. LearningRate is {trainer.Method.LearningRate:g3}; lower it ten times{(_options.Standardize ? string.Empty : ", or set Standardize = true, so that steps fit the features")}, and look for features or responses of extreme size."));
}
