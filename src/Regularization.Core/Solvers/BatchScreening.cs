using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>
/// The gradients of all columns at the problems of a batch: computed the first time, afterwards only where Cauchy-Schwarz does not prove that they stay below
/// their thresholds. See <see cref="Screening"/>.
/// </summary>
internal sealed class BatchScreening
{
    private const int Size = KernelSet.Batch;

    /// <summary>Room for rounding in a bound.</summary>
    private const double Safety = 1 + 1e-9;

    private readonly FitContext _context;
    private readonly SparseDesignMatrix _design;
    private readonly double[] _gradients;
    /// <summary>By column, below how much times lambda a gradient leaves the coefficient at 0.</summary>
    private readonly double[] _unit;
    private readonly double[] _lambda = new double[Size];
    private readonly double[] _rows;
    private readonly double[] _referenceGradients;
    private readonly double[][] _references;
    private bool _isChecked;

    public BatchScreening(FitContext context)
    {
        _context = context;
        _design = (SparseDesignMatrix)context.Design.X;
        _referenceGradients = new double[context.Design.Columns * Size];
        _gradients = new double[context.Design.Columns * Size];
        _unit = [.. context.Design.AllColumns.Select(j => context.Penalty.ZeroThreshold(context.Penalty.Factor(j)))];
        _rows = new double[context.Design.Rows * Size];
        _references = [.. Enumerable.Range(0, Size).Select(_ => new double[context.Design.Rows])];
    }

    /// <summary>The gradient of every column at the last problem, or what it was when it was last computed where it is harmless.</summary>
    public double[] LastGradient { get; private set; } = [];

    /// <summary>Begins with new lambdas: nothing is known of their gradients.</summary>
    public void Begin(ResidualModel[] models)
    {
        _isChecked = false;
        for (int b = 0; b < Size; b++)
        {
            _lambda[b] = models[b].Set.Lambda;
        }
    }

    /// <summary>Looks at the gradients of all columns that are not visited; certifies every problem, and returns the columns that some of them need.</summary>
    public int[] Check(ResidualModel[] models, int count, bool[] isVisited, double margin, DualCertificate[] certificates)
    {
        bool isFirst = !_isChecked;
        UpdateGradients(models, Doubtful(models, count, isVisited, margin), count);
        if (isFirst)
        {
            _gradients.CopyTo(_referenceGradients, 0);
        }

        int[] suspects = Suspects(count, isVisited, margin);
        var isMissingIn = new bool[Size][];
        BatchThreads.ForEach(_context.Design.Threads, b =>
        {
            if (b >= count)
            {
                return;
            }

            var columns = new List<int>();
            var gradients = new List<double>();
            bool[] isMissing = isMissingIn[b] = new bool[suspects.Length];
            for (int k = 0; k < suspects.Length; k++)
            {
                int j = suspects[k];
                double g = _gradients[(j * Size) + b], threshold = _unit[j] * _lambda[b];
                (double lower, double upper) = _context.Bounds(j);
                isMissing[k] = Math.Abs(g) > margin * threshold && (g > 0 ? upper > 0 : lower < 0);
                if (Math.Abs(g) > threshold)
                {
                    columns.Add(j);
                    gradients.Add(g);
                }
            }

            certificates[b] = DualCertificate.Of(_context, models[b], columns.ToArray(), [.. gradients]);
        });

        RememberGradients(models[count - 1], count - 1);
        return [.. suspects.Where((_, k) => isMissingIn.Any(missing => missing is not null && missing[k]))];
    }

    /// <summary>
    /// The columns, of those not visited, whose gradients are not known to be harmless: all the first time, later those for which |z_j'Wρ| ≤ |z_j'Wρ_0| + ‖z_j‖ ‖ρ − ρ_0‖,
    /// with the residual ρ_0 of the first time, does not stay below the threshold.
    /// </summary>
    private int[] Doubtful(ResidualModel[] models, int count, bool[] isVisited, double margin)
    {
        Span<double> distance = stackalloc double[Size];
        for (int b = 0; b < count; b++)
        {
            double[] residual = models[b].DualResidual();
            distance[b] = _isChecked ? Distance(residual, _references[b]) : double.PositiveInfinity;
            if (!_isChecked)
            {
                residual.CopyTo(_references[b], 0);
            }
        }

        var columns = new List<int>();
        Vector512<double> lambda = Margins(count, margin), radius = Vector512.Create<double>(distance);
        for (int j = 0; j < _unit.Length; j++)
        {
            Vector512<double> bound = (Vector512.Abs(Of(_referenceGradients, j)) * Safety) + (radius * (_context.Design.Norm[j] * Safety));
            if (!isVisited[j] && _context.IsEligible(j) && (!_isChecked || Vector512.GreaterThanAny(bound, lambda * _unit[j])))
            {
                columns.Add(j);
            }
        }

        _isChecked = true;
        return [.. columns];
    }

    /// <summary>The columns, of those not visited, with a gradient beyond its threshold in some problem.</summary>
    private int[] Suspects(int count, bool[] isVisited, double margin)
    {
        var columns = new List<int>();
        Vector512<double> lambda = Margins(count, margin);
        for (int j = 0; j < _unit.Length; j++)
        {
            if (!isVisited[j] && Vector512.GreaterThanAny(Vector512.Abs(Of(_gradients, j)), lambda * _unit[j]))
            {
                columns.Add(j);
            }
        }

        return [.. columns];
    }

    /// <summary>The lambdas times the margin, infinite for problems that there are not.</summary>
    private Vector512<double> Margins(int count, double margin)
    {
        Span<double> lambda = stackalloc double[Size];
        for (int b = 0; b < Size; b++)
        {
            lambda[b] = b < count ? margin * _lambda[b] : double.PositiveInfinity;
        }

        return Vector512.Create<double>(lambda);
    }

    private static Vector512<double> Of(double[] values, int column) => Vector512.Create<double>(values.AsSpan(column * Size, Size));

    private double Distance(double[] a, double[] b)
    {
        double sum = 0, size = 0;
        ReadOnlySpan<double> w = _context.Design.W;
        for (int i = 0; i < a.Length; i++)
        {
            sum += w[i] * (a[i] - b[i]) * (a[i] - b[i]);
            size += w[i] * ((a[i] * a[i]) + (b[i] * b[i]));
        }

        return Math.Sqrt(sum) + (1e-13 * Math.Sqrt(size));
    }

    /// <summary>Computes the gradients of some columns at the dual residuals.</summary>
    private void UpdateGradients(ResidualModel[] models, int[] columns, int count)
    {
        var products = new double[columns.Length * Size];
        var weighted = new double[_context.Y.Length];
        Span<double> sums = stackalloc double[Size];
        for (int b = 0; b < count; b++)
        {
            VectorMath.Multiply(models[b].DualResidual(), _context.Design.W, weighted);
            sums[b] = _context.Options.Intercept ? VectorMath.Sum(weighted) : 0;
            Interleaved.Put(weighted, b, _rows);
        }

        ColumnBlocks.For(_context.Design.Threads, columns, _design, (from, to) =>
            Kernels.Current.BatchDot(_design.View, columns.AsSpan(from, to - from), _rows, products.AsSpan(from * Size, (to - from) * Size)));
        Vector512<double> sum = Vector512.Create<double>(sums);
        for (int k = 0; k < columns.Length; k++)
        {
            double center = _context.Design.Center[columns[k]], inverse = _context.Design.InverseScale[columns[k]];
            ((Of(products, k) - (sum * center)) * inverse).CopyTo(_gradients.AsSpan(columns[k] * Size, Size));
        }
    }

    private void RememberGradients(ResidualModel model, int problem)
    {
        LastGradient = new double[_context.Design.Columns];
        for (int j = 0; j < LastGradient.Length; j++)
        {
            LastGradient[j] = _gradients[(j * Size) + problem];
        }

        WorkingSet set = model.Set;
        foreach (int k in set.Visit)
        {
            LastGradient[set.Columns[k]] = model.Gradient[k];
        }
    }
}
