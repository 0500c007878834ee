namespace Regularization.Tests;

/// <summary>Plain linear algebra.</summary>
internal static class SlowAlgebra
{
    /// <summary>Gauss-Jordan with row pivots.</summary>
    public static double[,] Inverse(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var inverse = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            for (int j = 0; j < n; j++)
            {
                (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
                (inverse[k, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[k, j]);
            }

            double scale = a[k, k];
            for (int j = 0; j < n; j++)
            {
                a[k, j] /= scale;
                inverse[k, j] /= scale;
            }

            for (int i = 0; i < n; i++)
            {
                double factor = i == k ? 0 : a[i, k];
                for (int j = 0; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                    inverse[i, j] -= factor * inverse[k, j];
                }
            }
        }

        return inverse;
    }
}
