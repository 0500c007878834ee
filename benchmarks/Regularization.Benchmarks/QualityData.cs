using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Regularization.Benchmarks;

/// <summary>Pictures of digits for the quality command, pixels brought to 0 to 1: rows to choose and train on, and rows that are opened for the last judgement only.</summary>
/// <param name="Name">The data.</param>
/// <param name="Train">The training rows.</param>
/// <param name="Test">Reads the test rows.</param>
internal sealed record QualityData(string Name, NetworkData Train, Func<NetworkData> Test)
{
    /// <summary>The rows of MNIST's test file that are trained on; the others test.</summary>
    private const int MnistTrainRows = 8000;

    /// <summary><c>optdigits_train.csv.gz</c> and <c>optdigits_test.csv.gz</c>: 3,823 and 1,797 rows, the test rows of other writers.</summary>
    public static QualityData Optdigits(string folder)
    {
        return new QualityData("optdigits", Read("optdigits_train.csv.gz"), () => Read("optdigits_test.csv.gz"));

        NetworkData Read(string file)
        {
            using var lines = new StreamReader(Unpacked(folder, file));
            lines.ReadLine();       // the header
            var pixels = new List<float>();
            var digits = new List<float>();
            while (lines.ReadLine() is { } line)
            {
                float[] values = [.. line.Split(',').Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
                pixels.AddRange(values[..^1].Select(value => value / 16));
                digits.Add(values[^1]);
            }

            return new NetworkData(RowMatrix.FromRows([.. pixels], digits.Count, pixels.Count / digits.Count), digits.ToArray());
        }
    }

    /// <summary><c>t10k-images-idx3-ubyte.gz</c> and <c>t10k-labels-idx1-ubyte.gz</c>: the first 8,000 of the 10,000 rows train, the last 2,000 test.</summary>
    public static QualityData Mnist(string folder)
    {
        byte[] images = Bytes("t10k-images-idx3-ubyte.gz"), labels = Bytes("t10k-labels-idx1-ubyte.gz");
        int rows = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(4));
        int pixels = BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(8)) * BinaryPrimitives.ReadInt32BigEndian(images.AsSpan(12));
        return new QualityData("MNIST t10k", Part(0, MnistTrainRows), () => Part(MnistTrainRows, rows));

        byte[] Bytes(string file)
        {
            using var memory = new MemoryStream();
            using Stream unpacked = Unpacked(folder, file);
            unpacked.CopyTo(memory);
            return memory.ToArray();
        }

        NetworkData Part(int from, int to)
        {
            float[] x = [.. images.AsSpan(16 + (from * pixels), (to - from) * pixels).ToArray().Select(value => value / 255f)];
            float[] y = [.. labels.AsSpan(8 + from, to - from).ToArray().Select(value => (float)value)];
            return new NetworkData(RowMatrix.FromRows(x, to - from, pixels), y);
        }
    }

    private static GZipStream Unpacked(string folder, string file) => new(File.OpenRead(Path.Combine(folder, file)), CompressionMode.Decompress);
}
