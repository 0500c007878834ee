using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>
/// The quadratic models of a batch of problems on one sparse design, minimised side by side in float32: coordinate descent, then conjugate gradients on the
/// support with the signs held. It is done in correction form, from gradients in float64, so that what float32 rounds is small where the steps are.
/// </summary>
/// <remarks>All arrays over coordinates are in the order of the visited positions. Sources as in <see cref="WorkingModel"/> and <see cref="NewtonSystem"/>.</remarks>
internal sealed class BatchQuadratic
{
    private const int Batch = KernelSet.Batch;

    /// <summary>A curvature is taken to be at least this share of Σ h x²: where centring leaves less, float32 has lost it.</summary>
    private const float LeastCurvature = 1e-4f;

    /// <summary>Conjugate gradients go on to this share of the square of the first residual at the most: there float32 has no more to give.</summary>
    private const double LeastResidual = 1e-8;

    private readonly SparseDesignMatrix _design;
    private readonly ColumnsByRows _byRows;
    private readonly int _threads;
    private readonly bool _hasIntercept;
    private readonly float _uniform;
    private readonly float[] _h;
    private readonly Memory<float> _v;
    private readonly Memory<float> _inTurn;
    private readonly float[] _y;
    private readonly float[] _hSum = new float[Batch];
    private readonly float[] _vSum = new float[Batch];
    private readonly float[] _ySum = new float[Batch];

    private int _count;
    private int[] _columns = [];
    private bool[] _mayMove = [];
    private float[] _inverse = [], _lower = [], _upper = [];
    private float[] _curvature = [], _above = [], _below = [], _l2 = [], _moves = [];
    private float[] _residual = [], _diagonal = [], _preconditioned = [], _direction = [], _scaled = [], _image = [], _solution = [];

    /// <param name="context">The problem; its design is sparse.</param>
    /// <param name="byRows">The visited columns by rows.</param>
    /// <param name="threads">What may be used.</param>
    public BatchQuadratic(FitContext context, ColumnsByRows byRows, int threads)
    {
        _design = (SparseDesignMatrix)context.Design.X;
        _byRows = byRows;
        _threads = threads;
        _hasIntercept = context.Options.Intercept;
        RowWeights weights = context.Design.Weights;
        bool isUniform = context.Loss.IsSquared && weights.Values.IsEmpty;
        _uniform = isUniform ? (float)weights.Uniform : 0;
        int length = context.Design.Rows * Batch;
        (_h, _v, _y) = (isUniform ? [] : new float[length], AlignedMemory.Allocate<float>(length), new float[length]);
        _inTurn = isUniform ? Memory<float>.Empty : AlignedMemory.Allocate<float>(2 * length);
    }

    /// <summary>The coordinates that may move.</summary>
    public int[] Movable { get; private set; } = [];

    /// <summary>By coordinate and problem: the change of the coefficient.</summary>
    public float[] Change { get; private set; } = [];

    /// <summary>By coordinate and problem: the coefficient before it.</summary>
    public float[] Start { get; private set; } = [];

    /// <summary>By coordinate and problem: the h-weighted mean of the column, 0 without an intercept.</summary>
    public float[] Center { get; private set; } = [];

    private Span<float> Wide(float[] array) => array.AsSpan(0, _count * Batch);

    /// <summary>Makes room for the visited positions.</summary>
    public void SetColumns(WorkingSet set)
    {
        _columns = set.ColumnsAt(set.Visit);
        _count = _columns.Length;
        if (_inverse.Length < _count)
        {
            int room = (_count * 5 / 4) + 1, wide = room * Batch;
            _mayMove = new bool[wide];
            (_inverse, _lower, _upper) = (new float[room], new float[room], new float[room]);
            (Change, Start, Center, _curvature, _above) = (new float[wide], new float[wide], new float[wide], new float[wide], new float[wide]);
            (_below, _l2, _moves, _residual, _diagonal) = (new float[wide], new float[wide], new float[wide], new float[wide], new float[wide]);
            (_preconditioned, _direction, _scaled, _image, _solution) = (new float[wide], new float[wide], new float[wide], new float[wide], new float[wide]);
        }

        for (int k = 0; k < _count; k++)
        {
            int position = set.Visit[k];
            (_inverse[k], _lower[k], _upper[k]) = ((float)set.InverseScale[position], (float)set.Lower[position], (float)set.Upper[position]);
        }
    }

    /// <summary>Sets the models up at the current points of the problems.</summary>
    /// <param name="models">The problems, each refreshed; their visited positions are the same.</param>
    /// <param name="isActive">Which of them may move.</param>
    /// <param name="isFirst">Whether this is the first time since the problems were set, so that all of them are new.</param>
    /// <param name="products">x_k'u by visited position and problem.</param>
    public void Prepare(ResidualModel[] models, bool[] isActive, bool isFirst, ReadOnlyMemory<double> products)
    {
        ParallelWork.Each(_threads, KernelSet.Batch, b =>
        {
            if (isActive[b] || isFirst)
            {
                double sum = VectorMath.Sum(models[b].Curvatures);
                _hSum[b] = sum > 0 ? (float)sum : 1;
                if (_h.Length > 0)
                {
                    Interleaved.Put(models[b].Curvatures, b, _h);
                }
            }
        });
        FillMoments(models[0].Design);
        ParallelWork.Each(_threads, KernelSet.Batch, b => Fill(models[b], b, isActive[b], products.Span));
        SelectMovable();
        Wide(Change).Clear();
        _v.Span.Clear();
        Array.Clear(_vSum);
    }

    /// <summary>So many epochs of coordinate descent, fewer if it is cancelled.</summary>
    public void Descend(int epochs, CancellationToken cancellationToken)
    {
        Span<float> both = _inTurn.Span, v = _v.Span;
        if (epochs == 0)
        {
            return;
        }

        if (both.IsEmpty)
        {
            for (int epoch = 0; epoch < epochs && !cancellationToken.IsCancellationRequested; epoch++)
            {
                Kernels.Current.BatchDescent(_design.View, [], View(), v, _vSum);
            }

            return;
        }

        // v and h in turn: an entry then meets one line of memory and not two.
        for (int at = 0; at < v.Length; at += Batch)
        {
            Interleaved.Store(Interleaved.Load(v, at), both, 2 * at);
            Interleaved.Store(Of(_h, at), both, (2 * at) + Batch);
        }

        for (int epoch = 0; epoch < epochs && !cancellationToken.IsCancellationRequested; epoch++)
        {
            Kernels.Current.BatchDescent(_design.View, both[Batch..], View(), both, _vSum, 2 * Batch);
        }

        for (int at = 0; at < v.Length; at += Batch)
        {
            Interleaved.Store(Interleaved.Load(both, 2 * at), v, at);
        }
    }

    /// <summary>Conjugate gradients on the support of each problem until the residual of all is below a share of the first; a coefficient that would cross 0 or a bound stops there.</summary>
    /// <param name="isLeftOut">The problems for which it is not done.</param>
    /// <param name="forcing">The share.</param>
    /// <param name="mostIterations">The most iterations.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    public void ConjugateGradients(ReadOnlySpan<bool> isLeftOut, double forcing, int mostIterations, CancellationToken cancellationToken)
    {
        Span<double> rz = stackalloc double[Batch], target = stackalloc double[Batch], least = stackalloc double[Batch], next = stackalloc double[Batch], curvature = stackalloc double[Batch];
        Span<float> step = stackalloc float[Batch], minus = stackalloc float[Batch], ratio = stackalloc float[Batch];
        StartResidual(isLeftOut);
        Interleaved.Divide(Wide(_residual), Wide(_diagonal), Wide(_preconditioned));
        Wide(_preconditioned).CopyTo(_direction);
        Wide(_solution).Clear();
        Interleaved.Dot(Wide(_residual), Wide(_preconditioned), rz);
        for (int b = 0; b < Batch; b++)
        {
            (target[b], least[b]) = (forcing * forcing * rz[b], LeastResidual * rz[b]);
        }

        bool goesOn = true;
        for (int iteration = 0; goesOn && iteration < mostIterations && !cancellationToken.IsCancellationRequested; iteration++)
        {
            Multiply();
            Interleaved.Dot(Wide(_direction), Wide(_image), curvature);
            for (int b = 0; b < Batch; b++)
            {
                // Those that are there go on while others are not: it costs nothing more.
                step[b] = rz[b] > least[b] && curvature[b] > 0 ? (float)(rz[b] / curvature[b]) : 0;
                minus[b] = -step[b];
                _vSum[b] -= step[b] * _ySum[b];
            }

            Interleaved.AddScaled(step, Wide(_direction), Wide(_solution));
            Interleaved.AddScaled(minus, Wide(_image), Wide(_residual));
            Interleaved.AddScaled(minus, _y, _v.Span);
            Interleaved.Divide(Wide(_residual), Wide(_diagonal), Wide(_preconditioned));
            Interleaved.Dot(Wide(_residual), Wide(_preconditioned), next);
            goesOn = false;
            for (int b = 0; b < Batch; b++)
            {
                ratio[b] = step[b] != 0 ? (float)(next[b] / rz[b]) : 0;
                rz[b] = step[b] != 0 ? next[b] : 0;
                goesOn |= rz[b] > target[b];
            }

            Interleaved.ScaleAdd(ratio, Wide(_preconditioned), Wide(_direction));
        }

        Accept();
    }

    /// <summary>image = (Z'HZ + L2) direction on the supports; y and its sum are what the direction changes v by.</summary>
    private void Multiply()
    {
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            Interleaved.Store(Of(_direction, at) * _inverse[k], _scaled, at);
        }

        _byRows.Gram(_h, _uniform, _scaled, _y, _ySum, Wide(_image));
        Vector256<float> sum = Of(_ySum, 0), infinity = Vector256.Create(float.PositiveInfinity);
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            // x'y less the mean of the column times the sum of y: the same as if both were centred.
            Vector256<float> product = (Of(_image, at) - (Of(Center, at) * sum)) * _inverse[k];
            product += Of(_l2, at) * Of(_direction, at);
            Interleaved.Store(Vector256.ConditionalSelect(Vector256.Equals(Of(_diagonal, at), infinity), Vector256<float>.Zero, product), _image, at);
        }
    }

    /// <summary>The negative gradient on the supports and the diagonal, which is infinite elsewhere.</summary>
    private void StartResidual(ReadOnlySpan<bool> isLeftOut)
    {
        Span<float> takesPart = stackalloc float[Batch];
        for (int b = 0; b < Batch; b++)
        {
            takesPart[b] = isLeftOut[b] ? 0 : 1;
        }

        Vector256<float> part = Interleaved.Load(takesPart, 0);
        _byRows.Dot(_v, Wide(_residual));
        Vector256<float> sum = Of(_vSum, 0), zero = Vector256<float>.Zero, infinity = Vector256.Create(float.PositiveInfinity);
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            Vector256<float> beta = Of(Start, at) + Of(Change, at), inside = Vector256.GreaterThan(beta, Vector256.Create(_lower[k])) & Vector256.LessThan(beta, Vector256.Create(_upper[k]));
            Vector256<float> isFree = inside & ~Vector256.Equals(beta, zero) & ~Vector256.Equals(Of(_moves, at) * part, zero);
            Vector256<float> moved = (_inverse[k] * (Of(_residual, at) - (Of(Center, at) * sum))) - (Of(_l2, at) * Of(Change, at));
            Vector256<float> descent = Vector256.ConditionalSelect(Vector256.GreaterThan(beta, zero), Of(_above, at), Of(_below, at)) + moved;
            Interleaved.Store(Vector256.ConditionalSelect(isFree, descent, zero), _residual, at);
            Interleaved.Store(Vector256.ConditionalSelect(isFree, Of(_curvature, at) + Of(_l2, at), infinity), _diagonal, at);
        }
    }

    /// <summary>Adds the solution to the changes, with coefficients that would cross 0 or a bound stopped there, and corrects v for these.</summary>
    private void Accept()
    {
        Vector256<float> zero = Vector256<float>.Zero, any = zero;
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            Vector256<float> beta = Of(Start, at) + Of(Change, at), d = Of(_solution, at);
            Vector256<float> crosses = Vector256.LessThan((beta + d) * beta, zero) & Vector256.GreaterThan(Of(_below, at), Of(_above, at));
            Vector256<float> kept = Vector256.ConditionalSelect(crosses, -beta, d);
            kept = Vector256.Max(Vector256.Min(kept, Vector256.Create(_upper[k]) - beta), Vector256.Create(_lower[k]) - beta);
            kept = Vector256.ConditionalSelect(Vector256.Equals(d, zero), zero, kept);
            Interleaved.Store(Of(Change, at) + kept, Change, at);
            Vector256<float> rest = (kept - d) * _inverse[k];
            Interleaved.Store(rest, _scaled, at);
            any |= rest;
        }

        if (!Vector256.EqualsAll(any, zero))
        {
            Span<float> minus = stackalloc float[Batch];
            minus.Fill(-1);
            _byRows.Gram(_h, _uniform, _scaled, _y, _ySum, []);
            Interleaved.AddScaled(minus, _y, _v.Span);
            Interleaved.AddScaled(minus, _ySum, _vSum);
        }
    }

    /// <summary>Centres and curvatures of all coordinates under the current row weights.</summary>
    private void FillMoments(StandardizedDesign design)
    {
        if (_h.Length > 0)
        {
            _byRows.Moments(_h, Wide(Center), Wide(_curvature));
        }

        Vector256<float> weight = Of(_hSum, 0);
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            double norm = design.Norm[_columns[k]];
            Vector256<float> first = _h.Length > 0 ? Of(Center, at) : Vector256.Create((float)design.Center[_columns[k]]) * weight, square = Of(_curvature, at);
            Vector256<float> mean = _hasIntercept ? first / weight : Vector256<float>.Zero, least = (square * LeastCurvature) + Vector256.Create(float.Epsilon);
            Vector256<float> curvature = _h.Length > 0 ? Vector256.Max(square - (mean * mean * weight), least) * (_inverse[k] * _inverse[k]) : Vector256.Create((float)(norm * norm));
            Interleaved.Store(curvature, _curvature, at);
            Interleaved.Store(mean, Center, at);
        }
    }

    /// <summary>What the models need of one problem. Differences are taken before they are rounded.</summary>
    private void Fill(ResidualModel model, int b, bool isActive, ReadOnlySpan<double> products)
    {
        WorkingSet set = model.Set;
        double uSum = _hasIntercept ? VectorMath.Sum(model.U) : 0;
        double[] beta = set.Beta, l1 = set.L1, l2 = set.L2, inverse = set.InverseScale;
        ReadOnlySpan<int> visit = set.Visit;
        for (int k = 0, at = b; k < visit.Length; k++, at += Batch)
        {
            int position = visit[k];
            double gradient = (products[at] - (Center[at] * uSum)) * inverse[position], descent = gradient - (l2[position] * beta[position]);
            Start[at] = (float)beta[position];
            _above[at] = (float)(descent - l1[position]);
            _below[at] = (float)(descent + l1[position]);
            _l2[at] = (float)l2[position];
            _moves[at] = isActive ? 1 : 0;
            _mayMove[at] = isActive && (beta[position] != 0 || Math.Abs(gradient) >= ResidualModel.NearThreshold * l1[position]);
        }
    }

    private void SelectMovable()
    {
        var movable = new List<int>(_count);
        for (int k = 0; k < _count; k++)
        {
            if (_mayMove.AsSpan(k * Batch, Batch).Contains(true))
            {
                movable.Add(k);
            }
        }

        Movable = [.. movable];
    }

    private BatchView View() => new()
    {
        Visit = Movable,
        Columns = _columns,
        InverseScale = _inverse,
        Lower = _lower,
        Upper = _upper,
        Center = Center,
        Curvature = _curvature,
        Above = _above,
        Below = _below,
        L2 = _l2,
        Moves = _moves,
        Start = Start,
        Change = Change,
        WeightSum = _hSum,
        Uniform = _uniform,
    };

    private static Vector256<float> Of(float[] array, int at) => Interleaved.Load(array, at);
}
