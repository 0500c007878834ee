namespace Regularization;

/// <summary>The reports of networks.</summary>
internal static class NetworkPage
{
    /// <summary>A trained network.</summary>
    /// <param name="fit">The training run.</param>
    /// <param name="history">Its epochs, in the units of the reader.</param>
    public static ReportPage Of(NetworkFit fit, IReadOnlyList<EpochReport> history)
    {
        ReportPage page = Begin(fit, history).Warn(fit.Warnings);
        return history.Count > 0 ? Add(page, fit, history) : page;
    }

    /// <summary>A search and the network it chose.</summary>
    /// <param name="search">The search.</param>
    /// <param name="points">What it tried, in the units of the reader.</param>
    /// <param name="history">The epochs of the network, in the units of the reader.</param>
    public static ReportPage Of(WeightDecaySearchResult search, IReadOnlyList<WeightDecaySearchPoint> points, IReadOnlyList<EpochReport> history)
    {
        ReportPage page = Begin(search.Fit, history).Warn(search.Warnings);
        page.Fact("chosen", LinearPage.Invariant($"weight decay {search.Best.WeightDecay:g4}, L1 {search.Best.L1:g4}, group {search.Best.Group:g4}"));
        page.Add(Search(search, points));
        return history.Count > 0 ? Add(page, search.Fit, history) : page;
    }

    private static ReportPage Begin(NetworkFit fit, IReadOnlyList<EpochReport> history)
    {
        ReportPage page = new ReportPage($"Network, {fit.Network.Loss.Name} loss")
            .Fact("network", string.Join("-", fit.Network.Layers.Select(l => l.Inputs).Append(fit.Network.Outputs)) + ", " + fit.Network.Activation.Name)
            .Fact("ended", Ended(fit.Status) + Counted.Of(history.Count, "epoch"));
        if (fit.BestEpoch > 0)
        {
            EpochReport best = history[fit.BestEpoch - 1];
            page.Fact("weights of", LinearPage.Invariant($"epoch {best.Epoch:n0}"))
                .Fact("training loss", LinearPage.Invariant($"{best.TrainLoss:g4}, {fit.Network.Loss.Metric} {best.TrainMetric:g4}"));
            if (double.IsFinite(best.ValidationLoss))
            {
                page.Fact("validation loss", LinearPage.Invariant($"{best.ValidationLoss:g4}, {fit.Network.Loss.Metric} {best.ValidationMetric:g4}"));
            }

            page.Fact("zeros", $"{Percent.Of(best.ZeroShare)} of the weights").Fact("hidden neurons", LinearPage.Invariant($"{best.LiveNeurons:n0} live"));
        }

        return history.Count > 0 ? page.Fact("time", LinearPage.Seconds(history[^1].Seconds)) : page;
    }

    private static string Ended(TrainingStatus status) => status switch
    {
        TrainingStatus.EarlyStopped => "early, after ",
        TrainingStatus.Canceled => "cancelled after ",
        TrainingStatus.Diverged => "diverged after ",
        _ => "after all of ",
    };

    private static ReportPage Add(ReportPage page, NetworkFit fit, IReadOnlyList<EpochReport> history)
    {
        double[] epochs = [.. history.Select(e => (double)e.Epoch)];
        FigureMark[] best = fit.BestEpoch > 0 && fit.BestEpoch < history.Count ? [new FigureMark(fit.BestEpoch, "kept")] : [];
        var epoch = new FigureAxis("epoch");
        FigureView Pair(string name, Func<EpochReport, double> train, Func<EpochReport, double> validation) => new(
            name,
            new FigureAxis(name),
            history.Any(e => double.IsFinite(validation(e)))
                ? [new FigureTrace("training", epochs, [.. history.Select(train)]), new FigureTrace("validation", epochs, [.. history.Select(validation)]) { Color = 1 }]
                : [new FigureTrace("training", epochs, [.. history.Select(train)])])
        { Marks = best };
        FigureView loss = Pair("loss", e => e.TrainLoss, e => e.ValidationLoss);
        return page.Add(
            new Figure(
                "curves",
                "Training and validation",
                "The mean loss of the training rows as they were met, and of the validation rows after each epoch, without penalties. Where they part, the network learns its rows by heart.",
                epoch,
                [loss, loss with { Label = "loss, log scale", Y = new FigureAxis("loss", IsLog: true) }, Pair(fit.Network.Loss.Metric, e => e.TrainMetric, e => e.ValidationMetric)])
            { IsWide = true, ComparesTraces = true, ViewsName = "curve" },
            new Figure(
                "sparsity",
                "Zeros and neurons",
                "The share of weights that are exactly 0, and the hidden neurons that still have a weight coming in.",
                epoch,
                [
                    new FigureView(
                        string.Empty,
                        new FigureAxis("share of weights that are 0"),
                        [
                            new FigureTrace("zeros", epochs, [.. history.Select(e => e.ZeroShare)]),
                            new FigureTrace("live neurons", epochs, [.. history.Select(e => (double)e.LiveNeurons)]) { OnRight = true, Color = 1, IsDashed = true },
                        ])
                    { Right = new FigureAxis("live hidden neurons"), Marks = best },
                ])
            { ComparesTraces = true },
            new Figure(
                "norm",
                "Size of the weights",
                "The Euclidean norm of all weights, and the learning rate at the end of each epoch.",
                epoch,
                [
                    new FigureView(
                        string.Empty,
                        new FigureAxis("norm of the weights"),
                        [
                            new FigureTrace("norm", epochs, [.. history.Select(e => e.WeightNorm)]),
                            new FigureTrace("learning rate", epochs, [.. history.Select(e => e.LearningRate)]) { OnRight = true, Color = 1, IsDashed = true },
                        ])
                    { Right = new FigureAxis("learning rate"), Marks = best },
                ])
            { ComparesTraces = true },
            WeightFigures.Histogram(
                "weights",
                "Weights by layer",
                "How the weights of each layer are spread. Zeros are counted and not drawn.",
                "weight",
                [.. fit.Network.Layers.Select((layer, l) => (LinearPage.Invariant($"{l + 1}: {layer.Inputs} to {layer.Outputs}"), ((string, double[])[])[(LinearPage.Invariant($"layer {l + 1}"), [.. layer.W.Select(w => (double)w)])]))]),
            new PageTable(
                "Epochs",
                $"One row an epoch{PageTable.Shortened(history.Count).Replace("largest", "last", StringComparison.Ordinal)}.",
                [("epoch", true), ("learning rate", true), ("training loss", true), (fit.Network.Loss.Metric, true), ("validation loss", true), ("validation " + fit.Network.Loss.Metric, true), ("penalty", true), ("norm", true), ("zeros", true), ("neurons", true), ("seconds", true)],
                [.. history.Skip(Math.Max(0, history.Count - PageTable.MostRows)).Select(Row)]));
    }

    private static string[] Row(EpochReport e) =>
    [
        .. ((double[])[e.Epoch, e.LearningRate, e.TrainLoss, e.TrainMetric, e.ValidationLoss, e.ValidationMetric, e.Penalty, e.WeightNorm, e.ZeroShare, e.LiveNeurons, e.Seconds]).Select(PageTable.Cell),
    ];

    private static PageBlock[] Search(WeightDecaySearchResult search, IReadOnlyList<WeightDecaySearchPoint> points)
    {
        int[] order = [.. Enumerable.Range(0, points.Count).OrderBy(k => points[k].WeightDecay).ThenBy(k => points[k].L1).ThenBy(k => points[k].Group)];
        string[] names = [.. order.Select(k => LinearPage.Invariant($"{points[k].WeightDecay:g3}{(points.Any(p => p.L1 != points[0].L1) ? $" / {points[k].L1:g3}" : string.Empty)}{(points.Any(p => p.Group != points[0].Group) ? $" / {points[k].Group:g3}" : string.Empty)}"))];
        string what = "weight decay" + (points.Any(p => p.L1 != points[0].L1) ? " / L1" : string.Empty) + (points.Any(p => p.Group != points[0].Group) ? " / group" : string.Empty);
        return
        [
            new Figure(
                "search",
                "Choice of strengths",
                "The loss of rows that were not trained on, with one standard error where there are folds, and that of the training rows.",
                new FigureAxis(what),
                [
                    new FigureView(
                        string.Empty,
                        new FigureAxis("loss"),
                        [
                            new FigureTrace("training", [], [.. order.Select(k => points[k].TrainLoss)]) { Categories = names, Kind = TraceKind.Both },
                            new FigureTrace("held out", [], [.. order.Select(k => points[k].ValidationLoss)]) { Categories = names, Kind = TraceKind.Both, Color = 1, Error = [.. order.Select(k => points[k].StandardError)] },
                        ])
                    { Marks = [new FigureMark(Array.IndexOf(order, search.Points.ToList().IndexOf(search.Best)), "chosen")] },
                ])
            { IsWide = true, ComparesTraces = true },
            new PageTable(
                "Search",
                LinearPage.Invariant($"Chosen: weight decay {search.Best.WeightDecay:g4}, L1 {search.Best.L1:g4}, group {search.Best.Group:g4}."),
                [("weight decay", true), ("L1", true), ("group", true), ("training loss", true), ("held-out loss", true), ("standard error", true), ("held-out metric", true), ("norm", true), ("zeros", true), ("neurons", true)],
                [.. order.Select(k => points[k]).Select(p => (string[])[.. ((double[])[p.WeightDecay, p.L1, p.Group, p.TrainLoss, p.ValidationLoss, p.StandardError, p.ValidationMetric, p.WeightNorm, p.ZeroShare, p.LiveNeurons]).Select(PageTable.Cell)])]),
        ];
    }
}
