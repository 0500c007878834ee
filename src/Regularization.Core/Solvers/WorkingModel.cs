namespace Regularization;

/// <summary>
/// The smooth part of the objective over a working set, with the coefficients of <see cref="WorkingSet"/> as its point. Two forms: residuals over the
/// rows (<see cref="ResidualModel"/>, any loss), and covariances between columns (<see cref="CovarianceModel"/>, squared loss, n-free).
/// </summary>
internal abstract class WorkingModel(FitContext context, WorkingSet set)
{
    /// <summary>Added to the diagonal of Newton systems, relative to it: enough for duplicate columns, too little to change the step otherwise.</summary>
    protected const double NewtonRidge = 1e-11;

    /// <summary>The <see cref="Strictness"/> that losses other than the squared one begin with.</summary>
    public const double LeastStrict = 1e-5;

    /// <summary>Epochs without a Newton step.</summary>
    private const int MostEpochs = 1000;

    /// <summary>Newton systems larger than this are left to coordinate descent.</summary>
    protected virtual int LargestNewton => 2000;

    /// <summary>Epochs before a Newton step, at the least.</summary>
    protected abstract int LeastEpochs { get; }

    private double[] _newtonGram = [];
    private int[] _scratch = [];

    protected FitContext Context { get; } = context;

    public WorkingSet Set { get; } = set;

    /// <summary>z_k'u at the visited positions, u = w ∘ −∂loss/∂η; valid after <see cref="Refresh"/>.</summary>
    public double[] Gradient { get; protected set; } = [];

    /// <summary>The same for the dual point: with the unpenalised columns projected out of the residual, so that theirs is 0 but for rounding.</summary>
    public double[] DualGradient { get; protected set; } = [];

    /// <summary>
    /// How small the largest curvature·change² of an epoch must be for coordinate descent to end a round, as it last met its gap: relative to the null loss for the
    /// squared loss, to the gap that is left for a coordinate for others.
    /// </summary>
    public double Strictness { get; set; } = context.Loss.IsSquared ? 1e-6 : LeastStrict;

    /// <summary>Σ w θ of the dual point: 0, but for what could not be projected out.</summary>
    public double DualIntercept { get; protected set; }

    /// <summary>Intercept on the original scale.</summary>
    public abstract double Intercept { get; }

    /// <summary>Σ u: what is left of the intercept's gradient; valid after <see cref="Refresh"/>.</summary>
    public double InterceptGradient { get; protected set; }

    /// <summary>Σ w loss at the current point; valid after <see cref="Refresh"/>.</summary>
    public abstract double LossValue { get; }

    /// <summary>Brings everything up to date with the coefficients of the visited positions.</summary>
    public abstract void Refresh();

    /// <summary>As much of <see cref="Refresh"/> as a Newton step needs.</summary>
    public virtual void RefreshForStep() => Refresh();

    /// <summary>The loss's part of the duality gap for the dual point scale · (projected residual).</summary>
    public abstract double LossGap(double scale);

    /// <summary>How wrong the gradients at visited positions may be, as the model rounds. Valid after <see cref="Refresh"/>.</summary>
    public virtual double GradientError() => 0;

    /// <summary>Rounds no more from now on, if it did; says whether it did. <see cref="Refresh"/> must follow.</summary>
    public virtual bool MakeExact() => false;

    /// <summary>The projected residual over the rows (without weights), for gradients of columns outside the working set.</summary>
    public abstract double[] DualResidual();

    /// <summary>Coordinate descent on the visited positions until the largest curvature·change² of an epoch is at most <paramref name="tolerance"/>.</summary>
    /// <returns>Whether it came to that within <paramref name="maxEpochs"/> and without being cancelled.</returns>
    public abstract bool Descend(double tolerance, int maxEpochs, ref int epochs, CancellationToken cancellationToken);

    /// <summary>Whether there is <see cref="DescendBySteps"/>.</summary>
    public abstract bool CanStep { get; }

    /// <summary>The same by an <see cref="ActiveSet"/>, which costs about an epoch for each column that comes or goes.</summary>
    public abstract bool DescendBySteps(double tolerance, int maxSteps, ref int epochs, CancellationToken cancellationToken);

    /// <summary>Whether quadratic models are right for small steps only: the window of the loss has turned out to be narrow beside the residuals, or, of a loss whose curvature jumps, the rounds to be slow.</summary>
    public virtual bool HasNarrowModels => false;

    /// <summary>Whether many rounds have been slow: quadratic models of a curved loss are then made anew for every step, and where the curvature jumps they are solved and their steps cut as where the window is narrow.</summary>
    public virtual bool IsSlow { get; set; }

    /// <summary>Works on the loss with a window so many times as wide (<see cref="Loss.Widened"/>), or on the loss itself if that is 1.</summary>
    public virtual void Widen(double factor)
    {
    }

    /// <summary>The positions whose columns have been added to the set since the last call get what the model needs to know of them.</summary>
    public abstract void Grow();

    /// <summary>How many epochs cost as much as one Newton step on a support of this size.</summary>
    protected abstract double EpochsPerNewtonStep(int support);

    /// <summary>The gradient along a position's column, centred as <see cref="SupportGram"/> centres it.</summary>
    protected virtual double NewtonGradient(int position) => Gradient[position];

    /// <summary>Writes Z_S'H Z_S for a list of positions, by rows, size |S| x |S|; only the lower triangle.</summary>
    /// <param name="support">Positions.</param>
    /// <param name="gram">Room for the matrix: at least |S|² numbers, of any content.</param>
    protected abstract void SupportGram(int[] support, double[] gram);

    /// <summary>Moves the coefficients of some positions if that lowers the objective, and says whether it did. Valid after <see cref="RefreshForStep"/>; <see cref="Refresh"/> must follow.</summary>
    protected abstract bool TryMove(int[] positions, double[] change);

    /// <summary>Moves the coefficients of some positions, and the intercept on the original scale, to where the path seems to lead, unless that raises the objective.</summary>
    public abstract void Extrapolate(int[] positions, double[] change, double interceptChange);

    /// <summary>The model's point as a solution, with what is known of it.</summary>
    public Solution ToSolution(DualCertificate certificate, int epochs, double seconds, FitStatus status) => new()
    {
        Lambda = Set.Lambda,
        Intercept = Context.Options.Intercept ? Intercept + Context.Center : 0,
        Coefficients = Set.OriginalCoefficients(),
        DualityGap = certificate.Gap,
        KktResidual = certificate.Kkt,
        DevianceExplained = Context.HasVariation ? 1 - ((LossValue - Context.Saturated) / Context.NullLoss) : 0,
        Objective = LossValue + Set.PenaltyValue(),
        Epochs = epochs,
        Seconds = seconds,
        Status = status,
    };

    /// <summary>Epochs to spend before a Newton step: as much work as that step, so that the better of the two is never missed by more than a factor of two.</summary>
    public int NewtonBudget()
    {
        int support = Support().Length;
        if (support == 0)
        {
            // The quadratic model of a curved loss is not worth solving far from where it was made.
            return Context.Loss.IsSquared ? MostEpochs : LeastEpochs;
        }

        return support > LargestNewton ? MostEpochs : (int)Math.Clamp(EpochsPerNewtonStep(support), LeastEpochs, MostEpochs);
    }

    /// <summary>
    /// A Newton step on the support with the signs held: coefficients that would change sign become 0. Solves exactly what coordinate descent
    /// approaches slowly when features are strongly correlated.
    /// </summary>
    public bool NewtonStep()
    {
        int[] support = Support();
        int size = support.Length;
        if (size == 0 || size > LargestNewton || !Set.IsElasticNet)
        {
            return false;
        }

        // Where a penalty bends, its own curvature leads to the point at once, if that is a minimum; its tangents always lead downwards.
        return (Set.HasTangents && NewtonStep(support, Set.Bends)) || NewtonStep(support, Set.L2);
    }

    private bool NewtonStep(int[] support, double[] l2)
    {
        double[] step = new double[support.Length];
        for (int k = 0; k < step.Length; k++)
        {
            int at = support[k];
            step[k] = NewtonGradient(at) - (Set.L1[at] * Math.Sign(Set.Beta[at])) - (Set.L2[at] * Set.Beta[at]);
        }

        return SolveNewton(support, l2, step) && (TryMove(support, SignedStep.Kept(support, step, Point())) || TryMove(support, SignedStep.Shortened(support, step, Point())));

        SignedPoint Point() => new(Set.Beta, Set.L1, Set.Lower, Set.Upper);
    }

    /// <summary>Overwrites a right-hand side over the support with the solution of the Newton system (Z_S'H Z_S + L2) x = b, and says whether there is one.</summary>
    /// <param name="support">Positions.</param>
    /// <param name="l2">Second derivatives of the penalty, by position.</param>
    /// <param name="b">By place in the support.</param>
    protected virtual bool SolveNewton(int[] support, double[] l2, double[] b)
    {
        int size = b.Length;
        if (_newtonGram.Length < size * size)
        {
            _newtonGram = new double[size * size * 5 / 4];
        }

        double[] gram = _newtonGram;
        SupportGram(support, gram);
        for (int k = 0; k < size; k++)
        {
            gram[(k * size) + k] += l2[support[k]];
        }

        Cholesky? factor = Cholesky.Factor(gram, size, NewtonRidge);
        factor?.Solve(b);
        return factor is not null;
    }

    /// <summary>Positions free to move both ways: nonzero strictly inside their bounds, or unpenalised.</summary>
    protected int[] Support()
    {
        int[] support = Scratch(Set.Visit.Length);
        double[] beta = Set.Beta, l1 = Set.L1, lower = Set.Lower, upper = Set.Upper;
        int count = 0;
        foreach (int k in Set.Visit)
        {
            double b = beta[k];
            if ((b != 0 || l1[k] == 0) && b > lower[k] && b < upper[k])
            {
                support[count++] = k;
            }
        }

        return support[..count];
    }

    /// <summary>Room for a list of so many positions, until it is asked for again: who keeps the list takes a copy.</summary>
    protected int[] Scratch(int count) => _scratch.Length >= count ? _scratch : _scratch = new int[count * 3L / 2];
}
