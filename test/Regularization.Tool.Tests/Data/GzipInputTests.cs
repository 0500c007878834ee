using System.Text;

namespace Regularization.Tool.Tests;

[TestClass]
public class GzipInputTests : ToolTest
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(8191)]
    [DataRow(65536)]
    [DataRow(300_000)]
    public void Read_WholeFile_GivesItsContent(int length)
    {
        string text = Noise(length);
        Assert.AreEqual(text, Decompress(Gzip(text)));
    }

    [TestMethod]
    public void Read_SeveralMembers_GivesThemJoined()
    {
        string first = Noise(10_000), second = Noise(77);
        Assert.AreEqual(first + second, Decompress([.. Gzip(first), .. Gzip(second)]));
    }

    [TestMethod]
    public void Read_AnyLengthAroundBufferSizes_GivesItsContent()
    {
        // The member's end falls on every position of the decompressor's input buffer's end.
        string text = Noise(6300);
        byte[] body = Gzip(text);
        for (int target = 8192 - 24; target <= 8192 + 24; target++)
        {
            byte[] padded = WithName(body, target - body.Length);
            Assert.HasCount(target, padded);
            Assert.AreEqual(text, Decompress(padded), $"a file of {target} bytes");
        }
    }

    [TestMethod]
    public void Read_CutOffAnywhere_Throws()
    {
        byte[] whole = Gzip(Noise(3000));
        for (int length = 2; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.ThrowsExactly<InvalidDataException>(() => Decompress(cut), $"cut to {length} of {whole.Length} bytes");
        }
    }

    [TestMethod]
    public void Read_BitFlipped_Throws()
    {
        byte[] bytes = Gzip(Noise(3000));
        bytes[bytes.Length / 2] ^= 4;
        Assert.ThrowsExactly<InvalidDataException>(() => Decompress(bytes));
    }

    [TestMethod]
    public void Read_SomethingElseBehind_Throws() =>
        Assert.ThrowsExactly<InvalidDataException>(() => Decompress([.. Gzip("a,b\n"), .. "plain text"u8]));

    private static string Decompress(byte[] bytes)
    {
        using var reader = new StreamReader(new GzipInput(new MemoryStream(bytes)));
        return reader.ReadToEnd();
    }

    private static string Noise(int length)
    {
        var random = new Random(length);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++)
        {
            text.Append((char)('!' + random.Next(90)));
        }

        return text.ToString();
    }

    /// <summary>The same member, its header longer by a file name.</summary>
    private static byte[] WithName(byte[] member, int extra)
    {
        byte[] header = member[..10];
        header[3] |= 8;
        return [.. header, .. Enumerable.Repeat((byte)'n', extra - 1), 0, .. member[10..]];
    }
}
