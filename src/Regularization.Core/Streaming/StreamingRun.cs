using System.Diagnostics;

namespace Regularization;

/// <summary>One fit to a stream: measure, train pass by pass, evaluate.</summary>
internal sealed class StreamingRun(StreamingTrainer trainer, RowSource source, double lambda, IProgress<StreamingReport>? progress, CancellationToken cancellation)
{
    /// <summary>Rows looked at before training where not all are measured.</summary>
    private const int SampleRows = 10_000;

    private const long SampleBytes = 32L << 20, ShuffleBytes = 64L << 20;

    /// <summary>A tolerance below this is left to exact steps: stochastic ones take longer and longer for less and less.</summary>
    private const double SettledEnough = 0.01;

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
    private (string Pass, long Rows)? _before;
    private bool _saidRows;
    private bool _stopped;

    private double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public StreamingFit Fit(StreamingStart? start)
    {
        (LearnerSetup setup, ResponseStatistics responses) = Prepare(start);
        Model model = Steps(setup, responses);
        if (model.Evaluation is not null && _options.Tolerance > 0)
        {
            Refine(model, setup);
        }

        return Result(setup, model);
    }

    /// <summary>The stochastic passes. What the learner holds is free when they are done.</summary>
    private Model Steps(LearnerSetup setup, ResponseStatistics responses)
    {
        double meanWeight = responses.MeanWeight, before = double.PositiveInfinity;
        StreamingLearner learner = trainer.Method.Start(setup);
        StreamEvaluation? evaluation = null;
        double evaluated = double.PositiveInfinity, tolerance = _options.Tolerance, enough = Math.Max(tolerance, SettledEnough);
        int pass = 0, look = 2, half = tolerance > 0 && _options.Passes >= 4 ? _options.Passes / 2 : int.MaxValue;
        bool settled = false;
        while (pass < _options.Passes && !cancellation.IsCancellationRequested)
        {
            pass++;
            evaluation = null;
            responses = Train(pass, learner, setup, NullLoss(responses), meanWeight);
            double nullLoss = NullLoss(responses), change = Math.Abs(_history.Last!.Objective - before);
            settled = change <= tolerance / 3 * nullLoss;
            before = _history.Last.Objective;
            bool maySettle = tolerance > 0 && pass >= look && (settled || (_options.Evaluate && (change <= enough / 3 * nullLoss || pass >= half)));
            if (cancellation.IsCancellationRequested || (pass < _options.Passes && !maySettle))
            {
                continue;
            }

            if (!_options.Evaluate)
            {
                break;
            }

            evaluation = Evaluate(setup, ModelOf(learner, setup, responses), responses);
            StreamSizes.Check(evaluation);
            double exact = evaluation?.Objective ?? double.NaN;
            change = Math.Abs(exact - evaluated);
            settled = change <= tolerance / 10 * nullLoss;
            (evaluated, look) = (exact, Math.Min(2 * pass, Math.Max(half, pass + 1)));
            if (evaluation?.Measure() <= tolerance || (tolerance > 0 && change <= enough / 10 * nullLoss) || pass >= half)
            {
                break;
            }
        }

        (double[] beta, double intercept) = evaluation is null ? ModelOf(learner, setup, responses) : (evaluation.Beta, evaluation.Intercept);
        var model = new Model(beta, intercept, responses) { Passes = pass, Settled = settled };
        if (evaluation is not null)
        {
            model.Evaluated(evaluation);
        }

        return model;
    }

    /// <summary>λmax, by one pass that measures and one that evaluates the null model.</summary>
    public double LambdaMax()
    {
        (FeatureMoments moments, ResponseStatistics responses) = Measure(long.MaxValue);
        cancellation.ThrowIfCancellationRequested();
        var scaling = new RowScaling(moments, sample: false, _options.Standardize, _options.Intercept);
        var setup = new LearnerSetup(_loss, trainer.Penalty, lambda, scaling, responses, sample: false, _options.Intercept, null);
        StreamEvaluation? evaluation = Evaluate(setup, (new double[source.Features], setup.NullIntercept), responses);
        cancellation.ThrowIfCancellationRequested();
        StreamSizes.Check(evaluation);
        return evaluation!.LambdaMax();
    }

    private (LearnerSetup Setup, ResponseStatistics Responses) Prepare(StreamingStart? start)
    {
        (FeatureMoments moments, ResponseStatistics responses) = Measure(_options.Standardize ? long.MaxValue : SampleRows);
        bool sample = !_options.Standardize || cancellation.IsCancellationRequested;
        var scaling = new RowScaling(moments, sample, _options.Standardize, _options.Intercept);
        var setup = new LearnerSetup(_loss, trainer.Penalty, lambda, scaling, responses, sample, _options.Intercept, start);
        if (start is not null && responses.Rows > 0)
        {
            StreamSizes.CheckStart(_loss, setup, start, responses);
        }

        return (setup, responses);
    }

    private (FeatureMoments Moments, ResponseStatistics Responses) Measure(long most)
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
                RequireRows(reader, null);
                StreamSizes.Check(_loss, reader.Responses);
            }

            if (most == long.MaxValue && !cancellation.IsCancellationRequested)
            {
                Compare("The pass that measured", moments.Rows);
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
        var guard = new DivergenceGuard(_loss, setup);
        long rows = 0, seenBefore = _seen;
        double sum = 0, weights = 0, unit = 1 / meanWeight;
        while (!IsCanceled(rows) && reader.Read())
        {
            if ((rows & 63) == 0 && setup.GrowUnits(checkedRows.Responses))
            {
                learner.UnitsChanged();
            }

            PreparedRow row = setup.Scaling.Prepare(reader);
            double y = reader.Label, weight = reader.Weight, residual = 0, eta = learner.Predict(row) + reader.Offset;
            if (!double.IsFinite(eta))
            {
                StreamSizes.Check(_loss, checkedRows.Responses);
                throw Divergence(pass, rows, $"the linear predictor is {eta}");
            }

            _loss.Derivatives(new(in eta), new(in y), new(ref residual), []);
            block.Add(eta, y, weight);
            guard.Add(row, y, reader.Offset, weight);
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
            RequireRows(checkedRows, $"pass {pass}");
            RequireVariety(checkedRows.Responses);
            StreamSizes.Check(_loss, checkedRows.Responses);
            Compare($"Pass {pass}", rows);
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
            if (guard.Judge(blockRows, blockLoss, nullLoss, checkedRows.Responses) is { } wrong)
            {
                StreamSizes.Check(_loss, checkedRows.Responses);
                throw Divergence(pass, rows, wrong);
            }

            (int nonzeros, double penalty) = learner.Now();
            var report = new StreamingReport(pass, _options.Passes, rows, seenBefore + rows, blockRows, blockLoss, passLoss, passLoss + penalty, nonzeros, Seconds);
            this.Report(report);
        }
    }

    /// <summary>The model of a learner. Without any coefficient the best intercept is known and need not be approached by steps, unless an earlier model counts.</summary>
    private (double[] Beta, double Intercept) ModelOf(StreamingLearner learner, LearnerSetup setup, ResponseStatistics responses)
    {
        var beta = new double[source.Features];
        double intercept = learner.Model(beta);
        if (_seen == 0 || !setup.HasIntercept || setup.StartRows > 0 || beta.AsSpan().ContainsAnyExcept(0.0))
        {
            return (beta, intercept);
        }

        double known = responses.NullIntercept();
        return (beta, double.IsFinite(known) ? known : intercept);
    }

    /// <summary>A pass that judges the model; null if it was cancelled.</summary>
    private StreamEvaluation? Evaluate(LearnerSetup setup, (double[] Beta, double Intercept) model, ResponseStatistics responses)
    {
        double nullIntercept = _options.Intercept ? responses.NullIntercept() : 0;
        var evaluation = new StreamEvaluation(_loss, setup, model.Beta, model.Intercept, nullIntercept);
        using CheckedReader reader = Open(0);
        while (!IsCanceled(evaluation.Rows) && reader.Read())
        {
            evaluation.Add(setup.Scaling.Prepare(reader), reader.Label, reader.Weight, reader.Offset);
        }

        if (cancellation.IsCancellationRequested)
        {
            return null;
        }

        RequireRows(reader, "the pass that evaluates");
        Compare("The pass that evaluated", evaluation.Rows);
        evaluation.Close();
        return evaluation;
    }

    private StreamingFit Result(LearnerSetup setup, Model model)
    {
        (StreamEvaluation? evaluation, ResponseStatistics responses) = (model.Evaluation, model.Responses);
        double gap = evaluation?.DualityGap() ?? double.NaN, lambdaMax = evaluation?.LambdaMax() ?? double.NaN;
        (SparseCoefficients coefficients, double original) = setup.Scaling.ToOriginal(model.Beta, model.Intercept);
        bool canceled = _stopped || (cancellation.IsCancellationRequested && evaluation is null);
        bool settled = model.Settled && _options.Tolerance > 0;
        double passLoss = _history.Last?.PassLoss ?? double.NaN;
        bool varies = responses.VariesFrom(_options.Intercept);
        var solution = new Solution
        {
            Lambda = lambda,
            Intercept = original,
            Coefficients = coefficients,
            DualityGap = gap,
            KktResidual = evaluation?.KktResidual() ?? double.NaN,
            DevianceExplained = !varies ? 0 : evaluation?.DevianceExplained ?? 1 - (passLoss / NullLoss(responses)),
            Objective = evaluation?.Objective ?? _history.Last?.Objective ?? double.NaN,
            Epochs = model.Passes,
            Seconds = Seconds,
            Status = canceled ? FitStatus.Canceled : evaluation?.Measure() <= _options.Tolerance ? FitStatus.Converged : settled ? FitStatus.PrecisionLimit : FitStatus.EpochLimit,
        };
        _warnings.AddRange(new StreamingAdvice(trainer, source, setup.Scaling, responses, _rows).For(solution, evaluation, lambdaMax, _skipped, passLoss));
        return new StreamingFit(solution, trainer.Method, _loss, trainer.Penalty, _history.Reports, _warnings, setup.Scaling.Scale)
        {
            Rows = _rows,
            RowsSkipped = _skipped,
            RowsSeen = _seen,
            IsEvaluated = evaluation is not null,
            HasVariation = varies,
            LambdaMax = lambdaMax,
            FeatureNames = source.FeatureNames,
        };
    }

    /// <summary>Exact steps with the passes that are left, once the stochastic ones have little to gain.</summary>
    private void Refine(Model model, LearnerSetup setup)
    {
        var steps = new ProximalPasses(setup, model.Evaluation!);
        while (model.Passes < _options.Passes && !(steps.Best.Measure() <= _options.Tolerance) && !steps.IsStalled && !_stopped)
        {
            Step(steps, model, setup);
        }
    }

    /// <summary>One exact step. Only the best model and the one tried are held meanwhile.</summary>
    private void Step(ProximalPasses steps, Model model, LearnerSetup setup)
    {
        if (Evaluate(setup, steps.Next(), model.Responses) is not { } tried)
        {
            _stopped = true;
            return;
        }

        steps.Judge(tried);
        model.Evaluated(steps.Best);
        model.Passes++;
        model.Settled = steps.IsStalled;
        Report(new StreamingReport(model.Passes, _options.Passes, tried.Rows, _seen, tried.Rows, tried.Loss, tried.Loss, tried.Objective, tried.Beta.Count(v => v != 0), Seconds));
    }

    private void Report(StreamingReport report)
    {
        _history.Add(report);
        progress?.Report(report);
    }

    /// <summary>The rows of a pass against those of the pass before: a source that serves others every time is worth a word, once.</summary>
    private void Compare(string pass, long rows)
    {
        if (_before is { } before && before.Rows != rows && !_saidRows)
        {
            _saidRows = true;
            _warnings.Add($"{pass} had {Counted.Of(rows, "row")}, {before.Pass} {Counted.Of(before.Rows, "row")}: the source should serve the same rows every time. Check that it starts again from the first row for every pass, and that nothing else reads or changes the rows.");
        }

        _before = (char.ToLowerInvariant(pass[0]) + pass[1..], rows);
    }

    private CheckedReader Open(int pass) => new(source.Open(pass), source.Features, _loss, _options.SkipInvalidRows);

    /// <summary>The mean loss of the model without features, above the saturated one.</summary>
    private double NullLoss(ResponseStatistics responses) => responses.NullLoss(_options.Intercept ? responses.NullIntercept() : 0);

    private bool IsCanceled(long rows) => (rows & 1023) == 0 && cancellation.IsCancellationRequested;

    /// <summary>Refuses a pass without rows; the first pass, which has no name, says that the source is empty.</summary>
    private static void RequireRows(CheckedReader reader, string? pass)
    {
        if (reader.Responses.Rows > 0)
        {
            return;
        }

        throw new ArgumentException(
            reader.RowsRead > 0 ? $"There is no row to train on: of {Counted.Of(reader.RowsRead, "row")} {reader.RowsSkipped:n0} have a number that is NaN or infinite, the others have weight 0."
            : pass is null ? "The source has no rows. Check that it was opened and not all rows were filtered out."
            : $"The source had rows when it was first read and has none in {pass}: every pass reads it again from the first row. Give an enumerable that starts again each time it is enumerated; rows that can be read only once need canReopen: false, and Passes = 1, Standardize = false and Evaluate = false.",
            "rows");
    }

    private void RequireVariety(ResponseStatistics responses) => _loss.CheckResponse([responses.Least, responses.Largest], [1, 1]);

    private TrainingDivergedException Divergence(int pass, long row, string what) => new(FormattableString.Invariant(
        $"Training diverged in pass {pass} after {Counted.Of(row, "row")}: {what}. LearningRate is {trainer.Method.LearningRate:g3}; lower it ten times{(_options.Standardize ? string.Empty : ", or set Standardize = true, so that steps fit the features")}, and look for features or responses of extreme size."));

    /// <summary>A model, and how training went.</summary>
    private sealed class Model(double[] beta, double intercept, ResponseStatistics responses)
    {
        public double[] Beta { get; private set; } = beta;

        public double Intercept { get; private set; } = intercept;

        public StreamEvaluation? Evaluation { get; private set; }

        /// <summary>Of the last stochastic pass.</summary>
        public ResponseStatistics Responses => responses;

        public int Passes { get; set; }

        public bool Settled { get; set; }

        public void Evaluated(StreamEvaluation evaluation) => (Beta, Intercept, Evaluation) = (evaluation.Beta, evaluation.Intercept, evaluation);
    }
}
