using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests;

internal sealed class Example
{
    public float[] Features { get; set; } = [];

    public float Label { get; set; }

    public bool Class { get; set; }

    public float Weight { get; set; } = 1;
}

internal sealed class SparseExample
{
    public VBuffer<float> Features { get; set; }

    public float Label { get; set; }

    public bool Class { get; set; }

    public float Weight { get; set; } = 1;
}

internal sealed class Scored
{
    public float Score { get; set; }
}
