namespace Regularization;

/// <summary>Collects what the user of a search should know.</summary>
internal sealed class SearchWarnings(WeightDecaySearch search)
{
    /// <summary>A validation loss this many times the smallest of its epochs means that training went on for too long.</summary>
    private const double TooLong = 1.1;

    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Classes that some split has no row of to train on.</summary>
    public void AddSplits(NetworkData data, (int[] Train, int[] HeldOut)[] splits)
    {
        int classes = search.Trainer.Loss.ClassesOf(search.Trainer.Loss.OutputsFor(data.Y));
        for (int k = 0; k < classes; k++)
        {
            if (splits.Any(s => s.Train.All(i => data.Responses[i] != k)))
            {
                _texts.Add($"Class {k} has no row to train on in some split: the rows of it judge networks that never saw it. Give more of its rows, or use {(splits.Length > 1 ? "fewer folds" : "a smaller HeldOutFraction")}.");
            }
        }
    }

    /// <summary>Choices that diverged, and a best one at the edge of the grid.</summary>
    public void AddPoints(IReadOnlyList<WeightDecaySearchPoint> points, WeightDecaySearchPoint best, bool isConstant)
    {
        WeightDecaySearchPoint[] diverged = [.. points.Where(p => p.IsDiverged)];
        if (diverged.Length > 0)
        {
            _texts.Add(FormattableString.Invariant($"Training diverged with {diverged.Length} of the {points.Count} choices, the first with weight decay {diverged[0].WeightDecay:g4}, L1 {diverged[0].L1:g4} and group strength {diverged[0].Group:g4}; they were left out. {search.RemedyOf(diverged)}"));
        }

        if (isConstant)
        {
            _texts.Add(FormattableString.Invariant($"The best choice, with weight decay {best.WeightDecay:g4}, L1 {best.L1:g4} and group strength {best.Group:g4}, is a network that gives about the same score for all rows. Stronger ones are the same; try weaker ones, and check whether the features tell anything of the response."));
            return;
        }

        Edge(best.WeightDecay, search.WeightDecays, nameof(search.WeightDecays));
        Edge(best.L1, search.L1Strengths, nameof(search.L1Strengths));
        Edge(best.Group, search.GroupStrengths, nameof(search.GroupStrengths));
    }

    /// <summary>Training that goes on after the validation loss has been smallest.</summary>
    public void AddEpochs(WeightDecaySearchPoint best, WeightDecaySearch.Verdict?[] splits)
    {
        double smallest = splits.Average(v => v!.Smallest.ValidationLoss);
        if (best.ValidationLoss > TooLong * smallest && smallest > 0)
        {
            _texts.Add(FormattableString.Invariant($"The validation loss was smallest after {best.BestEpoch:0} of {Counted.Of(search.Trainer.Options.Epochs, "epoch")}, {smallest:g4}, and {best.ValidationLoss:g4} at the end, which is what the final training goes to. Set ValidationFraction, so that it stops in time, or fewer Epochs."));
        }
    }

    private void Edge(double best, IReadOnlyList<double> tried, string name)
    {
        if (best == 0 || tried.All(v => v == best))
        {
            return;
        }

        string? edge = best == tried.Max() ? "largest" : best == tried.Min() ? "smallest" : null;
        if (edge is not null)
        {
            _texts.Add(FormattableString.Invariant($"The best of {name} is {best:g4}, the {edge} tried: {(edge == "largest" ? "larger" : "smaller")} ones may be better still. Add some."));
        }
    }
}
