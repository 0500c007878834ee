namespace Regularization.Tests;

[TestClass]
public class SolutionTests
{
    private static readonly Solution Example = new()
    {
        Lambda = 0.25,
        Intercept = 2,
        Coefficients = SparseCoefficients.FromDense([0, -1, 0, 0.5]),
        DualityGap = 1e-7,
        KktResidual = 0,
        DevianceExplained = 0.75,
        Objective = 1,
        Epochs = 3,
        Seconds = 0,
        Status = FitStatus.Converged,
    };

    [TestMethod]
    public void LinearPredictor_DenseAndSparseRows_IsInterceptPlusFeaturesPlusOffset()
    {
        double[] x = [1, 2, 0, 3, 5, 0, 2, 0];
        foreach (DesignMatrix matrix in new[] { DesignMatrix.FromColumns(x, 2, 4), TestProblems.Sparse(x, 2, 4) })
        {
            CollectionAssert.AreEqual(new[] { 3.0, -1.0 }, Example.LinearPredictor(matrix));
            CollectionAssert.AreEqual(new[] { 13.0, -2.0 }, Example.LinearPredictor(matrix, [10, -1]));
        }
    }

    [TestMethod]
    public void LinearPredictor_WrongSizes_AreRefused()
    {
        var narrow = DesignMatrix.FromColumns([1f, 2f, 3f], 1, 3);
        Assert.Contains("3 columns; the model was fitted on 4 features", Assert.ThrowsExactly<ArgumentException>(() => Example.LinearPredictor(narrow)).Message);
        var right = DesignMatrix.FromColumns(new float[8], 2, 4);
        Assert.Contains("3 offsets for 2 rows", Assert.ThrowsExactly<ArgumentException>(() => Example.LinearPredictor(right, [1, 2, 3])).Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => Example.LinearPredictor(null!));
    }

    [TestMethod]
    public void ToString_OfASolution_SaysWhatWasFound() =>
        Assert.AreEqual("lambda 0.25: 2 of 4 coefficients, deviance explained 75.0%, gap 1.0e-7, Converged", Example.ToString());

    [TestMethod]
    public void SparseCoefficients_FromDense_HoldTheNonzerosOnly()
    {
        double[] dense = [0, -1, 0, 0.5, 0];
        SparseCoefficients sparse = SparseCoefficients.FromDense(dense);
        Assert.AreEqual(5, sparse.Count);
        Assert.AreEqual(2, sparse.NonzeroCount);
        CollectionAssert.AreEqual(new[] { 1, 3 }, sparse.Indices.ToArray());
        CollectionAssert.AreEqual(new[] { -1, 0.5 }, sparse.Values.ToArray());
        CollectionAssert.AreEqual(dense, sparse.ToDense());
        CollectionAssert.AreEqual(dense, sparse.ToArray());
        for (int j = 0; j < 5; j++)
        {
            Assert.AreEqual(dense[j], sparse[j]);
        }

        Assert.IsEmpty(SparseCoefficients.FromDense([]));
    }

    [TestMethod]
    public void SparseCoefficients_IndexOutside_IsRefused()
    {
        SparseCoefficients sparse = SparseCoefficients.FromDense([1, 0]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => sparse[2]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => sparse[-1]);
    }
}
