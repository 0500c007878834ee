using System.Numerics;

namespace Regularization;

/// <summary>Drops hidden values at random and scales the others up by 1 / (1 − rate). Each row has its own stream, so that bits do not depend on the threads.</summary>
internal sealed class DropoutMask(double rate, int seed)
{
    private readonly float _scale = (float)(1 / (1 - rate));
    private readonly uint _threshold = (uint)(rate * uint.MaxValue);
    private ulong _step;

    /// <summary>What the values that stay have to be multiplied by to be what they were: 1 − rate.</summary>
    public float Keep => 1 / _scale;

    /// <summary>New masks for the next batch.</summary>
    public void Advance() => _step++;

    /// <summary>Applies the mask of a layer to rows from .. to: to values going forward, and in the same way to gradients coming back.</summary>
    public void Apply(int layer, int from, int to, Span<float> values)
    {
        int width = values.Length / (to - from);
        for (int i = from; i < to; i++)
        {
            ulong key = Mix(((ulong)(uint)seed << 40) ^ (_step << 20) ^ ((ulong)(uint)layer << 60) ^ (uint)i);
            Apply(key, values.Slice((i - from) * width, width));
        }
    }

    private void Apply(ulong key, Span<float> row)
    {
        Vector<uint> counter = (Vector<uint>.Indices * 0x9E3779B9) + new Vector<uint>((uint)key), step = new((uint)Vector<uint>.Count * 0x9E3779B9);
        int k = 0;
        for (; k <= row.Length - Vector<float>.Count; k += Vector<float>.Count, counter += step)
        {
            Kept(counter, key, new Vector<float>(row[k..])).CopyTo(row[k..]);
        }

        for (; k < row.Length; k++, counter += new Vector<uint>(0x9E3779B9))
        {
            row[k] = Kept(counter, key, new Vector<float>(row[k]))[0];
        }
    }

    /// <summary>The values, scaled up, where the hash of the counter is not below the threshold.</summary>
    private Vector<float> Kept(Vector<uint> counter, ulong key, Vector<float> values) =>
        Vector.ConditionalSelect(Vector.LessThan(Hash(counter, new Vector<uint>((uint)(key >> 32))), new Vector<uint>(_threshold)).As<uint, float>(), Vector<float>.Zero, values * _scale);

    /// <summary>The hash "triple32" of 32 bits with a key in its middle. Source: Wellons, Hash function prospector (2018).</summary>
    private static Vector<uint> Hash(Vector<uint> x, Vector<uint> key)
    {
        x = (x ^ (x >>> 17)) * 0xED5AD4BB;
        x = (x ^ key ^ (x >>> 11)) * 0xAC4C1B51;
        x = (x ^ (x >>> 15)) * 0x31848BAB;
        return x ^ (x >>> 14);
    }

    /// <summary>The finaliser of SplitMix64. Source: Steele, Lea, Flood (2014), figure 16.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
