namespace Regularization;

/// <summary>A trained multilayer perceptron.</summary>
public sealed class Network
{
    private const int PredictionBatch = 256;

    internal Network(NetworkLayer[] layers, Activation activation, NetworkLoss loss)
    {
        (LayerArray, Activation, Loss) = (layers, activation, loss);
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

    /// <summary>The outputs of the last layer, before any link: rows x outputs, by rows.</summary>
    /// <param name="x">n x p.</param>
    /// <exception cref="ArgumentException">x does not have p columns.</exception>
    public float[] Scores(RowMatrix x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != Inputs)
        {
            throw new ArgumentException($"There are {x.Columns} features; the network was trained on {Inputs}.", nameof(x));
        }

        var scores = new float[(long)x.Rows * Outputs];
        var pass = new ForwardPass(this, PredictionBatch, x.IsSparse);
        int[] rows = new int[PredictionBatch];
        for (int start = 0; start < x.Rows; start += PredictionBatch)
        {
            int count = Math.Min(PredictionBatch, x.Rows - start);
            for (int k = 0; k < count; k++)
            {
                rows[k] = start + k;
            }

            pass.Run(x, rows.AsSpan(0, count), 0, count);
            pass.Output.AsSpan(0, count * Outputs).CopyTo(scores.AsSpan(start * Outputs));
        }

        return scores;
    }

    /// <summary>The same function without the hidden neurons that no longer do anything: those without incoming weights (what they output is constant and goes into the next biases) or without outgoing ones.</summary>
    public Network Pruned()
    {
        NetworkLayer[] layers = [.. LayerArray.Select(l => l.Copy())];
        for (int l = 0; l + 1 < layers.Length; l++)
        {
            (layers[l], layers[l + 1]) = WithoutDeadNeurons(layers[l], layers[l + 1]);
        }

        return new Network(layers, Activation, Loss);
    }

    internal Network Copy() => new([.. LayerArray.Select(l => l.Copy())], Activation, Loss);

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
        var after = new NetworkLayer(kept.Count, next.Outputs, new float[kept.Count * next.Outputs], next.C);
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
}
