namespace Regularization;

/// <summary>Cholesky factorisation A = L L' of a symmetric positive definite matrix held by rows, for the systems of Newton steps.</summary>
internal sealed class Cholesky
{
    private readonly double[] _l;
    private readonly int _size;

    private Cholesky(double[] l, int size) => (_l, _size) = (l, size);

    /// <summary>
    /// Factors A + ridge·diag(A) in place of <paramref name="a"/> (size x size, rows; only the lower triangle is read). Null if A is not numerically positive
    /// definite. Where the first <paramref name="keep"/> rows of A and the ridge are those of an <paramref name="earlier"/> factor, its rows are taken over.
    /// </summary>
    public static Cholesky? Factor(double[] a, int size, double ridge, Cholesky? earlier = null, int keep = 0)
    {
        int kept = earlier is null ? 0 : keep / KernelSet.CholeskyStep * KernelSet.CholeskyStep;
        for (int i = 0; i < kept; i++)
        {
            earlier!._l.AsSpan(i * earlier._size, i + 1).CopyTo(a.AsSpan(i * size));
        }

        for (int i = kept; i < size; i++)
        {
            a[(i * size) + i] *= 1 + ridge;
        }

        return Kernels.Current.Cholesky(a, size, size, kept) ? new Cholesky(a, size) : null;
    }

    /// <summary>Overwrites b with A⁻¹ b.</summary>
    public void Solve(Span<double> b) => Solve(_l, _size, _size, b);

    /// <summary>The same for a factor L whose rows are <paramref name="stride"/> apart.</summary>
    public static void Solve(ReadOnlySpan<double> l, int size, int stride, Span<double> b)
    {
        for (int i = 0; i < size; i++)
        {
            ReadOnlySpan<double> row = l.Slice(i * stride, i + 1);
            b[i] = (b[i] - (i == 0 ? 0 : VectorMath.Dot(row[..i], b[..i]))) / row[i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            b[i] /= l[(i * stride) + i];
            double value = b[i];
            ReadOnlySpan<double> row = l.Slice(i * stride, i);
            VectorMath.MultiplyAdd(row, -value, b[..i], b[..i]);
        }
    }
}
