namespace Regularization;

/// <summary>What the user should know of a fit to a stream, and what to do about it: one cause at a time, so that no two pieces of advice disagree.</summary>
internal sealed class StreamingAdvice(StreamingTrainer trainer, RowSource source, RowScaling scaling, ResponseStatistics responses, long rows)
{
    /// <summary>A gap larger than this is worth a word even where the steps have nothing left to gain.</summary>
    private const double LargeGap = 0.1;

    private readonly StreamingOptions _options = trainer.Options;

    /// <summary>Rows that may be sorted beyond what the shuffle buffer can repair.</summary>
    private string Order => _options.ShuffleRows >= rows ? string.Empty
        : FormattableString.Invariant($" If the rows are sorted, shuffle them first or raise ShuffleRows, now {_options.ShuffleRows:n0} of {Counted.Of(rows, "row")}.");

    /// <summary>The warnings for a fit.</summary>
    /// <param name="solution">The model.</param>
    /// <param name="evaluation">Its evaluation, or null.</param>
    /// <param name="lambdaMax">λmax, or NaN.</param>
    /// <param name="skipped">Rows left out.</param>
    /// <param name="passLoss">The running loss of the last pass.</param>
    public IEnumerable<string> For(Solution solution, StreamEvaluation? evaluation, double lambdaMax, long skipped, double passLoss)
    {
        if (skipped > 0)
        {
            yield return source.DescribeSkipped(skipped);
        }

        foreach (string warning in OfFeatures())
        {
            yield return warning;
        }

        if (solution.Status == FitStatus.Canceled)
        {
            yield return solution.Epochs == 0 ? "Training was cancelled before its first pass: the model is the one it started from."
                : FormattableString.Invariant($"Training was cancelled in pass {solution.Epochs} of {_options.Passes}: the model is the one so far{(evaluation is null ? ", and it was not evaluated" : string.Empty)}.");
        }
        else if (OfConvergence(solution, evaluation, lambdaMax, passLoss) is { } advice)
        {
            yield return advice;
        }
    }

    /// <summary>Whether steps have gained next to nothing although there is much to gain.</summary>
    private static bool IsNoBetter(Solution solution, StreamEvaluation evaluation) =>
        !(solution.Objective < evaluation.NullObjective) || (evaluation.NullObjective - solution.Objective < 0.01 * evaluation.NullLoss && solution.KktResidual > 0.5);

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:g3}%");

    private IEnumerable<string> OfFeatures()
    {
        if (scaling.LeftOut is { } leftOut)
        {
            yield return FormattableString.Invariant($"Feature {Name(leftOut.Feature)} varies by {leftOut.Deviation:g3} around {leftOut.Mean:g6}, no more than rounding does, and was left out as constant. Subtract its mean or its minimum before it is made float32.");
        }

        if (scaling.Farthest is { } far)
        {
            yield return far.Warning(Name(far.Feature));
        }
    }

    private string Name(int feature) => source.FeatureNames is null ? FormattableString.Invariant($"{feature}") : $"'{source.NameOf(feature)}'";

    private string? OfConvergence(Solution solution, StreamEvaluation? evaluation, double lambdaMax, double passLoss)
    {
        if (responses.Rows > 0 && !responses.VariesFrom(_options.Intercept))
        {
            return responses.Rows == 1 ? "There is 1 row: nothing can be learnt from it but its response."
                : FormattableString.Invariant($"The response is {responses.Least:g6} in every row: there is nothing to explain.");
        }

        if (scaling.ActiveFeatures == 0)
        {
            return "No feature varies, so that all coefficients are 0. Check how the features are made.";
        }

        if (lambdaMax == 0)
        {
            return "No feature has anything to do with the response, so that all coefficients are 0. Check how the features are made.";
        }

        if (solution.Lambda >= lambdaMax && solution.NonzeroCount == 0)
        {
            return FormattableString.Invariant($"Lambda is {solution.Lambda:g4}; from {lambdaMax:g4} on all coefficients are 0. Choose a smaller one.");
        }

        if (evaluation is not null && solution.NonzeroCount > 0 && IsNoBetter(solution, evaluation))
        {
            return FormattableString.Invariant($"The model is no better than one without features (objective {solution.Objective:g4}, without features {evaluation.NullObjective:g4}). LearningRate is {trainer.Method.LearningRate:g3}; 0.1 to 1 is usual. Change it, or make more passes than {solution.Epochs}.") + Order;
        }

        double nullLoss = _options.Evaluate ? double.NaN : responses.NullLoss(_options.Intercept ? responses.NullIntercept() : 0);
        if (!_options.Evaluate && solution.NonzeroCount > 0 && !(passLoss <= nullLoss))
        {
            return FormattableString.Invariant($"The steps of the last pass lost {passLoss:g4} a row, a model without features {nullLoss:g4}: the model, which was not evaluated, may be no better than none. LearningRate is {trainer.Method.LearningRate:g3}; 0.1 to 1 is usual. Change it, make more passes than {solution.Epochs}, or set Evaluate = true.") + Order;
        }

        string measure = double.IsNaN(solution.DualityGap) ? $"KKT residual is {Percent(solution.KktResidual)} of the largest gradient" : $"duality gap is {Percent(solution.DualityGap)} of the null loss";
        if (solution.Status == FitStatus.EpochLimit && _options.Tolerance > 0)
        {
            return $"The {(evaluation is null ? "progressive objective had not settled" : measure)} after {Counted.Of(solution.Epochs, "pass")} (Tolerance {Percent(_options.Tolerance)}). Allow more passes or a larger lambda.{Order}";
        }

        return solution.Status == FitStatus.PrecisionLimit && evaluation is not null && !(solution.DualityGap <= LargeGap)
            ? $"The objective has settled, but the {measure} (Tolerance {Percent(_options.Tolerance)}): nothing proves the model to be close to the best. With a small L1 penalty the gap is often much larger than the distance; a larger lambda or another method has a smaller one.{Order}"
            : null;
    }
}
