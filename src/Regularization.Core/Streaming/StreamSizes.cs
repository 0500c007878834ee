namespace Regularization;

/// <summary>Refuses responses, offsets and starts of a size at which nothing computed from them could be trusted, and says which it is.</summary>
internal static class StreamSizes
{
    private const double MostTimes = OffsetCheck.MostTimes, Most = OffsetCheck.Most;

    /// <summary>Refuses responses whose squares overflow or vanish, and offsets beside which the response or the model vanishes.</summary>
    public static void Check(Loss loss, ResponseStatistics responses)
    {
        if (responses.Rows == 0)
        {
            return;
        }

        double size = Size(responses), range = responses.Largest - responses.Least, offset = responses.LargestOffset;
        if (loss.IsSquared && (size > Most || (range > 0 && size < 1 / Most)))
        {
            throw new ArgumentException(FormattableString.Invariant($"The responses are of size {size:g3}; their squares must neither overflow nor vanish. Rescale the response."), "rows");
        }

        if (OffsetCheck.Rule(loss, offset, range) is { } rule)
        {
            throw new ArgumentException(FormattableString.Invariant($"The offsets are of size {offset:g3}") + rule, "rows");
        }
    }

    /// <summary>Refuses a start beside which the responses vanish.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="setup">Has the start in terms of β.</param>
    /// <param name="start">The start.</param>
    /// <param name="responses">Of all rows or of the first ones.</param>
    public static void CheckStart(Loss loss, LearnerSetup setup, StreamingStart start, ResponseStatistics responses)
    {
        double size = Math.Max(Size(responses), responses.LargestOffset);
        double limit = !loss.IsSquared ? MostTimes : responses.Deviation > 0 ? Math.Min(MostTimes * size, Most) : Most;
        foreach (double beta in setup.StartBeta)
        {
            if (!(Math.Abs(beta) <= limit))
            {
                int j = Array.IndexOf(setup.StartBeta, beta);
                throw TooLarge($"The coefficient of feature {j} to start from is {start.Coefficients[j]:g3}, which adds {Math.Abs(beta):g3} to predictions");
            }
        }

        if (!(Math.Abs(setup.StartIntercept) <= limit))
        {
            throw TooLarge($"The intercept to start from is {start.Intercept:g3}, {Math.Abs(setup.StartIntercept):g3} where the features are at their means");
        }

        ArgumentException TooLarge(FormattableString what) => new(FormattableString.Invariant(what) + FormattableString.Invariant(
            $"; a start must stay below {limit:g3} here, or rounding leaves nothing of the response. Start without one, or from a model of this response."), nameof(start));
    }

    /// <summary>Refuses what an evaluation could not compute; null, a cancelled one, passes.</summary>
    public static void Check(StreamEvaluation? evaluation)
    {
        if (evaluation is null)
        {
            return;
        }

        if (!double.IsFinite(evaluation.Objective) || !double.IsFinite(evaluation.NullObjective) || double.IsNaN(evaluation.KktResidual()))
        {
            throw new ArgumentException(FormattableString.Invariant($"The objective of the model is {evaluation.Objective:g4} and that of the model without features {evaluation.NullObjective:g4}: squares of the features, weights, penalty factors or responses overflow or vanish. Rescale what is largest or smallest among them."), "rows");
        }
    }

    private static double Size(ResponseStatistics responses) => Math.Max(Math.Abs(responses.Least), Math.Abs(responses.Largest));
}
