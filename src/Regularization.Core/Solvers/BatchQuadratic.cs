using System.Runtime.Intrinsics;

namespace Regularization;

/// <summary>
/// The quadratic models of a batch of problems on one sparse design, minimised side by side in float32: coordinate descent, then conjugate gradients on the
/// support with the signs held. It is done in correction form, from gradients in float64, so that what float32 rounds is small where the steps are.
/// </summary>
/// <remarks>Sources as in <see cref="WorkingModel"/> and <see cref="NewtonSystem"/>.</remarks>
internal sealed class BatchQuadratic
{
    private const int Batch = KernelSet.Batch;

    /// <summary>A coefficient at 0 whose gradient is below this share of what would move it in every problem is not visited.</summary>
    private const float NearThreshold = 0.98f;

    /// <summary>Curvatures below this share of the row weights' sum are not divided by.</summary>
    private const float LeastCurvature = 1e-12f;

    /// <summary>How far the weights of the rows may move, relative to their size, before the curvatures are computed anew.</summary>
    private const double MostDrift = 0.1;

    private readonly SparseDesignMatrix _design;
    private readonly bool _hasIntercept;
    private readonly float _uniform;
    private readonly float[] _h;
    private readonly float[] _hOfMoments;
    private readonly float[] _hSum = new float[Batch];
    private readonly float[] _v;
    private readonly float[] _y;
    private readonly float[] _vSum = new float[Batch];
    private readonly float[] _maxChange = new float[Batch];

    private int[] _knownVisit = [];
    private float[] _allCenter = [];
    private float[] _allCurvature = [];

    private float[] _allGradients = [], _center = [], _curvature = [], _diagonal = [], _gradient = [], _l1 = [], _l2 = [], _lower = [], _moves = [], _p = [], _q = [], _r = [], _rest = [], _scaled = [], _upper = [], _solution = [], _z = [];

    // What follows is about the positions that may move.
    private int _count;
    private int[] _columns = [];
    private float[] _inverse = [];

    /// <param name="context">The problem; its design is sparse.</param>
    public BatchQuadratic(FitContext context)
    {
        _design = (SparseDesignMatrix)context.Design.X;
        _hasIntercept = context.Options.Intercept;
        RowWeights weights = context.Design.Weights;
        bool isUniform = context.Loss.IsSquared && weights.Values.IsEmpty;
        _uniform = isUniform ? (float)weights.Uniform : 0;
        int length = context.Design.Rows * Batch;
        _h = isUniform ? [] : new float[length];
        _hOfMoments = new float[_h.Length];
        (_v, _y) = (new float[length], new float[length]);
    }

    /// <summary>The indices, among the visited positions, of those that may move.</summary>
    public int[] Movable { get; private set; } = [];

    /// <summary>By movable position and problem: the change of the coefficient.</summary>
    public float[] Change { get; private set; } = [];

    /// <summary>By movable position and problem: the coefficient before it.</summary>
    public float[] Start { get; private set; } = [];

    /// <summary>The h-weighted mean by visited position and problem, or nearly.</summary>
    public float[] Center => _allCenter;

    /// <summary>Sets the models up at the current points of the problems.</summary>
    /// <param name="models">The problems, each refreshed; their visited positions are the same.</param>
    /// <param name="isActive">Which of them may move.</param>
    /// <param name="products">x_k'u by visited position and problem.</param>
    public void Prepare(ResidualModel[] models, bool[] isActive, double[] products)
    {
        WorkingSet set = models[0].Set;
        ReadOnlySpan<int> visit = set.Visit;
        for (int b = 0; b < Batch; b++)
        {
            if (_h.Length > 0 && isActive[b])
            {
                Interleaved.Put(models[b].Curvatures, b, _h);
            }

            double sum = System.Numerics.Tensors.TensorPrimitives.Sum<double>(models[b].Curvatures);
            _hSum[b] = sum > 0 ? (float)sum : 1;
        }

        UpdateMoments(models[0]);
        SelectMovable(models, isActive, products);
        Array.Clear(_v);
        Array.Clear(_vSum);
    }

    /// <summary>So many epochs of coordinate descent.</summary>
    public void Descend(int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            Kernels.Current.BatchDescent(_design.View, _h, View(), _v, _vSum);
        }
    }

    /// <summary>Conjugate gradients on the support of each problem until its residual is below a share of the first; a coefficient that would cross 0 or a bound stops there.</summary>
    /// <returns>How many iterations it took.</returns>
    public int ConjugateGradients(double forcing, int mostIterations)
    {
        int length = _count * Batch;
        float[] r = Reserve(ref _r, length), z = Reserve(ref _z, length), p = Reserve(ref _p, length), q = Reserve(ref _q, length), x = Reserve(ref _solution, length), diagonal = Reserve(ref _diagonal, length);
        StartResidual(r, diagonal);
        Divide(r, diagonal, z, length);
        z.AsSpan(0, length).CopyTo(p);
        Array.Clear(x, 0, length);
        Span<double> rz = stackalloc double[Batch], target = stackalloc double[Batch], next = stackalloc double[Batch], curvature = stackalloc double[Batch];
        Span<float> step = stackalloc float[Batch], minus = stackalloc float[Batch], ratio = stackalloc float[Batch];
        Interleaved.Dot(r.AsSpan(0, length), z.AsSpan(0, length), rz);
        for (int b = 0; b < Batch; b++)
        {
            target[b] = forcing * forcing * rz[b];
        }

        int iteration = 0;
        for (; iteration < mostIterations; iteration++)
        {
            Multiply(p, q, diagonal);
            Interleaved.Dot(p.AsSpan(0, length), q.AsSpan(0, length), curvature);
            bool goesOn = false;
            for (int b = 0; b < Batch; b++)
            {
                bool moves = rz[b] > target[b] && curvature[b] > 0;
                step[b] = moves ? (float)(rz[b] / curvature[b]) : 0;
                minus[b] = -step[b];
            }

            Interleaved.AddScaled(step, p.AsSpan(0, length), x.AsSpan(0, length));
            Interleaved.AddScaled(minus, q.AsSpan(0, length), r.AsSpan(0, length));
            Interleaved.AddScaled(minus, _y, _v);
            Divide(r, diagonal, z, length);
            Interleaved.Dot(r.AsSpan(0, length), z.AsSpan(0, length), next);
            for (int b = 0; b < Batch; b++)
            {
                bool moved = step[b] != 0;
                ratio[b] = moved ? (float)(next[b] / rz[b]) : 0;
                rz[b] = moved ? next[b] : 0;
                goesOn |= rz[b] > target[b];
            }

            if (!goesOn)
            {
                iteration++;
                break;
            }

            Interleaved.ScaleAdd(ratio, z.AsSpan(0, length), p.AsSpan(0, length));
        }

        Accept(x);
        return iteration;
    }

    /// <summary>q = (Z'HZ + L2) p on the supports; the image of p, centred and weighted, stays in the work array.</summary>
    private void Multiply(float[] p, float[] q, float[] diagonal)
    {
        float[] scaled = Reserve(ref _scaled, _count * Batch), l2 = Reserve(ref _l2, _count * Batch);
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            (Vector256.Create<float>(p.AsSpan(at, Batch)) * _inverse[k]).CopyTo(scaled.AsSpan(at, Batch));
        }

        Array.Clear(_y);
        Kernels.Current.BatchAdd(_design.View, _columns.AsSpan(0, _count), scaled, _y);
        Interleaved.WeightCentred(_h, _uniform, _hasIntercept, _hSum, _y);
        Kernels.Current.BatchDot(_design.View, _columns.AsSpan(0, _count), _y, q);
        for (int k = 0, at = 0; k < _count; k++, at += Batch)
        {
            Vector256<float> product = (Vector256.Create<float>(q.AsSpan(at, Batch)) * _inverse[k]) + (Vector256.Create<float>(l2.AsSpan(at, Batch)) * Vector256.Create<float>(p.AsSpan(at, Batch)));
            Vector256.ConditionalSelect(Vector256.IsFinite(Vector256.Create<float>(diagonal.AsSpan(at, Batch))), product, Vector256<float>.Zero).CopyTo(q.AsSpan(at, Batch));
        }
    }

    /// <summary>The negative gradient on the supports and the diagonal, which is infinite elsewhere.</summary>
    private void StartResidual(float[] r, float[] diagonal)
    {
        float[] gradient = Reserve(ref _gradient, _count * Batch), l1 = Reserve(ref _l1, _count * Batch), l2 = Reserve(ref _l2, _count * Batch), moves = Reserve(ref _moves, _count * Batch);
        float[] center = Reserve(ref _center, _count * Batch), curvature = Reserve(ref _curvature, _count * Batch);
        Kernels.Current.BatchDot(_design.View, _columns.AsSpan(0, _count), _v, r);
        for (int k = 0; k < _count; k++)
        {
            for (int b = 0; b < Batch; b++)
            {
                int at = (k * Batch) + b;
                float beta = Start[at] + Change[at];
                bool isFree = moves[at] != 0 && beta != 0 && beta > _lower[k] && beta < _upper[k];
                r[at] = isFree ? gradient[at] + (_inverse[k] * (r[at] - (center[at] * _vSum[b]))) - (l1[at] * Math.Sign(beta)) - (l2[at] * beta) : 0;
                diagonal[at] = isFree ? curvature[at] + l2[at] : float.PositiveInfinity;
            }
        }
    }

    /// <summary>Adds x to the changes, with coefficients that would cross 0 or a bound stopped there, and corrects the residuals for these.</summary>
    private void Accept(float[] x)
    {
        float[] l1 = Reserve(ref _l1, _count * Batch), rest = Reserve(ref _rest, _count * Batch);
        int[] columns = new int[_count];
        int stopped = 0;
        for (int k = 0; k < _count; k++)
        {
            bool any = false;
            for (int b = 0; b < Batch; b++)
            {
                int at = (k * Batch) + b;
                float beta = Start[at] + Change[at], d = x[at], end = beta + d;
                float kept = l1[at] > 0 && end * beta < 0 ? -beta : d;
                kept = Math.Max(Math.Min(kept, _upper[k] - beta), _lower[k] - beta);
                Change[at] += kept;
                rest[(stopped * Batch) + b] = (kept - d) * _inverse[k];
                any |= kept != d;
            }

            if (any)
            {
                columns[stopped++] = _columns[k];
            }
        }

        if (stopped > 0)
        {
            Array.Clear(_y);
            Kernels.Current.BatchAdd(_design.View, columns.AsSpan(0, stopped), rest, _y);
            Interleaved.WeightCentred(_h, _uniform, _hasIntercept, _hSum, _y);
            Span<float> minus = stackalloc float[Batch];
            minus.Fill(-1);
            Interleaved.AddScaled(minus, _y, _v);
        }
    }

    /// <summary>Centres and curvatures at the visited positions, computed anew where the row weights have moved or the positions are others.</summary>
    private void UpdateMoments(ResidualModel model)
    {
        WorkingSet set = model.Set;
        int visited = set.Visit.Length;
        bool isSame = _knownVisit.AsSpan().SequenceEqual(set.Visit);
        if (isSame && (_h.Length == 0 || System.Numerics.Tensors.TensorPrimitives.Distance<float>(_h, _hOfMoments) <= MostDrift * System.Numerics.Tensors.TensorPrimitives.Norm<float>(_h)))
        {
            return;
        }

        _knownVisit = [.. set.Visit];
        _h.CopyTo(_hOfMoments, 0);
        Reserve(ref _allCenter, visited * Batch);
        Reserve(ref _allCurvature, visited * Batch);
        int[] columns = set.ColumnsAt(set.Visit);
        FillMoments(model, columns);
    }

    private void FillMoments(ResidualModel model, int[] columns)
    {
        StandardizedDesign design = model.Design;
        if (_h.Length > 0)
        {
            Kernels.Current.BatchMoments(_design.View, columns, _h, _allCenter, _allCurvature);
        }

        for (int k = 0; k < columns.Length; k++)
        {
            float inverse = (float)design.InverseScale[columns[k]], norm = (float)(design.Norm[columns[k]] * design.Norm[columns[k]]);
            for (int b = 0; b < Batch; b++)
            {
                int at = (k * Batch) + b;
                float mean = _hasIntercept ? (_h.Length > 0 ? _allCenter[at] / _hSum[b] : (float)design.Center[columns[k]]) : 0;
                _allCurvature[at] = _h.Length > 0 ? (_allCurvature[at] - (mean * mean * _hSum[b])) * inverse * inverse : norm;
                _allCurvature[at] = Math.Max(_allCurvature[at], LeastCurvature * _hSum[b] * inverse * inverse);
                _allCenter[at] = mean;
            }
        }
    }

    /// <summary>Copies what the kernels need of the positions that may move.</summary>
    private void SelectMovable(ResidualModel[] models, bool[] isActive, double[] products)
    {
        WorkingSet set = models[0].Set;
        int visited = set.Visit.Length;
        Span<double> uSum = stackalloc double[Batch];
        for (int b = 0; b < Batch; b++)
        {
            uSum[b] = _hasIntercept ? System.Numerics.Tensors.TensorPrimitives.Sum<double>(models[b].U) : 0;
        }

        var movable = new List<int>(visited);
        float[] gradients = Reserve(ref _allGradients, visited * Batch);
        for (int i = 0; i < visited; i++)
        {
            int position = set.Visit[i];
            bool moves = false;
            for (int b = 0; b < Batch; b++)
            {
                int at = (i * Batch) + b;
                WorkingSet own = models[b].Set;
                gradients[at] = (float)((products[at] - (_allCenter[at] * uSum[b])) * own.InverseScale[position]);
                moves |= isActive[b] && (own.Beta[position] != 0 || Math.Abs(gradients[at]) >= NearThreshold * (float)own.L1[position]);
            }

            if (moves)
            {
                movable.Add(i);
            }
        }

        Movable = [.. movable];
        _count = Movable.Length;
        Fill(models, isActive, gradients);
    }

    private void Fill(ResidualModel[] models, bool[] isActive, float[] gradients)
    {
        WorkingSet set = models[0].Set;
        int length = _count * Batch;
        float[] gradient = Reserve(ref _gradient, length), l1 = Reserve(ref _l1, length), l2 = Reserve(ref _l2, length), moves = Reserve(ref _moves, length), center = Reserve(ref _center, length), curvature = Reserve(ref _curvature, length);
        float[] lower = Reserve(ref _lower, _count), upper = Reserve(ref _upper, _count);
        (Start, Change, _inverse) = (Reserved(Start, length), Reserved(Change, length), Reserve(ref _inverse, _count));
        Array.Clear(Change, 0, length);
        if (_columns.Length < _count)
        {
            _columns = new int[_count * 5 / 4];
        }

        for (int k = 0; k < _count; k++)
        {
            int from = Movable[k] * Batch, to = k * Batch, position = set.Visit[Movable[k]];
            _columns[k] = set.Columns[position];
            (_inverse[k], lower[k], upper[k]) = ((float)set.InverseScale[position], (float)set.Lower[position], (float)set.Upper[position]);
            gradients.AsSpan(from, Batch).CopyTo(gradient.AsSpan(to));
            _allCenter.AsSpan(from, Batch).CopyTo(center.AsSpan(to));
            _allCurvature.AsSpan(from, Batch).CopyTo(curvature.AsSpan(to));
            for (int b = 0; b < Batch; b++)
            {
                WorkingSet own = models[b].Set;
                (l1[to + b], l2[to + b]) = ((float)own.L1[position], (float)own.L2[position]);
                (Start[to + b], moves[to + b]) = ((float)own.Beta[position], isActive[b] ? 1 : 0);
            }
        }
    }

    private BatchView View() => new()
    {
        Columns = _columns.AsSpan(0, _count),
        InverseScale = _inverse,
        Lower = _lower,
        Upper = _upper,
        Center = _center,
        Curvature = _curvature,
        Gradient = _gradient,
        L1 = _l1,
        L2 = _l2,
        Moves = _moves,
        Start = Start,
        Change = Change,
        WeightSum = _hSum,
        Uniform = _uniform,
        MaxChange = _maxChange,
    };

    private static void Divide(float[] a, float[] b, float[] result, int length) =>
        System.Numerics.Tensors.TensorPrimitives.Divide(a.AsSpan(0, length), b.AsSpan(0, length), result.AsSpan(0, length));

    /// <summary>An array of at least this length, of any content.</summary>
    private static float[] Reserve(ref float[] array, int length) => array = Reserved(array, length);

    private static float[] Reserved(float[] array, int length) => array.Length >= length ? array : new float[(length * 5 / 4) + Batch];
}
