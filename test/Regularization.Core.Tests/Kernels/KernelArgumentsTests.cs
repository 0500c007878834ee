namespace Regularization.Tests;

[TestClass]
public class KernelArgumentsTests
{
    private static readonly KernelSet Any = Kernels.Available[0];

    [TestMethod]
    public void Dot_WrongLengths_ThrowsAndSaysWhat()
    {
        float[] values = new float[20];
        double[] r = new double[20];
        double[] result = new double[4];
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 3), [0], r, 10, 1, result, 1, false)), "20 values; 10 rows and 3 columns 10 apart need 30");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 9, 10, 2), [0], r, 10, 1, result, 1, false)), "stride 9");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 2), [0, 2], r, 10, 1, result, 2, false)), "columns has the column 2; there are 2");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 2), [-1], r, 10, 1, result, 1, false)), "column -1");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 2), [0], r, 11, 2, result, 1, false)), "r has 20 elements; 2 right-hand sides of 10 rows 11 apart need 21");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 2), [0, 1], r, 10, 2, result, 3, false)), "result has 4 elements");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 2), [0, 1], r, 10, 2, result, 1, false)), "must not overlap");
        StringAssert.Contains(Refused(() => Any.Dot(new DenseView(values, 10, 10, 2), [0], r, 10, -1, result, 1, false)), "-1 right-hand sides");
    }

    [TestMethod]
    public void Sparse_WrongLengths_ThrowsAndSaysWhat()
    {
        double[] result = new double[4];
        StringAssert.Contains(Refused(() => Any.Dot(new SparseView([], [], [], 3), [], new double[3], 3, 1, result, 1, false)), "0 column starts");
        StringAssert.Contains(Refused(() => Any.Dot(new SparseView([0, 2], [0], [1], 3), [0], new double[3], 3, 1, result, 1, false)), "entries 0 to 2; they must ascend within 0 to 1");
        StringAssert.Contains(Refused(() => Any.Dot(new SparseView([1, 0], [0], [1], 3), [0], new double[3], 3, 1, result, 1, false)), "entries 1 to 0");
        StringAssert.Contains(Refused(() => Any.Add(new SparseView([0, 1], [0], [1], 3), [0], [1], new double[2])), "y has 2 elements; there are 3 rows");
    }

    [TestMethod]
    public void Square_WrongLengths_ThrowsAndSaysWhat()
    {
        DenseViewCall call = new();
        StringAssert.Contains(Refused(() => call.Square(new double[3], new double[2], new double[2])), "h has 3 elements; there are 4 rows");
        StringAssert.Contains(Refused(() => call.Square([], new double[1], new double[2])), "center has 1 elements; it must have at least 2");
        StringAssert.Contains(Refused(() => call.Square([], new double[2], new double[1])), "result has 1 elements");
        call.Square([], new double[2], new double[2]);
    }

    [TestMethod]
    public void Descent_WrongLengths_ThrowsAndSaysWhat()
    {
        StringAssert.Contains(Refused(() => Covariance(size: 3, visit: [3], stride: 3, length: 9, q: 3)), "Visit has the position 3; there are 3");
        StringAssert.Contains(Refused(() => Covariance(size: 3, visit: [0], stride: 2, length: 9, q: 3)), "stride 2");
        StringAssert.Contains(Refused(() => Covariance(size: 3, visit: [0], stride: 3, length: 8, q: 3)), "gram has 8 elements");
        StringAssert.Contains(Refused(() => Covariance(size: 3, visit: [0], stride: 3, length: 9, q: 2)), "q has 2 elements");
        Covariance(size: 3, visit: [0, 1, 2], stride: 3, length: 9, q: 3);
    }

    private static void Covariance(int size, int[] visit, int stride, int length, int q)
    {
        double[] zero = new double[size];
        CoordinateView at = new()
        {
            Visit = visit,
            Columns = default,
            Center = default,
            InverseScale = default,
            Curvature = zero,
            L1 = zero,
            L2 = zero,
            Lower = zero,
            Upper = zero,
            Beta = new double[size],
        };
        EpochProgress progress = new() { MaxEpochs = 1 };
        Any.CoordinateDescent(new double[length], stride, new double[q], at, ref progress);
    }

    private static string Refused(Action call) => Assert.ThrowsExactly<ArgumentException>(call).Message;

    private sealed class DenseViewCall
    {
        public void Square(double[] h, double[] center, double[] result) => Any.Square(new DenseView(new float[8], 4, 4, 2), [0, 1], h, 1, center, result);
    }
}
