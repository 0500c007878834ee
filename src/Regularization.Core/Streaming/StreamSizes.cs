namespace Regularization;

/// <summary>Refuses responses, offsets and starts of a size at which nothing computed from them could be trusted, and says which it is.</summary>
internal static class StreamSizes
{
    /// <summary>Beside numbers so many times as large, nothing is left of a response but rounding.</summary>
    private const double MostTimes = 1e15;

    /// <summary>Sums of products of squares are within the range of numbers for sizes up to this, and from its inverse on.</summary>
    private const double Most = 1e140;

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

        if (loss.IsSquared && offset > (range > 0 ? Math.Min(MostTimes * range, Most) : Most))
        {
            throw new ArgumentException(FormattableString.Invariant($"The offsets are of size {offset:g3}, the responses vary by {range:g3}; offsets must be less than {MostTimes:g1} times that, or rounding leaves nothing of the response, and less than {Most:g1}. Check the offsets, or rescale them with the response."), "rows");
        }

        if (!loss.IsSquared && offset > MostTimes)
        {
            throw new ArgumentException(FormattableString.Invariant($"The offsets are of size {offset:g3}; they are added to the linear predictor of the {loss.Name} loss and must be less than {MostTimes:g1}, or rounding leaves nothing of the model. Check the offsets."), "rows");
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
