namespace Regularization.Tool;

/// <summary>Shows the points of a search as steps; training the best on all rows counts as one more.</summary>
internal sealed class SearchProgress(IProgress<ProgressDisplay.Step> steps, WeightDecaySearch search, NetworkRows rows) : IProgress<WeightDecaySearchPoint>
{
    private int _done;

    public void Report(WeightDecaySearchPoint value)
    {
        int all = search.WeightDecays.Count * search.L1Strengths.Count;
        _done++;
        steps.Report(new ProgressDisplay.Step(
            (double)_done / (all + 1),
            _done == all ? "Training with the best" : $"{_done} of {all} tried, loss {Text.Number(rows.InUnits(value).ValidationLoss, digits: 4)}"));
    }
}
