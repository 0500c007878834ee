using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>The gradients of all columns that are not visited, at some of the problems of a batch: which of them the optimality conditions need, and the proof where none are.</summary>
internal sealed class BatchScreening
{
    private const int Size = KernelSet.Batch;

    /// <summary>Of the problems, those of one vector. (Two of 256 bits, as methods on 512 are compiled anew where the processor has no such registers.)</summary>
    private const int Half = Size / 2;

    /// <summary>So many columns are looked at while their products are still in the cache.</summary>
    private const int Chunk = 512;

    private readonly FitContext _context;
    private readonly SparseDesignMatrix _design;
    private readonly int _threads;
    private readonly double[] _gradients;

    /// <summary>By column, below how much times lambda a gradient leaves the coefficient at 0.</summary>
    private readonly double[] _unit;
    private readonly Memory<double> _rows;
    private readonly double[] _weighted;
    private readonly List<int>[] _missing = [.. Enumerable.Range(0, Size).Select(_ => new List<int>())];
    private readonly int[] _eligible;
    private readonly int[] _columns;

    public BatchScreening(FitContext context, int threads)
    {
        _context = context;
        _design = (SparseDesignMatrix)context.Design.X;
        _threads = threads;
        _gradients = AlignedMemory.Zeros(context.Design.Columns * Size);
        _unit = [.. context.Design.AllColumns.Select(j => context.Penalty.ZeroThreshold(context.Penalty.Factor(j)))];
        _rows = AlignedMemory.Allocate<double>(context.Design.Rows * Size);
        _rows.Span.Clear();
        _weighted = new double[context.Design.Rows];
        _eligible = [.. context.Design.AllColumns.Where(context.IsEligible)];
        _columns = new int[_eligible.Length];
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
            least[b] = isDue[b] ? margins[b] * lanes[b].Model.Set.Lambda : double.PositiveInfinity;
        }

        if (!isDue.Contains(true))
        {
            return;
        }

        List<Suspect> suspects = Compute(lanes, isDue, least, _columns.AsMemory(0, Unvisited(isVisited)));
        ParallelWork.Each(_threads, KernelSet.Batch, b =>
        {
            if (isDue[b])
            {
                Check(lanes[b], b, least[b], suspects);
            }
        });
    }

    private void Check(LambdaLane lane, int b, double least, List<Suspect> suspects)
    {
        var outside = new List<int>();
        var gradients = new List<double>();
        double lambda = lane.Model.Set.Lambda;
        _missing[b].Clear();
        foreach (Suspect suspect in suspects)
        {
            int j = suspect.Column;
            double g = suspect.GradientOf(b);
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

    /// <summary>Puts the columns that are not visited into <see cref="_columns"/>.</summary>
    private int Unvisited(bool[] isVisited)
    {
        int count = 0;
        foreach (int j in _eligible)
        {
            _columns[count] = j;
            count += isVisited[j] ? 0 : 1;
        }

        return count;
    }

    /// <summary>Computes the gradients of some columns at the dual residuals of the problems that are due; those of others are left as they are.</summary>
    /// <param name="lanes">The problems.</param>
    /// <param name="isDue">Whether they are.</param>
    /// <param name="least">What gradients are looked for, in units of <see cref="_unit"/>.</param>
    /// <param name="columns">The columns.</param>
    /// <returns>The columns, ascending, with a gradient beyond that in some problem.</returns>
    private List<Suspect> Compute(LambdaLane[] lanes, bool[] isDue, double[] least, Memory<int> columns)
    {
        double[] sums = new double[Size], due = new double[Size];
        for (int b = 0; b < Size; b++)
        {
            if (isDue[b])
            {
                VectorMath.Multiply(lanes[b].Model.DualResidual(), _context.Design.W, _weighted);
                sums[b] = _context.Options.Intercept ? VectorMath.Sum(_weighted) : 0;
                due[b] = 1;
                Interleaved.Put(_weighted, b, _rows.Span);
            }
        }

        return [.. ColumnBlocks.Map(_threads, columns, _design, (from, to) => Compute(columns.Span[from..to], sums, due, least)).SelectMany(own => own)];
    }

    private List<Suspect> Compute(ReadOnlySpan<int> columns, double[] sums, double[] due, double[] least)
    {
        var suspects = new List<Suspect>();
        double[] products = new double[Chunk * Size], center = _context.Design.Center, inverse = _context.Design.InverseScale;
        Vector256<double> lowSum = Of(sums, 0), highSum = Of(sums, Half), lowLeast = Of(least, 0), highLeast = Of(least, Half), zero = Vector256<double>.Zero;
        Vector256<double> isLowDue = Vector256.GreaterThan(Of(due, 0), zero), isHighDue = Vector256.GreaterThan(Of(due, Half), zero);
        for (int from = 0; from < columns.Length; from += Chunk)
        {
            ReadOnlySpan<int> chunk = columns.Slice(from, Math.Min(Chunk, columns.Length - from));
            Kernels.Current.BatchDot(_design.View, chunk, _rows.Span, products.AsSpan(0, chunk.Length * Size));
            for (int k = 0; k < chunk.Length; k++)
            {
                int j = chunk[k], at = j * Size;
                Vector256<double> low = (Of(products, k * Size) - (lowSum * center[j])) * inverse[j], high = (Of(products, (k * Size) + Half) - (highSum * center[j])) * inverse[j];
                if (Vector256.GreaterThanAny(Vector256.Abs(low), lowLeast * _unit[j]) || Vector256.GreaterThanAny(Vector256.Abs(high), highLeast * _unit[j]))
                {
                    suspects.Add(new Suspect(j, low, high));
                }

                Vector256.ConditionalSelect(isLowDue, low, Of(_gradients, at)).StoreUnsafe(ref _gradients[at]);
                Vector256.ConditionalSelect(isHighDue, high, Of(_gradients, at + Half)).StoreUnsafe(ref _gradients[at + Half]);
            }
        }

        return suspects;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Of(double[] values, int at)
    {
        _ = values[at + Half - 1];
        return Vector256.LoadUnsafe(ref values[at]);
    }

    /// <summary>A column that is not visited, and its gradients, one for each problem; those of problems that are not due say nothing.</summary>
    private readonly record struct Suspect(int Column, Vector256<double> Low, Vector256<double> High)
    {
        public double GradientOf(int problem) => problem < Half ? Low[problem] : High[problem - Half];
    }
}
