namespace Regularization.Tool;

/// <summary>Takes the cells of one feature column as they are read and keeps them as numbers, codes or word counts, not as text.</summary>
internal abstract class ColumnCollector
{
    /// <summary>Takes a cell that is not missing.</summary>
    public abstract void Add(string cell, Place place);

    /// <summary>Takes a missing cell, to be filled in with means at the end.</summary>
    public abstract void AddMissing();

    /// <summary>The features that the column becomes.</summary>
    public abstract FeatureBlock Finish();
}
