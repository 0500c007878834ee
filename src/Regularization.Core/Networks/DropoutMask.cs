namespace Regularization;

/// <summary>Drops hidden values at random and scales the others up by 1 / (1 − rate). Each row has its own stream, so that bits do not depend on the threads.</summary>
internal sealed class DropoutMask(double rate, int seed)
{
    private readonly float _scale = (float)(1 / (1 - rate));
    private readonly uint _threshold = (uint)(rate * uint.MaxValue);
    private ulong _step;

    /// <summary>New masks for the next batch.</summary>
    public void Advance() => _step++;

    /// <summary>Applies the mask of a layer to rows from .. to: to values going forward, and in the same way to gradients coming back.</summary>
    public void Apply(int layer, int from, int to, Span<float> values)
    {
        int width = values.Length / (to - from);
        for (int i = from; i < to; i++)
        {
            ulong state = Mix(((ulong)(uint)seed << 40) ^ (_step << 20) ^ ((ulong)(uint)layer << 60) ^ (uint)i);
            Span<float> row = values.Slice((i - from) * width, width);
            for (int k = 0; k < row.Length; k++)
            {
                state += 0x9E3779B97F4A7C15;
                row[k] = (uint)(Mix(state) >> 32) < _threshold ? 0 : row[k] * _scale;
            }
        }
    }

    /// <summary>The finaliser of SplitMix64. Source: Steele, Lea, Flood (2014), figure 16.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
