using System.Numerics.Tensors;

namespace Regularization;

/// <summary>A multilayer perceptron: dense layers with an activation between them.</summary>
/// <remarks>
/// <example>
/// <code>
/// Network network = new NetworkTrainer(NetworkLosses.Squared, Optimizers.Adam()).Fit(rows).Network.Pruned();   // without neurons that do nothing
/// float[] predictions = network.Predict(rows.X);
/// foreach (NetworkLayer layer in network.Layers)
/// {
///     Console.WriteLine($"{layer.Inputs} -&gt; {layer.Outputs}");
/// }
/// </code>
/// </example>
/// </remarks>
public sealed class Network
{
    private const int PredictionBatch = 256;

    /// <summary>Values of a layer in a batch of predictions: a very wide layer takes fewer rows at a time.</summary>
    private const int MostValues = 1 << 24;

    /// <summary>A network of given layers, which are copied: for weights that were trained elsewhere, or kept.</summary>
    /// <param name="layers">From the first hidden layer to the output layer, at least one. Each has as many inputs as the one before has outputs.</param>
    /// <param name="activation">The function between layers.</param>
    /// <param name="loss">The loss it was trained with: it says what <see cref="Predict(RowMatrix)"/> makes of the scores.</param>
    /// <exception cref="ArgumentException">There is no layer, the sizes of two layers disagree, or the last one has not as many outputs as the loss needs.</exception>
    public Network(IEnumerable<NetworkLayer> layers, Activation activation, NetworkLoss loss)
        : this([.. (layers ?? throw new ArgumentNullException(nameof(layers))).Select(l => (l ?? throw new ArgumentException("A layer is null.", nameof(layers))).Copy())], activation ?? throw new ArgumentNullException(nameof(activation)), loss ?? throw new ArgumentNullException(nameof(loss)), isChecked: false)
    {
    }

    private Network(NetworkLayer[] layers, Activation activation, NetworkLoss loss, bool isChecked)
    {
        (LayerArray, Activation, Loss) = (layers, activation, loss);
        if (!isChecked)
        {
            CheckSizes();
        }
    }

    /// <summary>The layers from the first hidden one to the output layer.</summary>
    public IReadOnlyList<NetworkLayer> Layers => LayerArray;

    /// <summary>The function between layers.</summary>
    public Activation Activation { get; }

    /// <summary>The loss it was trained with.</summary>
    public NetworkLoss Loss { get; }

    /// <summary>The number of features, p.</summary>
    public int Inputs => LayerArray[0].Inputs;

    /// <summary>The number of outputs: 1, or the number of classes.</summary>
    public int Outputs => LayerArray[^1].Outputs;

    internal NetworkLayer[] LayerArray { get; }

    /// <summary>The outputs of the last layer, before any link: n x outputs, by rows. In float32, by the kernels of training.</summary>
    /// <param name="x">n x p, dense or sparse.</param>
    /// <exception cref="ArgumentException">x does not have p columns, or the scores of so many rows do not fit into an array.</exception>
    public float[] Scores(RowMatrix x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != Inputs)
        {
            throw new ArgumentException($"There are {x.Columns} features; the network was trained on {Inputs}.", nameof(x));
        }

        if ((long)x.Rows * Outputs > Array.MaxLength)
        {
            throw new ArgumentException($"There are {x.Rows} rows with {Outputs} scores each, {(long)x.Rows * Outputs} in all; an array holds {Array.MaxLength}. Give fewer rows at a time.", nameof(x));
        }

        var scores = new float[x.Rows * Outputs];
        int widest = Math.Max(x.IsSparse ? 1 : Inputs, LayerArray.Max(l => l.Outputs)), batch = Math.Clamp(MostValues / widest, 1, PredictionBatch);
        var pass = new ForwardPass(this, batch, x.IsSparse);
        int[] rows = new int[batch];
        for (int start = 0; start < x.Rows; start += batch)
        {
            int count = Math.Min(batch, x.Rows - start);
            for (int k = 0; k < count; k++)
            {
                rows[k] = start + k;
            }

            pass.Run(x, rows.AsSpan(0, count), 0, count);
            pass.Output.AsSpan(0, count * Outputs).CopyTo(scores.AsSpan(start * Outputs));
        }

        return scores;
    }

    /// <summary>What the scores f mean under the loss, n x outputs, by rows: the mean f (squared, Huber), e^f (Poisson), the probability 1 / (1 + e^−f) of class 1 (logistic), the probabilities e^{f_k} / Σ_l e^{f_l} of the classes (cross-entropy).</summary>
    /// <param name="x">n x p, dense or sparse.</param>
    /// <exception cref="ArgumentException">x does not have p columns, or the predictions of so many rows do not fit into an array.</exception>
    public float[] Predict(RowMatrix x)
    {
        float[] scores = Scores(x);
        Loss.Link(scores, Outputs);
        return scores;
    }

    /// <summary>The scores of one dense row, in double precision. Allocates nothing; may be called from several threads at once.</summary>
    /// <param name="row">The features, length p.</param>
    /// <param name="scores">Filled with the outputs of the last layer, before any link; length <see cref="Outputs"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Score(ReadOnlySpan<float> row, Span<double> scores)
    {
        if (row.Length != Inputs)
        {
            throw new ArgumentException($"There are {row.Length} features; the network has {Inputs} inputs.", nameof(row));
        }

        RowPass.Run(this, [], row, scores);
    }

    /// <summary>The scores of one sparse row, in double precision. Allocates nothing; may be called from several threads at once.</summary>
    /// <param name="features">The numbers of the features that are not 0, in [0, p), in any order; values of one that is repeated add up.</param>
    /// <param name="values">Their values.</param>
    /// <param name="scores">Filled with the outputs of the last layer, before any link; length <see cref="Outputs"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a feature out of range.</exception>
    public void Score(ReadOnlySpan<int> features, ReadOnlySpan<float> values, Span<double> scores)
    {
        if (features.Length != values.Length)
        {
            throw new ArgumentException($"There are {values.Length} values for {features.Length} features; there must be one each.", nameof(values));
        }

        foreach (int feature in features)
        {
            if ((uint)feature >= (uint)Inputs)
            {
                throw new ArgumentException($"There is a feature {feature}; the network has {Inputs} inputs, counted from 0.", nameof(features));
            }
        }

        RowPass.Run(this, features, values, scores);
    }

    /// <summary>
    /// The same function without the hidden neurons that no longer do anything: those without incoming weights (what they output is constant and goes into
    /// the next biases), and those from which no way of weights leads to an output. A layer keeps a neuron, if need be one without weights.
    /// </summary>
    public Network Pruned()
    {
        NetworkLayer[] layers = [.. LayerArray.Select(l => l.Copy())];
        int before, after = Neurons();
        do
        {
            // Again while there is less: what fed only neurons that are gone is heard no more.
            before = after;
            for (int l = 0; l + 1 < layers.Length; l++)
            {
                (layers[l], layers[l + 1]) = WithoutDeadNeurons(layers[l], layers[l + 1]);
            }

            after = Neurons();
        }
        while (after < before);
        return Over(layers, Activation, Loss);

        int Neurons() => layers.Sum(l => l.Outputs);
    }

    /// <summary>Its form, and how many of its weights are not 0.</summary>
    public override string ToString()
    {
        string form = string.Join("-", LayerArray.Select(l => l.Inputs).Append(Outputs));
        long all = LayerArray.Sum(l => (long)l.W.Length), left = LayerArray.Sum(l => (long)(l.W.Length - l.W.AsSpan().Count(0f)));
        return FormattableString.Invariant($"network {form}, {Activation.Name}, {Loss.Name} loss, {left} of {Counted.Of(all, "weight")} not 0");
    }

    /// <summary>A network over the layers themselves, whose sizes fit.</summary>
    internal static Network Over(NetworkLayer[] layers, Activation activation, NetworkLoss loss) => new(layers, activation, loss, isChecked: true);

    internal Network Copy() => Over([.. LayerArray.Select(l => l.Copy())], Activation, Loss);

    /// <summary>Whether Σ w² is finite over all weights and biases in float32: beyond that no score can be told from infinity.</summary>
    internal bool IsFinite() =>
        LayerArray.All(l => float.IsFinite(TensorPrimitives.SumOfSquares<float>(l.W)) && float.IsFinite(TensorPrimitives.SumOfSquares<float>(l.C)));

    internal void CopyTo(Network other)
    {
        for (int l = 0; l < LayerArray.Length; l++)
        {
            LayerArray[l].W.CopyTo(other.LayerArray[l].W, 0);
            LayerArray[l].C.CopyTo(other.LayerArray[l].C, 0);
        }
    }

    private (NetworkLayer Layer, NetworkLayer Next) WithoutDeadNeurons(NetworkLayer layer, NetworkLayer next)
    {
        var kept = new List<int>();
        for (int k = 0; k < layer.Outputs; k++)
        {
            bool fed = Enumerable.Range(0, layer.Inputs).Any(i => layer.W[(i * layer.Outputs) + k] != 0);
            bool heard = Enumerable.Range(0, next.Outputs).Any(o => next.W[(k * next.Outputs) + o] != 0);
            if (fed && heard)
            {
                kept.Add(k);
            }
            else if (heard)
            {
                float[] constant = [layer.C[k]];
                Activation.Apply(constant);
                for (int o = 0; o < next.Outputs; o++)
                {
                    next.C[o] += constant[0] * next.W[(k * next.Outputs) + o];
                }
            }
        }

        if (kept.Count == 0)
        {
            kept.Add(0); // A layer needs a neuron; this one multiplies nothing.
            layer.W.AsSpan().Clear();
            next.W.AsSpan().Clear();
        }

        var smaller = new NetworkLayer(layer.Inputs, kept.Count);
        var after = new NetworkLayer(kept.Count, next.Outputs);
        next.C.CopyTo(after.C, 0);
        for (int k = 0; k < kept.Count; k++)
        {
            smaller.C[k] = layer.C[kept[k]];
            for (int i = 0; i < layer.Inputs; i++)
            {
                smaller.W[(i * kept.Count) + k] = layer.W[(i * layer.Outputs) + kept[k]];
            }

            next.W.AsSpan(kept[k] * next.Outputs, next.Outputs).CopyTo(after.W.AsSpan(k * next.Outputs));
        }

        return (smaller, after);
    }

    private void CheckSizes()
    {
        if (LayerArray.Length == 0)
        {
            throw new ArgumentException("There are no layers; a network has at least the output layer.", "layers");
        }

        for (int l = 1; l < LayerArray.Length; l++)
        {
            if (LayerArray[l].Inputs != LayerArray[l - 1].Outputs)
            {
                throw new ArgumentException($"Layer {l} has {LayerArray[l].Inputs} inputs, layer {l - 1} {LayerArray[l - 1].Outputs} outputs; they must be as many (layers are counted from 0).", "layers");
            }
        }

        if (Loss.NeedsClasses ? Outputs < 2 : Outputs != 1)
        {
            throw new ArgumentException($"The last layer has {Outputs} outputs; the {Loss.Name} loss needs {(Loss.NeedsClasses ? "one for each class, at least 2" : "1")}.", "layers");
        }
    }
}
