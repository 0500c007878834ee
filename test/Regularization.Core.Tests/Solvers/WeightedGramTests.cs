using System.Globalization;

namespace Regularization.Tests;

/// <summary>Gram matrices against sums in decimal, on one thread and on several.</summary>
[TestClass]
public class WeightedGramTests
{
    [TestMethod]
    [DataRow("dense")]
    [DataRow("sparse")]
    [DataRow("crowded")]
    [DataRow("far")]
    [DataRow("dense far")]
    public void Cross_AllKindsOfColumns_EqualsTheOracle(string kind)
    {
        const int Rows = 331, Columns = 24;
        double[] x = Make(kind, Rows, Columns);
        foreach (bool intercept in new[] { true, false })
        {
            foreach (int kindOfWeights in new[] { 0, 1, 2 })
            {
                // none; some of them 0, as in a fold; those of a Newton step besides
                double[]? weights = kindOfWeights == 0 ? null : [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 1 ? 0 : 1 + Math.Sin(i))];
                DesignMatrix matrix = kind.StartsWith("dense", StringComparison.Ordinal) ? DesignMatrix.FromColumns(x, Rows, Columns) : TestProblems.Sparse(x, Rows, Columns);
                var problem = new TrainingProblem(matrix, new double[Rows]) { Weights = weights };
                var design = new StandardizedDesign(problem, standardize: true, intercept, threads: 2);
                double[] h = kindOfWeights < 2 ? design.W : [.. design.W.Select((w, i) => w * (0.01 + (i % 5)))];
                int[] columns = [.. Enumerable.Range(0, Columns).Reverse()];
                double[] expected = Oracle(x, Rows, columns, design, h);
                foreach (int first in new[] { 0, 7, 23 })
                {
                    double[] gram = new double[Columns * 30];
                    WeightedGram.Cross(design, columns, first, h, gram, 30);
                    for (int k = first; k < Columns; k++)
                    {
                        for (int l = 0; l <= k; l++)
                        {
                            double scale = Math.Sqrt(expected[(k * Columns) + k] * expected[(l * Columns) + l]);
                            Assert.AreEqual(expected[(k * Columns) + l], gram[(k * 30) + l], 1e-9 * scale, string.Create(CultureInfo.InvariantCulture, $"{kind}, intercept {intercept}, weights {kindOfWeights}, first {first}: {k}, {l}"));
                        }
                    }
                }
            }
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Build_MoreThreads_DifferInTheLastDigitsOnly(bool sparse)
    {
        const int Rows = 5003, Columns = 150;
        double[] x = TestProblems.Random(Rows, Columns, seed: 98, density: sparse ? 0.1 : 1).X;
        DesignMatrix matrix = sparse ? TestProblems.Sparse(x, Rows, Columns) : DesignMatrix.FromColumns(x, Rows, Columns);
        int[] columns = [.. Enumerable.Range(0, Columns)];
        double[] Build(int threads)
        {
            var design = new StandardizedDesign(new TrainingProblem(matrix, new double[Rows]), true, true, threads);
            return WeightedGram.Build(design, columns, design.W);
        }

        double[] one = Build(1);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            double[] several = Build(threads);
            CollectionAssert.AreEqual(several, Build(threads), $"{threads} threads, twice");
            for (int i = 0; i < one.Length; i++)
            {
                Assert.AreEqual(one[i], several[i], 1e-13, $"{threads} threads, element {i}");
                Assert.AreEqual(several[i], several[(i % Columns * Columns) + (i / Columns)], "symmetric");
            }
        }
    }

    [TestMethod]
    public void Cover_TilesOfTheTriangle_HoldEachElementOnce()
    {
        foreach ((int first, int size) in new[] { (0, 1), (0, 128), (0, 129), (5, 300), (299, 300), (100, 1000), (0, 777) })
        {
            int[] times = new int[size * size];
            foreach (GramTile tile in GramTile.Cover(first, size))
            {
                Assert.IsTrue(tile.RightFrom <= tile.From && tile.RightFrom < tile.RightTo, tile.ToString());
                for (int k = tile.From; k < tile.To; k++)
                {
                    for (int l = tile.RightFrom; l < Math.Min(tile.RightTo, k + 1); l++)
                    {
                        times[(k * size) + l]++;
                    }
                }
            }

            for (int i = 0; i < times.Length; i++)
            {
                Assert.AreEqual(i / size >= first && i % size <= i / size ? 1 : 0, times[i], $"{first} to {size}: {i / size}, {i % size}");
            }
        }
    }

    /// <summary>Crowded: some columns with an entry in most rows. Far: some columns with one in all, and a mean that is large beside the deviation.</summary>
    private static double[] Make(string kind, int rows, int columns)
    {
        double[] x = TestProblems.Random(rows, columns, seed: 99, density: kind.StartsWith("dense", StringComparison.Ordinal) ? 1 : 0.15).X;
        double[] full = TestProblems.Random(rows, columns, seed: 100).X;
        for (int j = 0; j < columns; j += 4)
        {
            for (int i = 0; i < rows && kind is not ("dense" or "sparse"); i++)
            {
                x[(j * rows) + i] = full[(j * rows) + i] + (kind == "crowded" ? 0.5 : 3e4);
            }
        }

        return [.. x.Select(v => (double)(float)v)];
    }

    private static double[] Oracle(double[] x, int rows, int[] columns, StandardizedDesign design, double[] h)
    {
        int size = columns.Length;
        decimal[] weight = [.. h.Select(v => (decimal)v)];
        decimal sum = weight.Sum();
        decimal[][] centered = [.. columns.Select(j =>
        {
            decimal[] column = [.. Enumerable.Range(0, rows).Select(i => (decimal)x[(j * rows) + i])];
            decimal mean = design.HasIntercept ? column.Zip(weight, (v, w) => v * w).Sum() / sum : 0;
            return column.Select(v => v - mean).ToArray();
        })];
        var gram = new double[size * size];
        for (int k = 0; k < size; k++)
        {
            for (int l = 0; l < size; l++)
            {
                decimal total = 0;
                for (int i = 0; i < rows; i++)
                {
                    total += weight[i] * centered[k][i] * centered[l][i];
                }

                gram[(k * size) + l] = (double)total * design.InverseScale[columns[k]] * design.InverseScale[columns[l]];
            }
        }

        return gram;
    }
}
