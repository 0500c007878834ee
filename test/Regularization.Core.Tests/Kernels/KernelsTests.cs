namespace Regularization.Tests;

[TestClass]
public class KernelsTests
{
    private static readonly NativeLibraryFound Nothing = new(null, [], "no native library for a-b was found (looked in here)");

    private static readonly NativeLibraryFound Library = new("/there/libregularization_native.so", [new NaiveKernels("avx2"), new NaiveKernels("baseline")], "libregularization_native.so, ABI 1");

    [TestMethod]
    public void Describe_ThisMachine_SaysWhichAndWhy()
    {
        string text = Kernels.Describe();
        string expected = Kernels.Current == ManagedKernels.Instance ? "managed: " : $"native {Kernels.Current.Name} (";
        Assert.StartsWith(expected, text);
        Assert.DoesNotContain('\n', text);
    }

    [TestMethod]
    public void Available_ThisMachine_EndsWithManaged()
    {
        Assert.AreSame(ManagedKernels.Instance, Kernels.Available[^1]);
        CollectionAssert.AllItemsAreUnique(Kernels.Available.Select(set => set.Name).ToArray());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("auto")]
    [DataRow(" AUTO ")]
    public void Choose_Auto_TakesTheBestNative(string? value)
    {
        Kernels.Choice choice = Kernels.Choose(value, () => Library);
        Assert.AreEqual("avx2", choice.KernelSet.Name);
        Assert.AreEqual("native avx2 (libregularization_native.so, ABI 1)", choice.Description);
    }

    [TestMethod]
    public void Choose_AutoWithoutLibrary_TakesManagedAndSaysWhy()
    {
        Kernels.Choice choice = Kernels.Choose(null, () => Nothing);
        Assert.AreSame(ManagedKernels.Instance, choice.KernelSet);
        Assert.AreEqual("managed: no native library for a-b was found (looked in here)", choice.Description);
    }

    [TestMethod]
    public void Choose_Managed_DoesNotLookForTheLibrary()
    {
        Kernels.Choice choice = Kernels.Choose("Managed", () => throw new AssertFailedException("looked for the library"));
        Assert.AreSame(ManagedKernels.Instance, choice.KernelSet);
        Assert.AreEqual("managed: forced by REGULARIZATION_KERNELS", choice.Description);
    }

    [TestMethod]
    public void Choose_ForcedName_TakesItInAnyCase()
    {
        Kernels.Choice choice = Kernels.Choose("BaseLine", () => Library);
        Assert.AreEqual("baseline", choice.KernelSet.Name);
        Assert.AreEqual("native baseline (libregularization_native.so, ABI 1), forced by REGULARIZATION_KERNELS", choice.Description);
    }

    [TestMethod]
    public void Choose_UnknownName_ThrowsWithNamesAndTheWayOut()
    {
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Kernels.Choose("sse9", () => Library)).Message;
        Assert.AreEqual("REGULARIZATION_KERNELS is 'sse9'; it must be one of auto, managed, baseline, avx2, avx512, neon. Unset it to let the CPU decide.", message);
    }

    [TestMethod]
    public void Choose_NameThatCannotRun_ThrowsWithWhatCan()
    {
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Kernels.Choose("avx512", () => Library)).Message;
        StringAssert.Contains(message, "REGULARIZATION_KERNELS is 'avx512'; it must name kernels that this machine can run: avx2, baseline, managed.");
        StringAssert.Contains(message, "/there/libregularization_native.so");
        StringAssert.Contains(message, "Unset it");
    }

    [TestMethod]
    public void Choose_ForcedNativeWithoutLibrary_ThrowsAndSaysWhereItLooked()
    {
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Kernels.Choose("baseline", () => Nothing)).Message;
        StringAssert.Contains(message, "no native library for a-b was found");
    }
}
