namespace Regularization.Tool;

/// <summary>What was read from a file to train on.</summary>
/// <param name="Problem">Features, labels, weights.</param>
/// <param name="Inputs">How the features came from the file; the model keeps it.</param>
/// <param name="Label">What the label is; the model keeps it.</param>
/// <param name="Folds">The fold of each row, from 0, if the file has them.</param>
/// <param name="RowsSkipped">Rows left out for missing values.</param>
internal sealed record TrainingData(TrainingProblem Problem, IReadOnlyList<ModelInput> Inputs, ModelLabel Label, int[]? Folds, int RowsSkipped)
{
    /// <summary>The features in the order of the design matrix.</summary>
    public IReadOnlyList<Feature> Features { get; } = FeaturesOf(Inputs);

    public static TrainingData From(IReadOnlyList<FeatureBlock> blocks, LabelCollector labels, WeightCollector? weights, OffsetCollector? offsets, FoldCollector? folds, int rowsSkipped)
    {
        double[]? ofRows = weights?.Finish();
        (double[] y, ModelLabel label) = labels.Finish(ofRows);
        ModelInput[] inputs = [.. blocks.Select(block => block.Input)];
        var problem = new TrainingProblem(FeatureBlock.Join(y.Length, blocks), y)
        {
            FeatureNames = [.. FeaturesOf(inputs).Select(feature => feature.Name)],
            Weights = ofRows,
            Offsets = offsets?.Finish(),
        };
        return new TrainingData(problem, inputs, label, folds?.Finish(y, ofRows, label), rowsSkipped);
    }

    public static Feature[] FeaturesOf(IReadOnlyList<ModelInput> inputs) =>
        [.. inputs.SelectMany(input => Enumerable.Range(0, input.FeatureCount).Select(input.FeatureAt))];
}
