namespace Regularization;

/// <summary>What stays the same along a path: the problem, the standardised design, the loss, the penalty, and the null model (intercept only).</summary>
internal sealed class FitContext
{
    /// <param name="problem">The data.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="penalty">The penalty.</param>
    /// <param name="options">How fits are made.</param>
    /// <param name="share">For a fold of a cross-validation: what it takes from the fit on all rows.</param>
    public FitContext(TrainingProblem problem, Loss loss, Penalty penalty, FitOptions options, FoldShare? share = null)
    {
        penalty.Check(problem.X.Columns);
        (Problem, Loss, Penalty, Options) = (problem, loss, penalty, options);
        Y = problem.Y.ToArray();
        if (problem.ClassOffsets is not null)
        {
            throw new ArgumentException($"The problem has class offsets, which are for multinomial models; the loss is {loss.Name}. Give Offsets, one a row.", nameof(problem));
        }

        Offsets = problem.Offsets is null ? [] : [.. problem.Offsets];
        loss.CheckResponse(Y, problem.NormalizedWeights());
        Center = options.Intercept && Offsets.Length == 0 ? loss.CenterOf(Y, problem.NormalizedWeights()) : 0;
        for (int i = 0; i < Y.Length && Center != 0; i++)
        {
            Y[i] -= Center;
        }

        Design = new StandardizedDesign(problem, options.Standardize, options.Intercept, ColumnBlocks.Resolve(options.Threads), share?.Moments);
        SharedGram = share;
        OffsetCheck.Require(loss, Offsets, Y, Design.W, nameof(problem));
        for (int i = 0; i < Offsets.Length; i++)
        {
            // Rows that count for nothing must not do so by an offset that overflows.
            Offsets[i] = Design.W[i] > 0 ? Offsets[i] : 0;
        }

        Saturated = loss.SaturatedValue(Y, Design.W);
        (NullIntercept, double[] eta) = FitNull();
        double value = loss.Value(eta, Y, Design.W) - Saturated;
        CheckSize(value);
        double rounding = (loss.IsSquared ? 1e-24 : 1e-20) * Math.Max(1e-280, MeanSquare(Y, Design.W));
        // With an intercept no model is better for a constant response than one of it alone, whatever rounding leaves of its loss: gaps have no other unit then.
        bool isConstant = !loss.IsSquared && options.Intercept && Offsets.Length == 0 && IsConstant(Y, Design.W);
        HasVariation = value > rounding && !isConstant;
        NullLoss = isConstant ? 1 : Math.Max(value, rounding);
        if (loss.IsSquared && !HasVariation)
        {
            // What is left is rounding, which no model is to be of.
            eta.CopyTo(Y, 0);
        }

        var residual = new double[Y.Length];
        loss.Derivatives(eta, Y, residual, []);
        NullResidual = residual;
        var u = new double[Y.Length];
        VectorMath.Multiply(residual, Design.W, u);
        if (share is null)
        {
            NullGradient = new double[Design.Columns];
            Design.Gradient(Design.AllColumns, u, NullGradient);
        }
        else
        {
            NullGradient = share.NullGradient(this, u);
        }

        GradientScale = Math.Max(VectorMath.MaxMagnitude(NullGradient), double.Epsilon);
    }

    public TrainingProblem Problem { get; }

    /// <summary>Where products of columns are asked for before they are computed, if anywhere.</summary>
    public ISharedGram? SharedGram { get; set; }

    /// <summary>The same for quadratic models of a curved loss.</summary>
    public CurvatureShare? CurvatureShare { get; set; }

    public Loss Loss { get; }

    public Penalty Penalty { get; }

    public FitOptions Options { get; }

    public StandardizedDesign Design { get; }

    /// <summary>The responses less <see cref="Center"/>, length n.</summary>
    public double[] Y { get; }

    /// <summary>What is taken off responses and intercepts while they are fitted; 0 for most.</summary>
    public double Center { get; }

    /// <summary>Length n, or empty.</summary>
    public double[] Offsets { get; }

    public double Saturated { get; }

    /// <summary>The loss of the null model above the saturated one: half the null deviance. It is the unit of every gap, and 1 where there is nothing to explain but rounding.</summary>
    public double NullLoss { get; }

    /// <summary>Whether there is anything to explain: false for a response that is constant, or varies so little beside its size that rounding would decide on the fit.</summary>
    public bool HasVariation { get; }

    public double NullIntercept { get; }

    /// <summary>−∂loss/∂η at the null model, length n.</summary>
    public double[] NullResidual { get; }

    /// <summary>z_j'(w ∘ NullResidual), length p.</summary>
    public double[] NullGradient { get; }

    /// <summary>The largest size in <see cref="NullGradient"/>: the unit of KKT residuals.</summary>
    public double GradientScale { get; }

    /// <summary>Columns of standard deviation 0 are never in a model.</summary>
    public bool IsEligible(int column) => Design.InverseScale[column] > 0;

    /// <summary>The bounds of a coefficient of the standardised feature.</summary>
    public (double Lower, double Upper) Bounds(int column)
    {
        (double lower, double upper) = Penalty.Bounds(column);
        double inverse = Design.InverseScale[column];
        return inverse > 0 ? (lower / inverse, upper / inverse) : (0, 0);
    }

    /// <summary>η = o + intercept for all rows.</summary>
    public double[] StartingPredictor(double intercept)
    {
        var eta = new double[Y.Length];
        Array.Fill(eta, intercept);
        if (Offsets.Length > 0)
        {
            VectorMath.Add(eta, Offsets, eta);
        }

        return eta;
    }

    /// <summary>Refuses responses whose squares overflow or vanish, as nothing after it could be trusted.</summary>
    private void CheckSize(double nullLoss)
    {
        double largest = VectorMath.MaxMagnitude(Y);
        bool varies = !IsConstant(Y, Design.W);
        if (!double.IsFinite(nullLoss) || !double.IsFinite(MeanSquare(Y, Design.W)) || (varies && MeanSquare(Y, Design.W) == 0))
        {
            throw new ArgumentException(FormattableString.Invariant($"The responses are of size {largest:g3}; their squares must neither overflow nor vanish. Rescale the response."));
        }
    }

    /// <summary>Whether all rows of positive weight have the same response.</summary>
    private static bool IsConstant(double[] y, ReadOnlySpan<double> weights)
    {
        double first = double.NaN;
        for (int i = 0; i < y.Length; i++)
        {
            if (weights[i] > 0 && !double.IsNaN(first) && y[i] != first)
            {
                return false;
            }

            first = weights[i] > 0 ? y[i] : first;
        }

        return true;
    }

    private static double MeanSquare(double[] values, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i] * values[i];
        }

        return sum;
    }

    /// <summary>The intercept-only fit.</summary>
    private (double Intercept, double[] Eta) FitNull() => Options.Intercept
        ? (NullModel.Fit(Loss, Y, Design.W, Offsets, out double[] eta), eta)
        : (0, StartingPredictor(0));
}
