namespace Regularization.Tool.Tests;

[TestClass]
public class WordsTests
{
    [TestMethod]
    [DataRow("free entry, win £100!!", "free|entry|win|100")]
    [DataRow("don't", "don|t")]
    [DataRow("übung_2", "übung|2")]
    [DataRow("हिन्दी", "हिन्दी")]
    [DataRow(" ... ", "")]
    [DataRow("", "")]
    public void Next_Text_GivesRunsOfLettersAndDigits(string text, string expected)
    {
        var words = new List<string>();
        int position = 0;
        while (Words.Next(text, ref position, out ReadOnlySpan<char> word))
        {
            words.Add(word.ToString());
        }

        Assert.AreEqual(expected, string.Join('|', words));
    }

    [TestMethod]
    public void Weigh_NoKnownWord_DividesNothingByZero()
    {
        float[] counts = [2, 1];
        Words.Weigh(counts, [0, 0]);
        Assert.IsFalse(counts.Any(float.IsNaN));
    }
}
