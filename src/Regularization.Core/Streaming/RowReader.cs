namespace Regularization;

/// <summary>
/// One pass over the rows of a stream, forward only, as an enumerator goes: the reader stands on a row after each <see cref="Read"/> that returns true.
/// </summary>
/// <remarks>
/// A row is dense, p values in order, or sparse: the features that are not 0 and their values. Rows of both kinds may come from one reader. The spans
/// are valid until the next <see cref="Read"/>, so that a reader fills the same buffers again and again and allocates nothing for a row.
/// <example>
/// <code>
/// using RowReader reader = RowSource.FromProblem(problem).Open(pass: 0);
/// while (reader.Read())
/// {
///     Console.WriteLine($"{reader.Label}: {reader.Values.Length} values");
/// }
/// </code>
/// </example>
/// </remarks>
public abstract class RowReader : IDisposable
{
    /// <summary>Whether the row has <see cref="Indices"/>; if not, its values are those of all p features.</summary>
    public abstract bool IsSparse { get; }

    /// <summary>The features of a sparse row, ascending without repeats, each in 0 .. p − 1. Empty for a dense row.</summary>
    public abstract ReadOnlySpan<int> Indices { get; }

    /// <summary>Values: one for each index of a sparse row, p for a dense row.</summary>
    public abstract ReadOnlySpan<float> Values { get; }

    /// <summary>The response y: a number, or a class written as 0 or 1.</summary>
    public abstract double Label { get; }

    /// <summary>The example weight, not negative.</summary>
    public virtual double Weight => 1;

    /// <summary>The offset o, added to the linear predictor.</summary>
    public virtual double Offset => 0;

    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last one.</returns>
    public abstract bool Read();

    /// <summary>Gives back what the reader holds.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the reader holds, once: files, cursors, enumerators.</summary>
    protected virtual void Close()
    {
    }
}
