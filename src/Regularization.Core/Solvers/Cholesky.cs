using System.Numerics.Tensors;

namespace Regularization;

/// <summary>Cholesky factorisation A = L L' of a symmetric positive definite matrix held by rows, for the small systems of Newton steps.</summary>
internal sealed class Cholesky
{
    private readonly double[] _l;
    private readonly int _size;

    private Cholesky(double[] l, int size) => (_l, _size) = (l, size);

    /// <summary>Factors A + ridge·diag(A) in place of <paramref name="a"/> (size x size, rows; only the lower triangle is read). Null if A is not numerically positive definite.</summary>
    public static Cholesky? Factor(double[] a, int size, double ridge)
    {
        for (int i = 0; i < size; i++)
        {
            a[(i * size) + i] *= 1 + ridge;
        }

        for (int i = 0; i < size; i++)
        {
            Span<double> row = a.AsSpan(i * size, i + 1);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = a.AsSpan(j * size, j);
                double rest = row[j] - (j == 0 ? 0 : TensorPrimitives.Dot(row[..j], other));
                if (j < i)
                {
                    row[j] = rest / a[(j * size) + j];
                }
                else if (rest > 0 && double.IsFinite(rest))
                {
                    row[j] = Math.Sqrt(rest);
                }
                else
                {
                    return null;
                }
            }
        }

        return new Cholesky(a, size);
    }

    /// <summary>Overwrites b with A⁻¹ b.</summary>
    public void Solve(Span<double> b)
    {
        for (int i = 0; i < _size; i++)
        {
            ReadOnlySpan<double> row = _l.AsSpan(i * _size, i + 1);
            b[i] = (b[i] - (i == 0 ? 0 : TensorPrimitives.Dot(row[..i], b[..i]))) / row[i];
        }

        for (int i = _size - 1; i >= 0; i--)
        {
            b[i] /= _l[(i * _size) + i];
            double value = b[i];
            ReadOnlySpan<double> row = _l.AsSpan(i * _size, i);
            TensorPrimitives.MultiplyAdd(row, -value, b[..i], b[..i]);
        }
    }
}
