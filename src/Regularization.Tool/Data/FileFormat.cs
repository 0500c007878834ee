namespace Regularization.Tool;

/// <summary>How a data file is written.</summary>
internal enum FileFormat
{
    /// <summary>Delimited, one header row, RFC 4180 quoting.</summary>
    Csv,

    /// <summary>Tab separated, one header row, no quoting: a quote is a character like any other.</summary>
    Tsv,

    /// <summary><c>label index:value ...</c>, no header.</summary>
    LibSvm,
}

/// <summary>The format of a file, from its name.</summary>
internal static class FileFormats
{
    public static FileFormat Of(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        string extension = Path.GetExtension(name).ToLowerInvariant();
        return extension switch
        {
            ".csv" => FileFormat.Csv,
            ".tsv" or ".tab" => FileFormat.Tsv,
            ".libsvm" or ".svm" or ".svmlight" or ".svml" => FileFormat.LibSvm,
            _ when InputFile.Foreign(path) is { } what => throw new ToolException($"{path}: {what}"),
            _ => throw new UsageException(
                $"{path}: the format cannot be told from the name (.csv, .tsv, .tab, .libsvm, .svm and .svmlight are known, each also with .gz). Give --format csv, tsv or libsvm."),
        };
    }
}
