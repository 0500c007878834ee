using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace Regularization;

/// <summary>A FastTree or FastForest model for numbers or two classes: its trees, and how to make one like it with other outputs of leaves.</summary>
internal sealed class TreeModel
{
    private readonly ITransformer _transformer;
    private readonly object _outer;
    private readonly int _features;

    private TreeModel(ITransformer transformer, object outer, TreeEnsembleModelParameters ensemble, TreeScale scale)
    {
        (_transformer, _outer, Ensemble, Scale) = (transformer, outer, ensemble, scale);
        FeatureColumn = ((ISingleFeaturePredictionTransformer<object>)transformer).FeatureColumnName;
        _features = FastTreeAccess.FeatureCount(ensemble);
        Trees = FastTreeAccess.Trees(ensemble);
    }

    /// <summary>The trees.</summary>
    public DecisionTree[] Trees { get; }

    /// <summary>The stock model of the trees, without a calibrator.</summary>
    public TreeEnsembleModelParameters Ensemble { get; }

    /// <summary>What the score means.</summary>
    public TreeScale Scale { get; }

    /// <summary>What the sum of the outputs of some trees is divided by to be near the label: their number in a FastForest whose trees are each, else 1.</summary>
    /// <remarks>In a FastForest for numbers the score is the mean of the trees; in one for classes without probabilities it is their sum.</remarks>
    /// <param name="trees">How many trees there are.</param>
    public int Divisor(int trees) => ScoreIsMean || Scale.IsSign ? trees : 1;

    /// <summary>Whether the score is the mean of the trees and not their sum: in a FastForest for numbers.</summary>
    public bool ScoreIsMean => Ensemble is FastForestRegressionModelParameters;

    /// <summary>The name of the feature column.</summary>
    public string FeatureColumn { get; }

    /// <summary>Takes a model apart.</summary>
    /// <param name="model">A prediction transformer.</param>
    /// <exception cref="ArgumentException">It is not that of a FastTree or FastForest model for regression or binary classification.</exception>
    /// <exception cref="InvalidOperationException">It has no trees.</exception>
    public static TreeModel Of(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        object? outer = (model as ISingleFeaturePredictionTransformer<object>)?.Model;
        (object? inner, object? calibration) = outer is CalibratedModelParametersBase calibrated ? (calibrated.SubModel, calibrated.Calibrator) : (outer, null);
        var calibrator = calibration as PlattCalibrator;
        TreeScale? scale = inner switch
        {
            FastTreeRegressionModelParameters or FastForestRegressionModelParameters => new TreeScale(TreeScale.Kind.Number),
            FastTreeBinaryModelParameters or FastForestBinaryModelParameters when calibrator is not null => new TreeScale(TreeScale.Kind.LogOdds, -calibrator.Slope, -calibrator.Offset),
            FastForestBinaryModelParameters when outer == inner => new TreeScale(TreeScale.Kind.Sign),
            _ => null,
        };
        if (scale is null)
        {
            throw new ArgumentException(
                $"The model is a {(inner ?? model).GetType().Name}; it must be a FastTree or FastForest model for regression or binary classification. Of a chain of transformers, it must be the last.", nameof(model));
        }

        var result = new TreeModel(model, outer!, (TreeEnsembleModelParameters)inner!, scale);
        return result.Trees.Any(tree => tree.NodeCount > 0)
            ? result
            : throw new InvalidOperationException(
                "The ensemble has no tree with a split. Check that the label is not constant and the features vary, and set MinimumExampleCountPerLeaf well below the number of rows.");
    }

    /// <summary>Pushes rows through the trees.</summary>
    /// <param name="data">The data.</param>
    /// <param name="labelColumn">The label, or null if it does not matter.</param>
    /// <param name="weightColumn">The example weight, or null.</param>
    /// <param name="finiteOnly">Whether rows with a missing or infinite feature are left out, which FastTree does not grow trees on.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or the features are not those that the model was trained on.</exception>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public TreeRows Read(IDataView data, string? labelColumn, string? weightColumn, bool finiteOnly = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckFeatures(data);
        return TreeRows.Read(data, FeatureColumn, Trees, labelColumn, weightColumn, finiteOnly: finiteOnly);
    }

    /// <summary>A transformer of the same class with some of the trees, and other outputs of their leaves.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="trees">The position of each tree to keep, and its outputs.</param>
    public ITransformer With(IHostEnvironment env, IReadOnlyList<(int Tree, double[] LeafValues)> trees)
    {
        TreeEnsembleModelParameters ensemble = FastTreeAccess.WithTrees(env, Ensemble, [.. trees.Select(tree => (Ensemble, tree.Tree, tree.LeafValues))]);
        return FastTreeAccess.Transformer(env, _transformer, ReferenceEquals(_outer, Ensemble) ? ensemble : FastTreeAccess.Calibrated(env, (CalibratedModelParametersBase)_outer, ensemble));
    }

    private void CheckFeatures(IDataView data)
    {
        DataViewSchema.Column feature = data.Schema.GetColumnOrNull(FeatureColumn)
            ?? throw new ArgumentException($"The data have no column '{FeatureColumn}', the features that the model was trained on. Transform them first as the training data were.", nameof(data));
        if (feature.Type is not VectorDataViewType { Size: > 0 } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw new ArgumentException($"Column '{FeatureColumn}' is {feature.Type}; it must be a vector of Single of known size.", nameof(data));
        }

        if (_features > 0 && vector.Size != _features)
        {
            throw new ArgumentException($"Column '{FeatureColumn}' has {vector.Size} slots, but the model was trained on {_features}; they must be the same. Transform the data as the training data were.", nameof(data));
        }

        SlotNames.Read(feature).RequireSame(SlotNames.Read(FastTreeAccess.TrainSchema(_transformer)[FeatureColumn]), "model", nameof(data));
    }
}
