namespace Regularization.Core.Tests;

[TestClass]
public sealed class DesignByRowsTests
{
    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.3)]
    [DataRow(0.9)]
    [DataRow(1.0)]
    public void Select_RowsOfAllLengths_TakesWhatIsInTheColumns(double share)
    {
        const int Rows = 80;
        var random = new Random(5);
        float[] dense = new float[Rows * Rows];
        for (int j = 0; j < Rows; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                // Row i has about i entries.
                dense[(j * Rows) + i] = random.Next(Rows) < i ? random.Next(1, 100) : 0;
            }
        }

        var design = new DesignByRows((SparseDesignMatrix)Sparse(dense, Rows));
        int[] positionOf = new int[Rows];
        int taken = 0;
        for (int j = 0; j < Rows; j++)
        {
            positionOf[j] = random.NextDouble() < share ? taken++ : -1;
        }

        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? 0.0 : 1)];
        foreach (double[] w in new double[][] { [], weights })
        {
            foreach (Range rows in new[] { 0..Rows, 13..57, 20..20 })
            {
                int from = rows.Start.Value, count = rows.End.Value - from, room = design.EntriesIn(rows);
                long[] starts = new long[count + 1];
                int[] positions = new int[room];
                float[] values = new float[room];
                design.Select(rows, w, positionOf, starts, positions, values);
                for (int i = 0; i < count; i++)
                {
                    int row = from + i;
                    int[] expected = [.. Enumerable.Range(0, Rows).Where(j => positionOf[j] >= 0 && dense[(j * Rows) + row] != 0 && (w.Length == 0 || w[row] != 0))];
                    Range part = (int)starts[i]..(int)starts[i + 1];
                    CollectionAssert.AreEqual(expected.Select(j => positionOf[j]).ToArray(), positions[part], $"positions of row {row}");
                    CollectionAssert.AreEqual(expected.Select(j => dense[(j * Rows) + row]).ToArray(), values[part], $"values of row {row}");
                }
            }
        }
    }

    private static DesignMatrix Sparse(float[] dense, int rows)
    {
        var starts = new List<long> { 0 };
        var indices = new List<int>();
        var values = new List<float>();
        for (int j = 0; j < dense.Length / rows; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                if (dense[(j * rows) + i] != 0)
                {
                    indices.Add(i);
                    values.Add(dense[(j * rows) + i]);
                }
            }

            starts.Add(indices.Count);
        }

        return DesignMatrix.FromCompressedColumns(rows, [.. starts], [.. indices], [.. values]);
    }
}
