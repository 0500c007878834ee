using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>The gradients of all columns that are not visited, at some of the problems of a batch: which of them the optimality conditions need, and the proof where none are.</summary>
internal sealed class BatchScreening
{
    private const int Size = KernelSet.Batch;

    private readonly FitContext _context;
    private readonly SparseDesignMatrix _design;
    private readonly int _threads;
    private readonly double[] _gradients;

    /// <summary>By column, below how much times lambda a gradient leaves the coefficient at 0.</summary>
    private readonly double[] _unit;
    private readonly Memory<double> _rows;
    private readonly List<int>[] _missing = [.. Enumerable.Range(0, Size).Select(_ => new List<int>())];
    private readonly int[] _eligible;

    public BatchScreening(FitContext context, int threads)
    {
        _context = context;
        _design = (SparseDesignMatrix)context.Design.X;
        _threads = threads;
        _gradients = new double[context.Design.Columns * Size];
        _unit = [.. context.Design.AllColumns.Select(j => context.Penalty.ZeroThreshold(context.Penalty.Factor(j)))];
        _rows = AlignedMemory.Allocate(context.Design.Rows * Size);
        _rows.Span.Clear();
        _eligible = [.. context.Design.AllColumns.Where(context.IsEligible)];
    }

    /// <summary>The columns that a problem was found to need.</summary>
    public IReadOnlyList<int> MissingIn(int problem) => _missing[problem];

    /// <summary>The gradient of every column when a problem was last looked at; of those that were visited, an older one.</summary>
    public double[] GradientOf(int problem)
    {
        double[] gradient = new double[_context.Design.Columns];
        for (int j = 0, at = problem; j < gradient.Length; j++, at += Size)
        {
            gradient[j] = _gradients[at];
        }

        return gradient;
    }

    /// <summary>Adds the columns whose gradient would bring them in at lambda.</summary>
    public void AddBeyond(double[] gradient, double lambda, ISet<int> columns)
    {
        foreach (int j in _eligible)
        {
            if (Math.Abs(gradient[j]) >= lambda * _unit[j])
            {
                columns.Add(j);
            }
        }
    }

    /// <summary>Looks at the gradients of all columns that are not visited, and certifies problems.</summary>
    /// <param name="lanes">The problems, refreshed.</param>
    /// <param name="margins">The share of its threshold beyond which a column is missing, at the most 1; infinite for problems that are not looked at.</param>
    /// <param name="isVisited">By column.</param>
    public void Check(LambdaLane[] lanes, ReadOnlySpan<double> margins, bool[] isVisited)
    {
        bool[] isDue = new bool[Size];
        double[] least = new double[Size];
        for (int b = 0; b < Size; b++)
        {
            isDue[b] = margins[b] <= 1;
            least[b] = margins[b] * lanes[b].Model.Set.Lambda;
        }

        if (!isDue.Contains(true))
        {
            return;
        }

        int[] columns = [.. _eligible.Where(j => !isVisited[j])];
        UpdateGradients(lanes, isDue, columns);
        int[] suspects = Suspects(columns, least);
        BatchThreads.ForEach(_threads, b =>
        {
            if (isDue[b])
            {
                Check(lanes[b], b, least[b], suspects);
            }
        });
    }

    private void Check(LambdaLane lane, int b, double least, int[] suspects)
    {
        var outside = new List<int>();
        var gradients = new List<double>();
        double lambda = lane.Model.Set.Lambda;
        _missing[b].Clear();
        foreach (int j in suspects)
        {
            double g = _gradients[(j * Size) + b];
            (double lower, double upper) = _context.Bounds(j);
            if (Math.Abs(g) > least * _unit[j] && (g > 0 ? upper > 0 : lower < 0))
            {
                _missing[b].Add(j);
            }

            if (Math.Abs(g) > lambda * _unit[j])
            {
                outside.Add(j);
                gradients.Add(g);
            }
        }

        lane.Certificate = DualCertificate.Of(_context, lane.Model, outside.ToArray(), [.. gradients]);
    }

    /// <summary>The columns with a gradient beyond its threshold in some problem.</summary>
    private int[] Suspects(int[] columns, double[] least)
    {
        var suspects = new List<int>();
        Vector512<double> lambda = Vector512.Create<double>(least);
        foreach (int j in columns)
        {
            if (Vector512.GreaterThanAny(Vector512.Abs(Of(_gradients, j)), lambda * _unit[j]))
            {
                suspects.Add(j);
            }
        }

        return [.. suspects];
    }

    private static Vector512<double> Of(double[] values, int column) => Vector512.Create<double>(values.AsSpan(column * Size, Size));

    /// <summary>Computes the gradients of some columns at the dual residuals of the problems that are due; those of others are left as they are.</summary>
    private void UpdateGradients(LambdaLane[] lanes, bool[] isDue, int[] columns)
    {
        var products = new double[columns.Length * Size];
        var weighted = new double[_context.Y.Length];
        Span<double> sums = stackalloc double[Size], due = stackalloc double[Size];
        for (int b = 0; b < Size; b++)
        {
            if (isDue[b])
            {
                VectorMath.Multiply(lanes[b].Model.DualResidual(), _context.Design.W, weighted);
                sums[b] = _context.Options.Intercept ? VectorMath.Sum(weighted) : 0;
                due[b] = 1;
                Interleaved.Put(weighted, b, _rows.Span);
            }
        }

        ColumnBlocks.For(_threads, columns, _design, (from, to) =>
            Kernels.Current.BatchDot(_design.View, columns.AsSpan(from, to - from), _rows.Span, products.AsSpan(from * Size, (to - from) * Size)));
        Vector512<double> sum = Vector512.Create<double>(sums), isOf = Vector512.GreaterThan(Vector512.Create<double>(due), Vector512<double>.Zero);
        for (int k = 0; k < columns.Length; k++)
        {
            double center = _context.Design.Center[columns[k]], inverse = _context.Design.InverseScale[columns[k]];
            Vector512<double> gradient = (Of(products, k) - (sum * center)) * inverse;
            Vector512.ConditionalSelect(isOf, gradient, Of(_gradients, columns[k])).CopyTo(_gradients.AsSpan(columns[k] * Size, Size));
        }
    }
}
