namespace Regularization.Tests;

/// <summary>The native self-test stands on a file; here it is held true.</summary>
[TestClass]
public class StoredCallsTests
{
    [TestMethod]
    public void Make_TheFileOfTheNativeSelfTest_IsWhatTheNaiveKernelsLeave() =>
        KeptFile.AssertTrue(StoredCalls.Make(), "../../src/Regularization.Native/test/calls.txt");

    [TestMethod]
    public void Make_EveryKernelOfTheTable_IsThere()
    {
        string[] lines = StoredCalls.Make().Split('\n');
        string[] header = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "native", "regularization_native.h"));
        string[] kernels = [.. header.Where(l => l.StartsWith("  int32_t (*", StringComparison.Ordinal)).Select(l => l["  int32_t (*".Length..l.IndexOf(')')])];
        Assert.HasCount(typeof(NativeAbi.Table).GetFields().Length - 2, kernels, "the table without its two numbers");
        foreach (string kernel in kernels)
        {
            Assert.Contains(kernel, lines, $"no stored call of {kernel}");
        }
    }
}
