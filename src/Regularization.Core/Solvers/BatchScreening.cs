using System.Numerics.Tensors;

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
    private readonly double[] _thresholds;
    private readonly double[] _rows;
    private readonly double[][] _checkedResiduals;
    private bool _isChecked;

    public BatchScreening(FitContext context)
    {
        _context = context;
        _design = (SparseDesignMatrix)context.Design.X;
        (_gradients, _thresholds) = (new double[context.Design.Columns * Size], new double[context.Design.Columns * Size]);
        _rows = new double[context.Design.Rows * Size];
        _checkedResiduals = [.. Enumerable.Range(0, Size).Select(_ => new double[context.Design.Rows])];
    }

    /// <summary>The gradient of every column at the last problem, or a bound of it where that is harmless.</summary>
    public double[] LastGradient { get; private set; } = [];

    /// <summary>Begins with new lambdas: nothing is known of their gradients.</summary>
    public void Begin(ResidualModel[] models)
    {
        _isChecked = false;
        for (int b = 0; b < Size; b++)
        {
            double lambda = models[b].Set.Lambda, same = _context.Penalty.ZeroThreshold(lambda);
            for (int j = 0, at = b; j < _gradients.Length / Size; j++, at += Size)
            {
                _thresholds[at] = !_context.IsEligible(j) ? double.PositiveInfinity
                    : _context.Penalty.Factors is null ? same
                    : _context.Penalty.ZeroThreshold(lambda * _context.Penalty.Factor(j));
            }
        }
    }

    /// <summary>Looks at the gradients of all columns that are not visited; certifies every problem, and returns the columns that some of them need.</summary>
    public int[] Check(ResidualModel[] models, int count, bool[] isVisited, double margin, DualCertificate[] certificates)
    {
        UpdateGradients(Doubtful(models, count, isVisited, margin), count);
        var isMissing = new bool[_context.Design.Columns];
        for (int b = 0; b < count; b++)
        {
            var columns = new List<int>();
            var gradients = new List<double>();
            for (int j = 0, at = b; j < isMissing.Length; j++, at += Size)
            {
                double g = _gradients[at], threshold = _thresholds[at];
                if (Math.Abs(g) > margin * threshold && !isVisited[j])
                {
                    (double lower, double upper) = _context.Bounds(j);
                    isMissing[j] |= g > 0 ? upper > 0 : lower < 0;
                    if (Math.Abs(g) > threshold)
                    {
                        columns.Add(j);
                        gradients.Add(g);
                    }
                }
            }

            certificates[b] = DualCertificate.Of(_context, models[b], columns.ToArray(), [.. gradients]);
        }

        RememberGradients(models[count - 1], count - 1);
        return [.. _context.Design.AllColumns.Where(j => isMissing[j])];
    }

    /// <summary>
    /// The columns, of those not visited, whose gradients are not known to be harmless: all the first time, later those for which |z_j'Wρ| ≤ |z_j'Wρ_0| + ‖z_j‖ ‖ρ − ρ_0‖,
    /// with the residual ρ_0 of the last time, does not stay below the threshold.
    /// </summary>
    private int[] Doubtful(ResidualModel[] models, int count, bool[] isVisited, double margin)
    {
        Span<double> distance = stackalloc double[Size];
        for (int b = 0; b < count; b++)
        {
            double[] residual = models[b].DualResidual();
            distance[b] = _isChecked ? Distance(residual, _checkedResiduals[b]) : double.PositiveInfinity;
            residual.CopyTo(_checkedResiduals[b], 0);
        }

        var columns = new List<int>();
        for (int j = 0; j < _gradients.Length / Size; j++)
        {
            double norm = _context.Design.Norm[j] * Safety;
            bool isDoubtful = !_isChecked;
            for (int b = 0, at = j * Size; b < count && !isDoubtful; b++, at++)
            {
                isDoubtful = Math.Abs(_gradients[at]) + (norm * distance[b]) > margin * _thresholds[at];
            }

            if (isDoubtful && !isVisited[j] && _context.IsEligible(j))
            {
                columns.Add(j);
            }
        }

        // What is not computed anew is not known at these residuals: its bound is kept in its place.
        int next = 0;
        for (int j = 0; j < _gradients.Length / Size && _isChecked; j++)
        {
            if (next < columns.Count && columns[next] == j)
            {
                next++;
                continue;
            }

            for (int b = 0, at = j * Size; b < count; b++, at++)
            {
                _gradients[at] += Math.CopySign(_context.Design.Norm[j] * Safety * distance[b], _gradients[at]);
            }
        }

        _isChecked = true;
        return [.. columns];
    }

    private double Distance(double[] a, double[] b)
    {
        double sum = 0, size = 0;
        ReadOnlySpan<double> w = _context.Design.W;
        for (int i = 0; i < a.Length; i++)
        {
            sum += w[i] * (a[i] - b[i]) * (a[i] - b[i]);
            size += w[i] * a[i] * a[i];
        }

        return Math.Sqrt(sum) + (1e-13 * Math.Sqrt(size));
    }

    /// <summary>Computes the gradients of some columns at the dual residuals.</summary>
    private void UpdateGradients(int[] columns, int count)
    {
        var products = new double[columns.Length * Size];
        var weighted = new double[_context.Y.Length];
        Span<double> sums = stackalloc double[Size];
        for (int b = 0; b < count; b++)
        {
            TensorPrimitives.Multiply<double>(_checkedResiduals[b], _context.Design.W, weighted);
            sums[b] = _context.Options.Intercept ? TensorPrimitives.Sum<double>(weighted) : 0;
            Interleaved.Put(weighted, b, _rows);
        }

        Kernels.Current.BatchDot(_design.View, columns, _rows, products);
        for (int k = 0; k < columns.Length; k++)
        {
            double center = _context.Design.Center[columns[k]], inverse = _context.Design.InverseScale[columns[k]];
            for (int b = 0, from = k * Size, to = columns[k] * Size; b < count; b++)
            {
                _gradients[to + b] = (products[from + b] - (center * sums[b])) * inverse;
            }
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
