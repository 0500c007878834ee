using System.Runtime.InteropServices;

namespace Regularization.Tool;

/// <summary>The features of one row: those that are not 0, ascending. Used again for the next row.</summary>
internal sealed class FeatureVector
{
    private readonly List<int> _features = [];
    private readonly List<float> _values = [];

    /// <summary>The numbers of the features, counted from 0 through the inputs of a model.</summary>
    public ReadOnlySpan<int> Features => CollectionsMarshal.AsSpan(_features);

    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    public void Clear()
    {
        _features.Clear();
        _values.Clear();
    }

    /// <summary>Sets a feature; they come in ascending order.</summary>
    public void Add(int feature, float value)
    {
        if (value != 0)
        {
            _features.Add(feature);
            _values.Add(value);
        }
    }
}
