using System.Buffers;

namespace Regularization;

/// <summary>The way of a single row through the layers, in double precision.</summary>
internal static class RowPass
{
    private const int OnStack = 256;

    /// <summary>Fills the scores of a row: of <paramref name="values"/> for the <paramref name="features"/>, or for all if none are named.</summary>
    public static void Run(Network network, ReadOnlySpan<int> features, ReadOnlySpan<float> values, Span<double> scores)
    {
        if (scores.Length != network.Outputs)
        {
            throw new ArgumentException($"There is room for {scores.Length} scores; the network has {network.Outputs} outputs.", nameof(scores));
        }

        int widest = 0;
        foreach (NetworkLayer layer in network.LayerArray)
        {
            widest = Math.Max(widest, layer.Outputs);
        }

        double[]? rented = widest > OnStack ? ArrayPool<double>.Shared.Rent(2 * widest) : null;
        Span<double> buffer = rented ?? stackalloc double[2 * OnStack], z = buffer[..widest], next = buffer.Slice(widest, widest);
        NetworkLayer first = network.LayerArray[0];
        z = Begin(first, z);
        for (int k = 0; k < values.Length; k++)
        {
            Add(first, features.IsEmpty ? k : features[k], values[k], z);
        }

        for (int l = 1; l < network.LayerArray.Length; l++)
        {
            NetworkLayer layer = network.LayerArray[l];
            network.Activation.Apply(z);
            Span<double> above = Begin(layer, next);
            for (int i = 0; i < z.Length; i++)
            {
                Add(layer, i, z[i], above);
            }

            next = l % 2 == 1 ? buffer[..widest] : buffer.Slice(widest, widest);
            z = above;
        }

        z.CopyTo(scores);
        if (rented is not null)
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>The sums of a layer before its inputs: the biases.</summary>
    private static Span<double> Begin(NetworkLayer layer, Span<double> buffer)
    {
        Span<double> z = buffer[..layer.Outputs];
        for (int k = 0; k < z.Length; k++)
        {
            z[k] = layer.C[k];
        }

        return z;
    }

    private static void Add(NetworkLayer layer, int input, double value, Span<double> z)
    {
        if (value != 0)
        {
            ColumnSums.AddScaled(layer.W.AsSpan(input * layer.Outputs, layer.Outputs), value, z);
        }
    }
}
