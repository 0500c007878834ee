namespace Regularization.Tests;

/// <summary>Centres, scales and products of the standardised design against plain formulas.</summary>
[TestClass]
public class StandardizedDesignTests
{
    private const int Rows = 90;
    private const int Columns = 6;

    public static IEnumerable<object[]> Cases =>
        from sparse in new[] { false, true }
        from weighted in new[] { false, true }
        from standardize in new[] { true, false }
        from intercept in new[] { true, false }
        select new object[] { sparse, weighted, standardize, intercept };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Constructor_WeightsOrNone_CentresAndScalesAsTheFormulasSay(bool sparse, bool weighted, bool standardize, bool intercept)
    {
        (double[] x, double[] w, StandardizedDesign design) = Make(sparse, weighted, standardize, intercept);
        Assert.AreEqual(1, w.Sum(), 1e-12);
        CollectionAssert.AreEqual(w, design.W);
        for (int j = 0; j < Columns; j++)
        {
            double mean = Enumerable.Range(0, Rows).Sum(i => w[i] * x[(j * Rows) + i]);
            double variance = Enumerable.Range(0, Rows).Sum(i => w[i] * Math.Pow(x[(j * Rows) + i] - mean, 2)), square = variance + (mean * mean);
            bool leftOut = j == 4 || (j == 5 && (standardize || intercept));
            double inverse = leftOut ? 0 : standardize ? 1 / Math.Sqrt(variance) : 1;
            Assert.AreEqual(intercept ? mean : 0, design.Center[j], 1e-13 * (1 + Math.Abs(mean)), $"centre {j}");
            Assert.AreEqual(inverse, design.InverseScale[j], 1e-11 * inverse, $"scale {j}");
            Assert.AreEqual(inverse * Math.Sqrt(intercept ? variance : square), design.Norm[j], 1e-11, $"norm {j}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Products_WithStandardisedColumns_AreThoseOfTheColumnsWrittenOut(bool sparse, bool weighted, bool standardize, bool intercept)
    {
        (double[] x, double[] w, StandardizedDesign design) = Make(sparse, weighted, standardize, intercept);
        double[] u = [.. Enumerable.Range(0, Rows).Select(i => w[i] * Math.Sin(3 * i))];
        int[] columns = [3, 0, 5, 2, 4];
        double[] gradient = new double[5], eta = [.. Enumerable.Range(0, Rows).Select(i => 0.1 * i)], change = [1, -2, 0.5, 0, 3];
        double[] expected = [.. eta];
        design.Gradient(columns, u, gradient);
        design.AddTo(eta, columns, change);
        for (int k = 0; k < 5; k++)
        {
            int j = columns[k];
            double[] z = [.. Enumerable.Range(0, Rows).Select(i => (x[(j * Rows) + i] - design.Center[j]) * design.InverseScale[j])], written = new double[Rows];
            design.WriteColumn(j, written);
            for (int i = 0; i < Rows; i++)
            {
                Assert.AreEqual(z[i], written[i], 1e-13, $"column {j}, row {i}");
                expected[i] += change[k] * z[i];
            }

            Assert.AreEqual(z.Zip(u, (a, b) => a * b).Sum(), gradient[k], 1e-13, $"column {j}");
        }

        for (int i = 0; i < Rows; i++)
        {
            Assert.AreEqual(expected[i], eta[i], 1e-12, $"row {i}");
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Build_GramMatrix_IsThatOfTheColumnsWrittenOut(bool intercept)
    {
        foreach (bool sparse in new[] { false, true })
        {
            (_, _, StandardizedDesign design) = Make(sparse, true, true, intercept);
            double[] h = [.. Enumerable.Range(0, Rows).Select(i => 0.2 + (i % 3))];
            int[] columns = [2, 0, 3, 1];
            double[] gram = WeightedGram.Build(design, columns, h);
            double[][] z = [.. columns.Select(j =>
            {
                var column = new double[Rows];
                design.WriteColumn(j, column);
                double mean = intercept ? column.Zip(h, (a, b) => a * b).Sum() / h.Sum() : 0;
                return column.Select(v => v - mean).ToArray();
            })];
            for (int k = 0; k < 4; k++)
            {
                for (int l = 0; l < 4; l++)
                {
                    double expected = Enumerable.Range(0, Rows).Sum(i => h[i] * z[k][i] * z[l][i]);
                    Assert.AreEqual(expected, gram[(k * 4) + l], 1e-11 * h.Sum(), $"sparse {sparse}, {k}, {l}");
                }
            }
        }
    }

    [TestMethod]
    public void Factor_OfAPositiveMatrix_Solves()
    {
        double[] a = [4, 9, 9, 2, 3, 9, -1, 0.5, 5];
        Cholesky factor = Cholesky.Factor(a, 3, 0)!;
        double[] b = [1, 2, 3];
        factor.Solve(b);
        double[,] full = { { 4, 2, -1 }, { 2, 3, 0.5 }, { -1, 0.5, 5 } };
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(i + 1, (full[i, 0] * b[0]) + (full[i, 1] * b[1]) + (full[i, 2] * b[2]), 1e-13);
        }

        Assert.IsNull(Cholesky.Factor([1, 9, 2, 1], 2, 0), "indefinite");
        Assert.IsNull(Cholesky.Factor([1, 9, double.NaN, 1], 2, 0));
    }

    [TestMethod]
    [DataRow(0.1f, 37)]
    [DataRow(-3e6f, 1000)]
    [DataRow(1e-30f, 300)]
    [DataRow(0.7f, 333)]
    public void Constructor_ConstantColumn_IsLeftOutDenseAndSparse(float value, int rows)
    {
        float[] column = [.. Enumerable.Repeat(value, rows)];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => (double)(i % 2))];
        foreach (bool weighted in new[] { false, true })
        {
            foreach (DesignMatrix x in new[] { DesignMatrix.FromColumns(column, rows, 1), DesignMatrix.FromCompressedColumns(rows, [0, rows], [.. Enumerable.Range(0, rows)], column) })
            {
                double[]? weights = weighted ? [.. Enumerable.Range(0, rows).Select(i => 0.1 + (i % 7))] : null;
                var design = new StandardizedDesign(new TrainingProblem(x, y) { Weights = weights }, standardize: true, intercept: true, threads: 1);
                Assert.AreEqual(0.0, design.InverseScale[0], $"sparse {x.IsSparse}, weighted {weighted}");
            }
        }
    }

    [TestMethod]
    [DataRow(0.1f, 37)]
    [DataRow(1f, 1000)]
    [DataRow(0.7f, 333)]
    public void Constructor_ColumnConstantWhereThereIsWeight_IsLeftOutDenseAndSparse(float value, int rows)
    {
        // As in a fold of cross-validation: the held-out rows, which alone have no entry, weigh nothing.
        int[] held = [.. Enumerable.Range(0, rows).Where(i => i % 10 != 3)];
        float[] column = [.. Enumerable.Range(0, rows).Select(i => i % 10 != 3 ? value : 0)];
        double[] weights = [.. Enumerable.Range(0, rows).Select(i => i % 10 != 3 ? 1.0 / rows : 0)];
        foreach (DesignMatrix x in new[] { DesignMatrix.FromColumns(column, rows, 1), DesignMatrix.FromCompressedColumns(rows, [0, held.Length], held, [.. held.Select(_ => value)]) })
        {
            var design = new StandardizedDesign(new TrainingProblem(x, new double[rows]) { Weights = weights }, standardize: true, intercept: true, threads: 1);
            Assert.AreEqual(0.0, design.InverseScale[0], $"sparse {x.IsSparse}");
        }
    }

    [TestMethod]
    public void Constructor_SparseColumnFarFromZero_HasTheScaleOfTheDenseOne()
    {
        // Every entry stored, 5e5 + noise: the zero rows that are not there must not cost digits.
        double[] x = [.. TestProblems.Random(500, 1, seed: 97).X.Select(v => (double)(float)(5e5 + v))];
        double Scale(DesignMatrix matrix) => new StandardizedDesign(new TrainingProblem(matrix, new double[500]), true, true, 1).InverseScale[0];
        double dense = Scale(DesignMatrix.FromColumns(x, 500, 1)), sparse = Scale(TestProblems.Sparse(x, 500, 1));
        Assert.AreEqual(dense, sparse, 1e-9 * dense);
    }

    /// <summary>Column 4 is all zero, column 5 constant.</summary>
    private static (double[] X, double[] W, StandardizedDesign Design) Make(bool sparse, bool weighted, bool standardize, bool intercept)
    {
        double[] x = [.. TestProblems.Random(Rows, 4, seed: 96, density: 0.6).X, .. new double[Rows], .. Enumerable.Repeat(2.0, Rows)];
        double[]? weights = weighted ? [.. Enumerable.Range(0, Rows).Select(i => (double)(i % 4))] : null;
        var problem = new TrainingProblem(sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns), new double[Rows]) { Weights = weights };
        double[] w = [.. Enumerable.Range(0, Rows).Select(i => weights is null ? 1.0 / Rows : weights[i] / weights.Sum())];
        return (x, w, new StandardizedDesign(problem, standardize, intercept, threads: 2));
    }
}
