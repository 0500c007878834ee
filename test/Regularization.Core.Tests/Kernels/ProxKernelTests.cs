namespace Regularization.Tests;

[TestClass]
public class ProxKernelTests
{
    private static readonly double[] Special =
        [0, -0.0, 1, -1, 0.5, -0.5, 3, -3, 1e300, -1e300, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    public static IEnumerable<object[]> Names => KernelCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ProxElasticNet_AllLengths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(31);
        foreach (int length in KernelCases.Lengths)
        {
            Memory<double> z = KernelCases.Doubles(random, length, length % 8);
            double[] l1 = KernelCases.Positive(random, length);
            double[] l2 = KernelCases.Positive(random, length);
            double[] lower = [.. l1.Select((_, k) => k % 3 == 0 ? -0.1 : double.NegativeInfinity)];
            double[] upper = [.. l1.Select((_, k) => k % 4 == 0 ? 0.2 : double.PositiveInfinity)];
            double[] expected = new double[length];
            double[] actual = new double[length];
            KernelCases.Naive.ProxElasticNet(z.Span, 0.7, l1, l2, lower, upper, expected);
            kernels.ProxElasticNet(z.Span, 0.7, l1, l2, lower, upper, actual);
            KernelCases.AssertClose(expected, actual, 1, $"{name}, length {length}");
            kernels.ProxElasticNet(z.Span, 0.7, l1, l2, lower, upper, z.Span);
            KernelCases.AssertClose(expected, z.Span, 1, $"{name}, length {length}, in place");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ProxElasticNet_SpecialValues_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (double threshold in new[] { 0, 1, double.PositiveInfinity })
        {
            foreach ((double low, double high) in new[] { (double.NegativeInfinity, double.PositiveInfinity), (0, double.PositiveInfinity), (-1.0, 1.0), (0.25, 0.25) })
            {
                double[] l1 = KernelCases.Constant(Special.Length, threshold);
                double[] l2 = KernelCases.Constant(Special.Length, 0.5);
                double[] lower = KernelCases.Constant(Special.Length, low);
                double[] upper = KernelCases.Constant(Special.Length, high);
                double[] expected = new double[Special.Length];
                double[] actual = new double[Special.Length];
                KernelCases.Naive.ProxElasticNet(Special, 1, l1, l2, lower, upper, expected);
                kernels.ProxElasticNet(Special, 1, l1, l2, lower, upper, actual);
                KernelCases.AssertClose(expected, actual, 0, $"{name}, threshold {threshold}, bounds {low} and {high}");

                // and each alone, which is the end of the loop
                for (int k = 0; k < Special.Length; k++)
                {
                    kernels.ProxElasticNet(Special.AsSpan(k, 1), 1, l1, l2, lower, upper, actual);
                    KernelCases.AssertClose(expected.AsSpan(k, 1), actual.AsSpan(0, 1), 0, $"{name}, {Special[k]} alone, threshold {threshold}, bounds {low} and {high}");
                }
            }
        }
    }
}
