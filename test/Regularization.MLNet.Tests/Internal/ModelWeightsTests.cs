using Microsoft.ML.Data;

namespace Regularization.MLNet.Tests.Internal;

[TestClass]
public sealed class ModelWeightsTests
{
    [TestMethod]
    public void From_FewNonzeros_IsSparse()
    {
        VBuffer<float> weights = ModelWeights.From(SparseCoefficients.FromDense([0, 0, 1.5, 0, 0, 0, -2, 0]), new string[8]);
        Assert.IsFalse(weights.IsDense);
        CollectionAssert.AreEqual(new[] { 0, 0, 1.5f, 0, 0, 0, -2, 0 }, weights.DenseValues().ToArray());
    }

    [TestMethod]
    public void From_ManyNonzeros_IsDense()
    {
        VBuffer<float> weights = ModelWeights.From(SparseCoefficients.FromDense([3, 0, 1.5]), new string[3]);
        Assert.IsTrue(weights.IsDense);
        CollectionAssert.AreEqual(new[] { 3, 0, 1.5f }, weights.DenseValues().ToArray());
    }

    [TestMethod]
    public void From_NoNonzeros_HasTheLength() => Assert.AreEqual(4, ModelWeights.From(SparseCoefficients.FromDense(new double[4]), new string[4]).Length);

    [TestMethod]
    public void From_CoefficientBelowFloat_IsLeftOut() =>
        Assert.AreEqual(0, ModelWeights.From(SparseCoefficients.FromDense([1e-60, 0, 0, 0]), new string[4]).GetValues().Length);

    [TestMethod]
    public void From_CoefficientBeyondFloat_Throws()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => ModelWeights.From(SparseCoefficients.FromDense([0, 1e40]), ["a", "tiny"]));
        Assert.AreEqual("The coefficient of 'tiny' is 1E+40, which is beyond the float32 that ML.NET models hold. Rescale the feature: its values are too small.", e.Message);
    }

    [TestMethod]
    public void From_ACoefficientThatCountsAndIsLost_IsRefused()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => ModelWeights.From(SparseCoefficients.FromDense([1e-21, 2e-50]), ["a", "huge"], [1, 1e30]));
        Assert.AreEqual("The coefficient of 'huge' is 2E-50, which is below the float32 that ML.NET models hold. Rescale the feature: its values are too large.", e.Message);

        // What is lost of these does not count: beside the other, or as all is next to nothing.
        Assert.AreEqual(1, ModelWeights.From(SparseCoefficients.FromDense([1, 2e-50, 0, 0, 0]), new string[5], [1, 1e30, 1, 1, 1]).GetValues().Length);
        Assert.AreEqual(0, ModelWeights.From(SparseCoefficients.FromDense([1e-300, 0, 0, 0]), new string[4], [1, 1, 1, 1]).GetValues().Length);
        Assert.AreEqual(0, ModelWeights.From(SparseCoefficients.FromDense([0, 0, 0, 0]), new string[4], [1, 1, 1, 1]).GetValues().Length);
    }
}
