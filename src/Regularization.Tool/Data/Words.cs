using System.Globalization;

namespace Regularization.Tool;

/// <summary>Text as words and words as numbers: the same for training and prediction.</summary>
internal static class Words
{
    /// <summary>The words of a text: runs of letters, digits and combining marks, in lower case.</summary>
    /// <param name="lower">The text in lower case.</param>
    /// <param name="position">Where to go on; moved behind the word.</param>
    /// <param name="word">The next word.</param>
    public static bool Next(ReadOnlySpan<char> lower, ref int position, out ReadOnlySpan<char> word)
    {
        while (position < lower.Length && !IsPart(lower[position]))
        {
            position++;
        }

        int start = position;
        while (position < lower.Length && IsPart(lower[position]))
        {
            position++;
        }

        word = lower[start..position];
        return !word.IsEmpty;
    }

    /// <summary>1 + ln((1 + n) / (1 + rows with the word)).</summary>
    public static double Idf(int rows, int rowsWithWord) => 1 + Math.Log((1.0 + rows) / (1.0 + rowsWithWord));

    /// <summary>Turns the counts of one row into tf-idf weights of norm 1.</summary>
    public static void Weigh(Span<float> counts, ReadOnlySpan<double> idf)
    {
        double square = 0;
        for (int k = 0; k < counts.Length; k++)
        {
            double weight = counts[k] * idf[k];
            square += weight * weight;
        }

        double norm = Math.Sqrt(square);
        for (int k = 0; k < counts.Length && norm > 0; k++)
        {
            counts[k] = (float)(counts[k] * idf[k] / norm);
        }
    }

    private static bool IsPart(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
