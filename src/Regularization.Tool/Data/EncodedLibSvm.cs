namespace Regularization.Tool;

/// <summary>The rows of a libsvm file as the features of a model.</summary>
internal sealed class EncodedLibSvm(LibSvmInput input, InputFile file) : EncodedRows
{
    private readonly LibSvmReader _reader = new(file);
    private readonly Dictionary<int, int> _featureOf = input.Indices.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
    private readonly SortedSet<int> _unknown = [];

    public override bool HasLabels => true;

    public override string Label => _reader.Label;

    public override Place LabelPlace => _reader.Place;

    public override Place Place => _reader.Place;

    public override double Fraction => _reader.Fraction;

    public override IEnumerable<string> Warnings(int rows) => _unknown.Count == 0
        ? []
        : [$"{Text.Count(_unknown.Count)} {(_unknown.Count == 1 ? "index was not there in training and counts" : "indices were not there in training and count")} for nothing: {ColumnNames.List([.. _unknown.Select(index => $"{index}")], most: 5)}."];

    public override bool Read()
    {
        if (!_reader.Read())
        {
            return false;
        }

        Row.Clear();
        for (int k = 0; k < _reader.Indices.Count; k++)
        {
            if (_featureOf.TryGetValue(_reader.Indices[k], out int feature))
            {
                Row.Add(feature, input.Scaled(feature, (float)_reader.Values[k]));
            }
            else
            {
                _unknown.Add(_reader.Indices[k]);
            }
        }

        return true;
    }
}
