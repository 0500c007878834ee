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
        var response = new NullFit(problem, loss, options.Intercept);
        (Y, Center, Offsets, Saturated, NullIntercept) = (response.Y, response.Center, response.Offsets, response.Saturated, response.Intercept);
        (NullLoss, HasVariation) = (response.LossValue, response.HasVariation);
        Design = new StandardizedDesign(problem, options.Standardize, options.Intercept, ColumnBlocks.Resolve(options.Threads), share?.Moments);
        SharedGram = share;
        var residual = new double[Y.Length];
        loss.Derivatives(response.Eta, Y, residual, []);
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
}
