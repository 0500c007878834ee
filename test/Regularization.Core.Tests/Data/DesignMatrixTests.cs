namespace Regularization.Tests;

[TestClass]
public class DesignMatrixTests
{
    private static readonly (string Name, Func<object> Make, string Message)[] Refused =
    [
        ("dense, no rows", () => DesignMatrix.FromColumns(Array.Empty<float>(), 0, 2), "has 0 rows; it must have at least 1"),
        ("dense, no columns", () => DesignMatrix.FromColumns(Array.Empty<float>(), 2, 0), "has 0 columns; it must have at least 1 feature"),
        ("dense, negative rows", () => DesignMatrix.FromColumns(new float[4], -2, -2), "has -2 rows"),
        ("dense, too few values", () => DesignMatrix.FromColumns(new float[5], 2, 3), "has 5 values; 2 rows x 3 columns need 6"),
        ("dense, too many values", () => DesignMatrix.FromColumns(new float[7], 2, 3), "has 7 values; 2 rows x 3 columns need 6"),
        ("dense, a size beyond int", () => DesignMatrix.FromColumns(new float[1], 1 << 20, 1 << 20), "need 1099511627776"),
        ("dense, NaN", () => DesignMatrix.FromColumns([0f, 1, 2, 3, 4, float.NaN], 2, 3), "Feature 2 of row 1 is NaN; features must be finite"),
        ("dense, infinite", () => DesignMatrix.FromColumns([0f, float.NegativeInfinity, 2, 3], 2, 2), "Feature 0 of row 1 is -"),
        ("doubles, too few values", () => DesignMatrix.FromColumns(new double[5], 2, 3), "has 5 values; 2 rows x 3 columns need 6"),
        ("doubles, too few values, flattened", () => DesignMatrix.FromColumns([1e9, 1e9 + 1e-3, 3, 4, 5], 2, 3), "has 5 values; 2 rows x 3 columns need 6"),
        ("doubles, NaN", () => DesignMatrix.FromColumns([0, 1, double.NaN, 3], 2, 2), "Feature 1 of row 0 is NaN"),
        ("doubles, beyond float32", () => DesignMatrix.FromColumns([0, 1e39, 2, 3], 2, 2), "Feature 0 of row 1 is "),
        ("array, no rows", () => DesignMatrix.FromRows(new double[0, 3]), "has 0 rows"),
        ("array, no columns", () => DesignMatrix.FromRows(new double[3, 0]), "has 0 columns"),
        ("array, NaN", () => DesignMatrix.FromRows(new[,] { { 1, 2 }, { double.NaN, 3 } }), "Feature 0 of row 1 is NaN"),
        ("sparse, no rows", () => DesignMatrix.FromCompressedColumns(0, [0, 0], [], []), "has 0 rows"),
        ("sparse, no columns", () => DesignMatrix.FromCompressedColumns(3, [0], [], []), "There is one column start; there must be one for each column"),
        ("sparse, no starts", () => DesignMatrix.FromCompressedColumns(3, [], [], []), "There are no column starts; there must be one for each column"),
        ("sparse, first start", () => DesignMatrix.FromCompressedColumns(3, [1, 2], [0, 1], [1, 1]), "The first column start is 1; it must be 0"),
        ("sparse, starts decrease", () => DesignMatrix.FromCompressedColumns(3, [0, 2, 1], [0, 1], [1, 1]), "The end is 1, below the start of column 1 (2)"),
        ("sparse, inner starts decrease", () => DesignMatrix.FromCompressedColumns(3, [0, 2, 1, 2], [0, 1], [1, 1]), "The start of column 2 is 1, below the start of column 1 (2)"),
        ("sparse, too few rows", () => DesignMatrix.FromCompressedColumns(3, [0, 2], [0], [1, 1]), "The column starts end at 2, but there are 1 row indices and 2 values"),
        ("sparse, too few values", () => DesignMatrix.FromCompressedColumns(3, [0, 2], [0, 1], [1]), "The column starts end at 2, but there are 2 row indices and 1 values"),
        ("sparse, too many rows", () => DesignMatrix.FromCompressedColumns(3, [0, 2], [0, 1, 2], [1, 1]), "The column starts end at 2, but there are 3 row indices and 2 values"),
        ("times in seconds", () => DesignMatrix.FromColumns([1.7e9, 1.7e9 + 1, 1.7e9 + 2], 3, 1), "Feature 0 varies by 2 around 1.7e+09, and float32"),
        ("beyond float32", () => DesignMatrix.FromColumns([0, 1e39], 2, 1), "Feature 0 of row 1 is 1E+39"),
        ("sparse, rows descend", () => DesignMatrix.FromCompressedColumns(3, [0, 0, 2], [2, 0], [1, 1]), "Column 1 has row index 0 after 2; within a column they must ascend"),
        ("sparse, repeated row", () => DesignMatrix.FromCompressedColumns(3, [0, 2], [1, 1], [1, 1]), "Column 0 has row index 1 after 1; within a column they must ascend without repeats"),
        ("sparse, row too large", () => DesignMatrix.FromCompressedColumns(3, [0, 1], [3], [1]), "Column 0 has row index 3; there are 3 rows, counted from 0"),
        ("sparse, negative row", () => DesignMatrix.FromCompressedColumns(3, [0, 1], [-1], [1]), "Column 0 has row index -1; there are 3 rows"),
        ("sparse, NaN", () => DesignMatrix.FromCompressedColumns(3, [0, 0, 2], [0, 2], [1, float.NaN]), "Feature 1 of row 2 is NaN"),
        ("sparse, NaN before empty columns", () => DesignMatrix.FromCompressedColumns(3, [0, 1, 1, 1], [2], [float.NaN]), "Feature 0 of row 2 is NaN"),
        ("sparse, NaN after empty columns", () => DesignMatrix.FromCompressedColumns(3, [0, 0, 0, 1], [2], [float.NaN]), "Feature 2 of row 2 is NaN"),
        ("sparse, infinite", () => DesignMatrix.FromCompressedColumns(3, [0, 1], [1], [float.PositiveInfinity]), "Feature 0 of row 1 is "),
    ];

    public static IEnumerable<object[]> RefusedCases => Refused.Select(c => new object[] { c.Name });

    [TestMethod]
    [DynamicData(nameof(RefusedCases))]
    public void Factories_MalformedInput_IsRefusedWithValueAndRule(string name)
    {
        (_, Func<object> make, string message) = Refused.Single(c => c.Name == name);
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => make()).Message);
    }

    [TestMethod]
    public void CostsOf_SparseColumns_AreTheirEntries()
    {
        var x = (SparseDesignMatrix)DesignMatrix.FromCompressedColumns(3, [0, 2, 2, 5, 6], [0, 2, 0, 1, 2, 1], [1, 1, 1, 1, 1, 1]);
        var costs = new long[4];
        x.CostsOf([2, 0, 3, 1], costs);
        CollectionAssert.AreEqual(new long[] { 3, 2, 1, 0 }, costs);
    }

    [TestMethod]
    public void Factories_Nulls_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => DesignMatrix.FromColumns((float[])null!, 1, 1));
        Assert.ThrowsExactly<ArgumentNullException>(() => DesignMatrix.FromRows(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => DesignMatrix.FromCompressedColumns(1, null!, [], []));
        Assert.ThrowsExactly<ArgumentNullException>(() => DesignMatrix.FromCompressedColumns(1, [0, 0], null!, []));
        Assert.ThrowsExactly<ArgumentNullException>(() => DesignMatrix.FromCompressedColumns(1, [0, 0], [], null!));
    }

    [TestMethod]
    public void Factories_TheSameValues_HoldTheSameMatrix()
    {
        double[,] table = { { 1, 0, 3 }, { 0, 0, -2.5 } };
        var matrices = new (DesignMatrix Matrix, bool Sparse, long Entries)[]
        {
            (DesignMatrix.FromColumns([1f, 0, 0, 0, 3, -2.5f], 2, 3), false, 6),
            (DesignMatrix.FromColumns([1.0, 0, 0, 0, 3, -2.5], 2, 3), false, 6),
            (DesignMatrix.FromRows(table), false, 6),
            (DesignMatrix.FromCompressedColumns(2, [0, 1, 1, 3], [0, 0, 1], [1, 3, -2.5f]), true, 3),
        };
        foreach ((DesignMatrix matrix, bool sparse, long entries) in matrices)
        {
            Assert.AreEqual((2, 3, sparse, entries), (matrix.Rows, matrix.Columns, matrix.IsSparse, matrix.EntryCount));
            for (int j = 0; j < 3; j++)
            {
                var column = new double[2];
                matrix.Add([j], [1], column);
                CollectionAssert.AreEqual(new[] { table[0, j], table[1, j] }, column);
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4095)]
    [DataRow(4096)]
    [DataRow(4097)]
    [DataRow(9000)]
    public void FromColumns_OneBadValueAnywhere_IsFound(int length)
    {
        foreach (int at in new[] { 0, length / 2, length - 1 })
        {
            var values = new float[length];
            Array.Fill(values, float.MaxValue);
            Assert.AreEqual(length, DesignMatrix.FromColumns([.. values], length, 1).Rows, "a sum that overflows is no bad value");
            values[at] = float.NaN;
            Assert.Contains($"Feature 0 of row {at} is NaN", Assert.ThrowsExactly<ArgumentException>(() => DesignMatrix.FromColumns(values, length, 1)).Message);
        }
    }
}
