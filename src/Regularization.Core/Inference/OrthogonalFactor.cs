using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Regularization;

/// <summary>
/// diag(s) Z = Q R with orthonormal columns of Q, by Gram-Schmidt done twice: least squares without squaring the condition of the columns. It holds n x k of float64.
/// </summary>
/// <remarks>Source: Giraud, Langou, Rozloznik, Computers and Mathematics with Applications 50 (2005): twice is enough.</remarks>
internal sealed class OrthogonalFactor
{
    private readonly double[][] _q;
    private readonly double[,] _r;

    private OrthogonalFactor(double[][] q, double[,] r) => (_q, _r) = (q, r);

    /// <summary>Factors the columns, each row times its scale; null if one of them is a combination of those before it.</summary>
    /// <param name="columns">Z, k columns of length n.</param>
    /// <param name="scale">s, length n.</param>
    /// <param name="tolerance">A column of which no more than this share is its own is a combination.</param>
    /// <param name="dependent">The position of that column, else −1.</param>
    /// <param name="parents">Its factors on the columns before it, where there is one.</param>
    public static OrthogonalFactor? Of(double[][] columns, double[] scale, double tolerance, out int dependent, out double[] parents)
    {
        int size = columns.Length;
        var q = new double[size][];
        var r = new double[size, size];
        for (int k = 0; k < size; k++)
        {
            double[] shares = new double[k];
            (q[k], double left) = Orthogonal(columns[k], scale, q.AsSpan(0, k), shares, tolerance);
            if (left == 0)
            {
                (dependent, parents) = (k, shares);
                BackSubstitute(r, parents);
                return null;
            }

            r[k, k] = left;
            for (int l = 0; l < k; l++)
            {
                r[l, k] = shares[l];
            }
        }

        (dependent, parents) = (-1, []);
        return new OrthogonalFactor(q, r);
    }

    /// <summary>The positions of the columns that are no combination of those before them.</summary>
    /// <inheritdoc cref="Of"/>
    public static int[] Independent(double[][] columns, double[] scale, double tolerance)
    {
        var q = new List<double[]>();
        var positions = new List<int>();
        for (int k = 0; k < columns.Length; k++)
        {
            (double[] column, double left) = Orthogonal(columns[k], scale, CollectionsMarshal.AsSpan(q), new double[q.Count], tolerance);
            if (left > 0)
            {
                q.Add(column);
                positions.Add(k);
            }
        }

        return [.. positions];
    }

    /// <summary>argmin over c of |diag(s) Z c − target|².</summary>
    public double[] Solve(double[] target)
    {
        double[] c = [.. _q.Select(column => TensorPrimitives.Dot<double>(column, target))];
        BackSubstitute(_r, c);
        return c;
    }

    /// <summary>t' (Z' diag(s²) Z)⁻¹ t: the variance of t'c for errors of variance 1.</summary>
    public double Variance(double[] t)
    {
        double[] u = [.. t];
        double sum = 0;
        for (int k = 0; k < u.Length; k++)
        {
            for (int l = 0; l < k; l++)
            {
                u[k] -= _r[l, k] * u[l];
            }

            u[k] /= _r[k, k];
            sum += u[k] * u[k];
        }

        return sum;
    }

    /// <summary>What a column has of its own, of size 1, its size, 0 if that is next to nothing, and its shares of the columns before it.</summary>
    private static (double[] Column, double Left) Orthogonal(double[] of, double[] scale, ReadOnlySpan<double[]> q, double[] shares, double tolerance)
    {
        var column = new double[scale.Length];
        TensorPrimitives.Multiply(of, scale, column);
        double before = TensorPrimitives.Norm<double>(column);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int l = 0; l < q.Length; l++)
            {
                double share = TensorPrimitives.Dot<double>(q[l], column);
                shares[l] += share;
                TensorPrimitives.MultiplyAdd(q[l], -share, column, column);
            }
        }

        double left = TensorPrimitives.Norm<double>(column);
        if (!(left > tolerance * before))
        {
            return (column, 0);
        }

        TensorPrimitives.Divide(column, left, column);
        return (column, left);
    }

    private static void BackSubstitute(double[,] r, double[] c)
    {
        for (int k = c.Length - 1; k >= 0; k--)
        {
            for (int l = k + 1; l < c.Length; l++)
            {
                c[k] -= r[k, l] * c[l];
            }

            c[k] /= r[k, k];
        }
    }
}
