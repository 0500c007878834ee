using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Regularization;

/// <summary>
/// Makes the hidden part of a network out of stock transformers: each hidden layer is a linear multiclass model, whose scores are W x + b, followed by an
/// expression, the activation.
/// </summary>
/// <remarks>
/// All stages write the column <c>Score</c>, so that the last layer's hides those before it, and a transformer drops what else they write: a data view
/// gets the columns of a stock model and no others.
/// </remarks>
internal sealed class NetworkChain
{
    private const string Score = "Score";

    private const string HiddenLabel = "MultilayerPerceptron.Hidden";

    /// <summary>A linear multiclass model has at least two outputs.</summary>
    private const int FewestOutputs = 2;

    private readonly IHostEnvironment _env;
    private readonly List<ITransformer> _stages = [];
    private readonly NetworkLayer _top;

    /// <summary>Makes the hidden stages.</summary>
    /// <param name="env">The environment.</param>
    /// <param name="network">The network of scaled features.</param>
    /// <param name="scaling">The scaling, to be folded into the first layer.</param>
    /// <param name="input">The training data.</param>
    /// <param name="featureColumn">The feature column.</param>
    /// <param name="labelColumn">The label column.</param>
    /// <param name="names">The feature names, for messages.</param>
    public NetworkChain(
        IHostEnvironment env, Network network, FeatureScaling scaling, IDataView input, string featureColumn, string labelColumn, IReadOnlyList<string> names)
    {
        (_env, _top) = (env, network.Layers[^1]);
        TransformsCatalog transforms = MLNetAccess.Transforms(env);
        IDataView data = input;
        for (int l = 0; l + 1 < network.Layers.Count; l++)
        {
            (VBuffer<float>[] weights, float[] biases) = l == 0 ? Folded(network.Layers[0], scaling, names) : Plain(network.Layers[l], FewestOutputs);
            string source = l == 0 ? featureColumn : Score;
            LinearMulticlassModelParameters model = MLNetAccess.LinearMulticlass(env, weights, biases);

            // A transformer keeps the schema that it was made with: only its own column, and without slot names, as there may be many.
            data = Add(MLNetAccess.MulticlassTransformer(env, model, Schema(data.Schema[source]), source, labelColumn: null, HiddenLabel), data);
            data = Add(transforms.Expression(Score, network.Activation.Expression, Score).Fit(data), data);
        }

        data = Add(transforms.DropColumns(HiddenLabel).Fit(data), data);
        DataViewSchema.Column label = input.Schema[labelColumn];
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(Score, data.Schema[Score].Type);
        if (label.Name != Score)
        {
            builder.AddColumn(label.Name, label.Type, label.Annotations);
        }

        TopSchema = builder.ToSchema();
    }

    /// <summary>The column of what the last layer reads.</summary>
    public static string TopFeatures => Score;

    /// <summary>The schema of what the last layer reads, and of the label.</summary>
    public DataViewSchema TopSchema { get; }

    /// <summary>The weights and biases of the last layer, one set an output.</summary>
    public (VBuffer<float>[] Weights, float[] Biases) Top => Plain(_top, fewestOutputs: 1);

    /// <summary>The whole model.</summary>
    /// <typeparam name="TLast">The type of the last transformer.</typeparam>
    /// <param name="top">The last layer.</param>
    public TransformerChain<TLast> With<TLast>(TLast top)
        where TLast : class, ITransformer => new([.. _stages, top]);

    private IDataView Add(ITransformer stage, IDataView data)
    {
        _stages.Add(stage);
        return stage.Transform(data);
    }

    private static DataViewSchema Schema(DataViewSchema.Column column)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(column.Name, column.Type);
        return builder.ToSchema();
    }

    /// <summary>
    /// W'_jk = factor_j W_jk and b'_k = b_k − Σ_j mean_j W'_jk, so that the layer does the scaling.
    /// </summary>
    private static (VBuffer<float>[] Weights, float[] Biases) Folded(NetworkLayer layer, FeatureScaling scaling, IReadOnlyList<string> names)
    {
        var weights = new float[layer.Weights.Length];
        var biases = new double[layer.Outputs];
        for (int j = 0, at = 0; j < layer.Inputs; j++)
        {
            for (int k = 0; k < layer.Outputs; k++, at++)
            {
                double weight = scaling.Factors[j] * layer.Weights[at];
                weights[at] = (float)weight;
                biases[k] -= scaling.Means[j] * weights[at];
                if (!float.IsFinite(weights[at]))
                {
                    throw new InvalidOperationException(
                        $"The weight of '{names[j]}' is {weight}, which is beyond the float32 that ML.NET models hold. Rescale the feature: its values are too small.");
                }
            }
        }

        return Vectors(weights, layer.Inputs, [.. biases.Select((offset, k) => (float)(layer.Biases[k] + offset))], layer.Inputs, FewestOutputs);
    }

    /// <summary>The layer as it is.</summary>
    private static (VBuffer<float>[] Weights, float[] Biases) Plain(NetworkLayer layer, int fewestOutputs) =>
        Vectors(layer.Weights, layer.Inputs, layer.Biases, Math.Max(layer.Inputs, FewestOutputs), fewestOutputs);

    /// <summary>One vector of weights a neuron. Neurons that do nothing are added where there are too few, and inputs of weight 0 for them in the next layer.</summary>
    private static (VBuffer<float>[] Weights, float[] Biases) Vectors(
        ReadOnlySpan<float> weights, int inputs, ReadOnlySpan<float> biases, int paddedInputs, int fewestOutputs)
    {
        int outputs = biases.Length, paddedOutputs = Math.Max(outputs, fewestOutputs);
        var vectors = new VBuffer<float>[paddedOutputs];
        var paddedBiases = new float[paddedOutputs];
        biases.CopyTo(paddedBiases);
        for (int k = 0; k < paddedOutputs; k++)
        {
            var vector = new float[paddedInputs];
            for (int i = 0; i < inputs && k < outputs; i++)
            {
                vector[i] = weights[(i * outputs) + k];
            }

            vectors[k] = ModelWeights.From(vector);
        }

        return (vectors, paddedBiases);
    }
}
