namespace Regularization.Tool;

/// <summary>Where in a file a value stands, for messages.</summary>
internal readonly record struct Place(string File, long Line, string? Column = null)
{
    public override string ToString() => Column is null ? $"{File}, line {Line}" : $"{File}, line {Line}, column '{Column}'";
}
