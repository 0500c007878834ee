namespace Regularization.Benchmarks;

/// <summary>Rows whose k-th entry lies in the k-th part of the features, the first ones of a part being the frequent ones; every hundredth feature tells about the response.</summary>
internal sealed class GeneratedRows(long rows, int features, int nonzeros, bool classes)
{
    public IEnumerable<StreamRow> Rows()
    {
        var indices = new int[nonzeros];
        var values = new float[nonzeros];
        ulong state = 88172645463325252;
        int width = features / nonzeros;
        for (long i = 0; i < rows; i++)
        {
            double eta = 0;
            for (int k = 0; k < nonzeros; k++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                double u = (state >> 40) * (1.0 / (1 << 24));
                int within = (int)(width * u * u * u);
                indices[k] = (k * width) + within;
                values[k] = 0.5f + ((state & 0xff) * (1f / 256));
                if (within % 100 == 0)
                {
                    eta += values[k] * (k % 2 == 0 ? 1 : -1);
                }
            }

            // A number of its own: bits of the last one would tell which feature the row has there.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            double noise = (state >> 32) * (1.0 / (1L << 32));
            yield return new StreamRow(indices, values, !classes ? eta + noise : noise < 1 / (1 + Math.Exp(-eta)) ? 1 : 0);
        }
    }
}
