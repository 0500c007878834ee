namespace Regularization;

/// <summary>
/// The second derivative of the multinomial loss for some columns and all classes, as a matrix: Σ_i w_i (diag p_i − p_i p_i') ⊗ z_i z_i', intercepts
/// included but for that of the last class, which the others make redundant.
/// </summary>
/// <remarks>
/// The sum is made of pairs of classes, Σ_{a&lt;b} p_a p_b (e_a − e_b)(e_a − e_b)', so that rows in which a pair has next to no weight can be left out
/// and the matrix stays positive semidefinite. It is meant to be kept for some steps: gradients are exact, and it only has to be near.
/// </remarks>
internal sealed class SoftmaxHessian
{
    /// <summary>Rows below this share of the mean weight of a pair may be left out; what they would add goes to the others.</summary>
    public const double NextToNothing = 0.001;

    private readonly MultinomialContext _context;
    private readonly double _leastShare;
    private readonly double[][] _pairs;
    private readonly double[][] _weights;
    private Memory<double> _matrix;

    /// <param name="context">Rows, classes and design.</param>
    /// <param name="leastShare">Rows below this share of the mean weight of a pair are left out; 0 for none.</param>
    public SoftmaxHessian(MultinomialContext context, double leastShare)
    {
        (_context, _leastShare) = (context, leastShare);
        _pairs = new double[context.Classes * (context.Classes - 1) / 2][];
        _weights = new double[_pairs.Length][];
    }

    /// <summary>The columns; position k · m + a is column a of m in class k, and K · m + k the intercept of class k.</summary>
    public int[] Columns { get; private set; } = [];

    public int Size { get; private set; }

    public int Stride { get; private set; }

    public Span<double> Matrix => _matrix.Span;

    public ReadOnlySpan<double> Row(int position) => _matrix.Span.Slice(position * Stride, Size);

    public static int SizeOf(MultinomialContext context, int columns) => (columns * context.Classes) + (context.Options.Intercept ? context.Classes - 1 : 0);

    public void Build(int[] columns, double[] p)
    {
        int m = columns.Length, classes = _context.Classes;
        Columns = columns;
        Size = SizeOf(_context, m);
        Stride = AlignedMemory.Stride(Size);
        if (_matrix.Length < Size * Stride)
        {
            _matrix = AlignedMemory.Allocate<double>(Size * Stride);
        }

        ParallelWork.Each(_context.Threads, _pairs.Length, pair =>
        {
            (int a, int b) = ClassesOf(pair);
            BuildPair(pair, p.AsSpan(a * _context.Rows, _context.Rows), p.AsSpan(b * _context.Rows, _context.Rows));
        });
        ParallelWork.Each(_context.Threads, classes, Assemble);
    }

    private static (int A, int B) ClassesOf(int pair)
    {
        int b = 1;
        while (b * (b + 1) / 2 <= pair)
        {
            b++;
        }

        return (pair - (b * (b - 1) / 2), b);
    }

    private static int PairOf(int a, int b) => a < b ? (b * (b - 1) / 2) + a : (a * (a - 1) / 2) + b;

    /// <summary>The Gram matrix of the columns and of the constant under the weights w p_a p_b, all of it.</summary>
    private void BuildPair(int pair, ReadOnlySpan<double> pa, ReadOnlySpan<double> pb)
    {
        StandardizedDesign design = _context.Design;
        int n = pa.Length, m = Columns.Length, side = m + 1;
        double[] h = _weights[pair] ??= new double[n];
        VectorMath.Multiply(pa, pb, h);
        VectorMath.Multiply(h, design.W, h);
        double total = VectorMath.Sum(h);
        double[] gram = _pairs[pair];
        if (gram is null || gram.Length != side * side)
        {
            gram = _pairs[pair] = new double[side * side];
        }

        if (total == 0)
        {
            // No row is between these two classes, as far as float64 can tell.
            Array.Clear(gram);
            return;
        }

        (DesignMatrix x, double[] kept) = Thinned(h, total);

        // Σ h (x_a − c_a)(x_b − c_b) is that about the h-weighted means μ plus Σh (μ_a − c_a)(μ_b − c_b).
        double sum = VectorMath.Sum(kept);
        double[] mean = new double[m], scale = new double[m];
        x.Dot(Columns, kept, mean);
        VectorMath.Divide(mean, sum, mean);
        x.Gram(Columns, 0, kept, 0, mean, gram, side, 1);
        Span<double> last = gram.AsSpan(m * side, side);
        for (int a = 0; a < m; a++)
        {
            scale[a] = design.InverseScale[Columns[a]];
            last[a] = (mean[a] - design.Center[Columns[a]]) * scale[a];
            Span<double> row = gram.AsSpan(a * side, a + 1);
            VectorMath.Multiply(row, scale.AsSpan(0, a + 1), row);
            VectorMath.Multiply(row, scale[a], row);
            VectorMath.MultiplyAdd(last[..(a + 1)], sum * last[a], row, row);
        }

        last[m] = 1;
        VectorMath.Multiply(last, sum, last);
        for (int a = 0; a < side; a++)
        {
            for (int b = a + 1; b < side; b++)
            {
                gram[(a * side) + b] = gram[(b * side) + a];
            }
        }
    }

    private (DesignMatrix X, double[] Weights) Thinned(double[] h, double total)
    {
        DesignMatrix x = _context.Design.X;
        if (_leastShare == 0 || x.IsSparse || Columns.Length < x.Columns / 4)
        {
            return (x, h);
        }

        double least = _leastShare * total / h.Length, sum = 0;
        var rows = new List<int>();
        for (int i = 0; i < h.Length; i++)
        {
            if (h[i] > least)
            {
                rows.Add(i);
                sum += h[i];
            }
        }

        if (rows.Count > 0.7 * h.Length)
        {
            return (x, h);
        }

        double factor = total / sum;
        return (x.SelectRows(rows.ToArray()), [.. rows.Select(i => factor * h[i])]);
    }

    /// <summary>The rows of one class: −G_ab beside the diagonal, Σ_b G_ab on it.</summary>
    private void Assemble(int k)
    {
        int m = Columns.Length, side = m + 1, classes = _context.Classes, last = classes * m;
        bool hasIntercept = _context.Options.Intercept;
        for (int a = 0; a < (hasIntercept && k < classes - 1 ? side : m); a++)
        {
            Span<double> row = Matrix.Slice((a < m ? (k * m) + a : last + k) * Stride, Size);
            Span<double> own = row.Slice(k * m, m);
            own.Clear();
            double ownIntercept = 0;
            for (int l = 0; l < classes; l++)
            {
                if (l == k)
                {
                    continue;
                }

                ReadOnlySpan<double> from = _pairs[PairOf(k, l)].AsSpan(a * side, side);
                VectorMath.Negate(from[..m], row.Slice(l * m, m));
                VectorMath.Add(own, from[..m], own);
                ownIntercept += from[m];
                if (hasIntercept && l < classes - 1)
                {
                    row[last + l] = -from[m];
                }
            }

            if (hasIntercept && k < classes - 1)
            {
                row[last + k] = ownIntercept;
            }
        }
    }
}
