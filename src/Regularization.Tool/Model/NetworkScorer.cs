using System.Numerics.Tensors;

namespace Regularization.Tool;

/// <summary>The outputs of a network for a row, in double precision.</summary>
internal sealed class NetworkScorer
{
    private readonly ActivationKind _activation;
    private readonly double[][][] _weights;
    private readonly double[][] _biases;
    private readonly double[][] _values;

    public NetworkScorer(IReadOnlyList<ModelLayer> layers, ActivationKind activation)
    {
        _activation = activation;
        _weights = [.. layers.Select(layer => layer.Weights.Select(row => Array.ConvertAll(row, w => (double)w)).ToArray())];
        _biases = [.. layers.Select(layer => layer.Biases.Select(c => (double)c).ToArray())];
        _values = [.. _biases.Select(biases => new double[biases.Length])];
    }

    public void Score(FeatureVector row, Span<double> outputs)
    {
        _biases[0].CopyTo(_values[0], 0);
        for (int k = 0; k < row.Features.Length; k++)
        {
            TensorPrimitives.MultiplyAdd(_weights[0][row.Features[k]], row.Values[k], _values[0], _values[0]);
        }

        for (int l = 1; l < _values.Length; l++)
        {
            Activate(_values[l - 1]);
            _biases[l].CopyTo(_values[l], 0);
            for (int i = 0; i < _values[l - 1].Length; i++)
            {
                if (_values[l - 1][i] != 0)
                {
                    TensorPrimitives.MultiplyAdd(_weights[l][i], _values[l - 1][i], _values[l], _values[l]);
                }
            }
        }

        _values[^1].CopyTo(outputs);
    }

    private void Activate(Span<double> z)
    {
        switch (_activation)
        {
            case ActivationKind.Relu:
                TensorPrimitives.Max(z, 0, z);
                break;
            case ActivationKind.LeakyRelu:
                foreach (ref double value in z)
                {
                    value = value > 0 ? value : 0.01f * value;
                }

                break;
            case ActivationKind.Tanh:
                TensorPrimitives.Tanh<double>(z, z);
                break;
            default:
                TensorPrimitives.Sigmoid<double>(z, z);
                break;
        }
    }
}
