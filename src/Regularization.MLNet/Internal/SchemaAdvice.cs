using System.Text.RegularExpressions;

namespace Regularization;

/// <summary>What to do about a column of the wrong type: ML.NET's message names both types and leaves it there.</summary>
internal static partial class SchemaAdvice
{
    /// <summary>The way out, or null for a message that is about something else.</summary>
    /// <param name="message">ML.NET's message: "Schema mismatch for label column 'Label': expected Single, got String".</param>
    public static string? For(string message)
    {
        Match match = Mismatch().Match(message);
        if (!match.Success)
        {
            return null;
        }

        string column = match.Groups["column"].Value, expected = match.Groups["expected"].Value, got = match.Groups["got"].Value;
        bool isVector = got.Contains("Vector", StringComparison.Ordinal), isText = got.Contains("String", StringComparison.Ordinal), isKey = got.StartsWith("Key", StringComparison.Ordinal);
        return got.StartsWith("VarVector", StringComparison.Ordinal)
            ? $"Vectors need a known size: put [VectorType(n)] on the property that holds '{column}', or set the size in a SchemaDefinition."
            : expected.StartsWith("Key", StringComparison.Ordinal) ? $"Make keys of the classes first: Conversion.MapValueToKey(\"{column}\")."
            : expected.Contains("Boolean", StringComparison.Ordinal)
                ? isKey
                    ? $"Give the values back that the keys stand for, and say which is true: Conversion.MapKeyToValue(\"{column}\"), then Conversion.MapValue(\"{column}\", new Dictionary<string, bool> {{ ... }})."
                    : isText
                    ? $"Say which value is true: Conversion.MapValue(\"{column}\", new Dictionary<string, bool> {{ ... }})."
                    : $"Convert it: Conversion.ConvertType(\"{column}\", outputKind: DataKind.Boolean)."
            : expected.StartsWith("Vector", StringComparison.Ordinal) && !isVector ? $"Put the features into one vector: Concatenate(\"{column}\", ...)."
            : expected.Contains("Single", StringComparison.Ordinal)
                ? isVector && !expected.StartsWith("Vector", StringComparison.Ordinal) ? $"There is to be one number a row: name a column of single numbers, or put the slot of '{column}' that is meant into a column of its own."
                    : isKey ? $"Give the values back that the keys stand for: Conversion.MapKeyToValue(\"{column}\"). If they are names and not numbers, a classifier is what is wanted."
                    : isText ? $"Make numbers of it first, such as by Conversion.ConvertType(\"{column}\", outputKind: DataKind.Single)."
                    : $"Convert it: Conversion.ConvertType(\"{column}\", outputKind: DataKind.Single)."
            : null;
    }

    /// <summary>The message without the name of the parameter that .NET puts behind it.</summary>
    public static string WithoutParameter(string message)
    {
        int end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd().TrimEnd('.');
    }

    [GeneratedRegex(@"column '(?<column>[^']*)': expected (?<expected>.+?), got (?<got>.+?)(\s\(Parameter|\r|\n|$)")]
    private static partial Regex Mismatch();
}
