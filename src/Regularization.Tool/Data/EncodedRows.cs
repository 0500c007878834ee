namespace Regularization.Tool;

/// <summary>The rows of a file as the features of a model that is already there.</summary>
internal abstract class EncodedRows : IDisposable
{
    /// <summary>The features of the current row.</summary>
    public FeatureVector Row { get; } = new();

    /// <summary>Whether the current row is to be skipped for a missing value.</summary>
    public bool IsSkipped { get; protected set; }

    /// <summary>What is added to the linear predictor of the current row.</summary>
    public double Offset { get; protected set; }

    /// <summary>Whether the file has labels at all.</summary>
    public abstract bool HasLabels { get; }

    /// <summary>The label of the current row as it is written; of meaning only if the file has labels.</summary>
    public abstract string Label { get; }

    /// <summary>Where the label of the current row stands.</summary>
    public abstract Place LabelPlace { get; }

    /// <summary>Where the current row stands.</summary>
    public abstract Place Place { get; }

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public abstract double Fraction { get; }

    /// <summary>What the user should know, once all rows are read.</summary>
    public abstract IEnumerable<string> Warnings(int rows);

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="ToolException">The row cannot be read as the model needs it.</exception>
    public abstract bool Read();

    public virtual void Dispose()
    {
    }

    /// <summary>Opens a file of the kind that the model was trained on.</summary>
    /// <exception cref="ToolException">It is of another kind, or a column is not there.</exception>
    public static EncodedRows Open(ModelEncoding encoding, InputFile file, FileFormat format, TableFormat table, MissingPolicy missing, UnknownLevelPolicy unknown)
    {
        bool isLibSvm = encoding.Inputs is [LibSvmInput];
        if (isLibSvm != (format == FileFormat.LibSvm))
        {
            throw new ToolException(isLibSvm
                ? $"{file.Path} is read as {format}, but the model was fitted on a libsvm file: its features are indices, not columns. Give a libsvm file (--format libsvm)."
                : $"{file.Path} is read as libsvm, but the model was fitted on named columns. Give a CSV or TSV file with these columns (--format csv or tsv).");
        }

        return isLibSvm ? new EncodedLibSvm((LibSvmInput)encoding.Inputs[0], file) : new EncodedTable(encoding, new TableReader(file, table), missing, unknown);
    }
}
