using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization;

/// <summary>The names of the classes of a label column.</summary>
internal sealed class ClassNames
{
    /// <summary>More classes than this are more likely a wrong column, and would need as many outputs.</summary>
    private const int Most = 100_000;

    private readonly string[] _names;

    private ClassNames(string column, string[] names) => (Column, _names) = (column, names);

    /// <summary>The label column.</summary>
    public string Column { get; }

    /// <summary>The number of classes.</summary>
    public int Count => _names.Length;

    /// <summary>All names, in the order of the classes.</summary>
    public IReadOnlyList<string> All => _names;

    /// <summary>The name of a class.</summary>
    /// <param name="index">0, 1, ...</param>
    public string this[int index] => index >= 0 && index < _names.Length ? _names[index] : (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the names: the text of the key values; 1, 2, ... without such; <c>false</c> and <c>true</c>.</summary>
    /// <param name="label">The label column, a key or <see cref="bool"/>.</param>
    /// <exception cref="InvalidOperationException">There are more classes than a network is for.</exception>
    public static ClassNames Read(DataViewSchema.Column label)
    {
        if (label.Type is not KeyDataViewType key)
        {
            return new ClassNames(label.Name, ["false", "true"]);
        }

        if (key.Count > Most)
        {
            throw new InvalidOperationException(
                $"The label '{label.Name}' is a key of {key.Count:n0} values; the most classes that can be trained on is {Most:n0}. Group rare values, or check the label column.");
        }

        string[] names = [.. Enumerable.Range(1, (int)key.Count).Select(k => k.ToString(CultureInfo.InvariantCulture))];
        if (label.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is VectorDataViewType values)
        {
            typeof(ClassNames).GetMethod(nameof(ReadValues), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(values.ItemType.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [label, names], null);
        }

        return new ClassNames(label.Name, names);
    }

    /// <summary>Whether a class has the name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => Array.IndexOf(_names, name) >= 0;

    private static void ReadValues<T>(DataViewSchema.Column label, string[] names)
    {
        VBuffer<T> values = default;
        label.GetKeyValues(ref values);
        foreach (KeyValuePair<int, T> value in values.Items(all: true))
        {
            names[value.Key] = Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? names[value.Key];
        }
    }
}
