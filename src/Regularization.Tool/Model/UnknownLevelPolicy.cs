namespace Regularization.Tool;

/// <summary>What to do with a level of a category that was not there in training.</summary>
internal enum UnknownLevelPolicy
{
    /// <summary>It is an error.</summary>
    Refuse,

    /// <summary>All features of the column are 0 in its row, with a warning at the end.</summary>
    Zero,
}
