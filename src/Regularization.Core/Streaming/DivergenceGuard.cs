namespace Regularization;

/// <summary>
/// Tells steps that lead away from rows that are hard: the loss of a block of rows is held against what simpler models lose on the same rows, the one
/// without features and the one that training started from. First rows of one response, a class that comes late, or a bad start are no divergence.
/// </summary>
internal sealed class DivergenceGuard
{
    /// <summary>A block whose loss is so many times that of the simpler models diverges.</summary>
    private const double Diverged = 1000;

    /// <summary>Squared losses below this share of the largest response or offset squared are rounding.</summary>
    private const double Rounding = 1e-16;

    private readonly Loss _loss;
    private readonly LearnerSetup _setup;
    private readonly ProgressiveLoss _start;
    private readonly double _least;
    private ResponseStatistics _block;

    public DivergenceGuard(Loss loss, LearnerSetup setup)
    {
        (_loss, _setup, _start, _block) = (loss, setup, new ProgressiveLoss(loss), new ResponseStatistics(loss));

        // The loss of a logistic model with linear predictor 0, whatever the row: only predictors in the hundreds lose a thousand times as much.
        _least = loss.IsSquared ? 0 : loss.Value([0], [1], [1]);
    }

    /// <summary>Takes in a row of the block.</summary>
    public void Add(in PreparedRow row, double y, double offset, double weight)
    {
        if (!_loss.IsSquared && _setup.StartBeta.Length == 0)
        {
            return;
        }

        double eta = _setup.StartIntercept + offset;
        if (_setup.StartBeta is { Length: > 0 } beta)
        {
            ReadOnlySpan<int> indices = row.Indices;
            ReadOnlySpan<double> z = row.Z[..indices.Length];
            for (int k = 0; k < indices.Length; k++)
            {
                eta += z[k] * beta[indices[k]];
            }
        }

        _start.Add(eta, y, weight);
        if (_loss.IsSquared)
        {
            _block.Add(y, offset, weight);
        }
    }

    /// <summary>What is wrong with the block, or null; the next one begins.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="blockLoss">Its mean loss.</param>
    /// <param name="nullLoss">The null loss of the pass before, or of the rows that were measured.</param>
    /// <param name="responses">Of the pass so far.</param>
    public string? Judge(long rows, double blockLoss, double nullLoss, ResponseStatistics responses)
    {
        (double startSum, double startWeight, _) = _start.Take();
        ResponseStatistics block = _block;
        _block = new ResponseStatistics(_loss);
        double simple = Math.Max(_least, nullLoss);
        if (rows == 0 || blockLoss <= Diverged * simple)
        {
            return null;
        }

        simple = startWeight > 0 ? Math.Max(simple, startSum / startWeight) : simple;
        if (_loss.IsSquared)
        {
            double intercept = _setup.HasIntercept ? responses.NullIntercept() : 0, largest = Math.Max(Math.Max(Math.Abs(responses.Least), Math.Abs(responses.Largest)), responses.LargestOffset);
            simple = Math.Max(Math.Max(simple, Rounding * largest * largest), Math.Max(responses.NullLoss(intercept), block.NullLoss(intercept)));
        }

        return blockLoss <= Diverged * simple ? null : FormattableString.Invariant(
            $"the mean loss of the last {Counted.Of(rows, "row")} is {blockLoss:g4}, more than {Diverged:n0} times that of the model without features{(_setup.StartRows > 0 ? " and of the model it started from" : string.Empty)}");
    }
}
