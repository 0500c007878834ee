namespace Regularization;

/// <summary>Buffers of a batch, and the way of rows through the layers. Different ranges of rows may be run by different threads at once.</summary>
internal sealed class ForwardPass
{
    private readonly Network _network;
    private readonly float[] _input;

    public ForwardPass(Network network, int batch, bool sparse)
    {
        _network = network;
        Values = [.. network.LayerArray.Select(l => new float[batch * l.Outputs])];
        _input = sparse ? [] : new float[batch * network.Inputs];
    }

    /// <summary>What each layer puts out, rows x outputs; the hidden ones after the activation (and dropout).</summary>
    public float[][] Values { get; }

    public float[] Output => Values[^1];

    /// <summary>The gathered rows of a dense batch.</summary>
    public float[] Input => _input;

    /// <summary>Runs rows from .. to of the batch.</summary>
    /// <param name="x">All rows.</param>
    /// <param name="rows">The rows of the batch.</param>
    /// <param name="from">First row of the batch to run.</param>
    /// <param name="to">One past the last.</param>
    /// <param name="dropout">Applied after each hidden layer; null for none.</param>
    public void Run(RowMatrix x, ReadOnlySpan<int> rows, int from, int to, DropoutMask? dropout = null)
    {
        int count = to - from;
        if (count <= 0)
        {
            return;
        }

        for (int l = 0; l < Values.Length; l++)
        {
            NetworkLayer layer = _network.LayerArray[l];
            Span<float> z = Values[l].AsSpan(from * layer.Outputs, count * layer.Outputs);
            for (int i = 0; i < count; i++)
            {
                layer.C.CopyTo(z[(i * layer.Outputs)..]);
            }

            if (l == 0 && x.IsSparse)
            {
                Kernels.Current.SparseTimes(x.Sparse, rows[from..to], layer.W, layer.Outputs, z);
            }
            else
            {
                Span<float> input = l == 0 ? _input.AsSpan(from * layer.Inputs, count * layer.Inputs) : Values[l - 1].AsSpan(from * layer.Inputs, count * layer.Inputs);
                if (l == 0)
                {
                    x.Gather(rows[from..to], input);
                }

                Kernels.Current.Gemm(false, false, count, layer.Outputs, layer.Inputs, input, layer.Inputs, layer.W, layer.Outputs, z, layer.Outputs, accumulate: true);
            }

            if (l + 1 < Values.Length)
            {
                _network.Activation.Apply(z);
                dropout?.Apply(l, from, to, z);
            }
        }
    }
}
