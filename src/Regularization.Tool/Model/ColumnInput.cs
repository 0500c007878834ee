namespace Regularization.Tool;

/// <summary>A named column of a table.</summary>
internal abstract record ColumnInput : ModelInput
{
    public required string Column { get; init; }
}
