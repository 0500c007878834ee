namespace Regularization;

/// <summary>
/// A loss of the linear predictor: loss(y, η), summed over the rows with weights. Half the squared error or a negative log-likelihood.
/// </summary>
/// <remarks>
/// All spans of one call have the same length n. Weights are non-negative; the solvers pass them scaled to sum to 1, so that sums here are means.
/// Losses are immutable and may be shared by threads. To add one, derive from this class and add it to the list in its tests.
/// <example>
/// <code>
/// Loss loss = Losses.Logistic;
/// double[] probabilities = [.. new[] { -1.0, 0, 1 }.Select(loss.Mean)];   // of linear predictors
/// RegularizationPath path = new PathSolver(loss, Penalties.Lasso).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public abstract class Loss
{
    /// <summary>The name of the loss, in lower case: <c>squared</c>, <c>logistic</c>, <c>squared hinge</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the loss is a quadratic function of η with second derivative 1, so that one weighted least squares problem is the whole problem.</summary>
    public virtual bool IsSquared => false;

    /// <summary>Whether responses are classes 0 and 1: folds are then stratified, and cross-validation reports misclassification and AUC.</summary>
    public virtual bool IsClassification => false;

    /// <summary>Whether ∂²loss/∂η² is continuous. Quadratic models of a loss whose curvature jumps hold nearby only: such losses are not fitted in batches of lambdas or from streams.</summary>
    internal virtual bool HasSmoothCurvature => true;

    /// <summary>Whether responses vary about their mean by a dispersion that must be estimated, times <see cref="Variance"/>.</summary>
    internal virtual bool HasDispersion => false;

    /// <summary>V(μ), up to the dispersion.</summary>
    internal virtual double Variance(double mean) => 1;

    /// <summary>What is best taken off all responses before a fit, and put back on the intercept after it, so that y − η keeps its digits: of losses of y − η alone, where responses vary little beside their size; else 0.</summary>
    internal virtual double CenterOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 0;

    /// <summary>sup over η of ∂²loss/∂η², or +∞.</summary>
    public abstract double CurvatureBound { get; }

    /// <summary>Σ_i w_i loss(y_i, η_i).</summary>
    /// <param name="eta">Linear predictor, length n.</param>
    /// <param name="y">Response, length n.</param>
    /// <param name="weights">Weights, length n.</param>
    public abstract double Value(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights);

    /// <summary>Σ_i w_i min over η of loss(y_i, η): the loss of the saturated model. The deviance is 2 (Value − SaturatedValue).</summary>
    /// <param name="y">Response, length n.</param>
    /// <param name="weights">Weights, length n.</param>
    public virtual double SaturatedValue(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 0;

    /// <summary>The null model's loss above the saturated one, about, where responses vary by 1e-10 of their size: below it rounding would decide on a fit. In the unit of the loss, as if responses were in another.</summary>
    /// <param name="y">Response, length n.</param>
    /// <param name="weights">Weights, length n, whose sum is 1.</param>
    internal virtual double RoundingOf(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => 1e-20 * MeanSquare(y, weights);

    /// <summary>Σ w_i y_i².</summary>
    internal static double MeanSquare(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            sum += weights[i] * y[i] * y[i];
        }

        return sum;
    }

    /// <summary>residual_i = −∂loss/∂η and curvature_i = ∂²loss/∂η² at η_i, without weights.</summary>
    /// <param name="eta">Linear predictor, length n.</param>
    /// <param name="y">Response, length n.</param>
    /// <param name="residual">Written, length n.</param>
    /// <param name="curvature">Written, length n; may be empty if it is not wanted.</param>
    public abstract void Derivatives(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> residual, Span<double> curvature);

    /// <summary>
    /// The Fenchel-Young gap Σ_i w_i [loss(y_i, η_i) + loss*(y_i, −θ_i) + η_i θ_i] of a dual point θ, at least 0, and 0 for θ = −∂loss/∂η;
    /// +∞ where θ is outside the domain of the conjugate; NaN where the loss has no usable dual (then solutions carry a KKT residual only).
    /// </summary>
    /// <remarks>Written in this form it loses no digits to cancellation, which primal minus dual does.</remarks>
    /// <param name="eta">Linear predictor, length n.</param>
    /// <param name="y">Response, length n.</param>
    /// <param name="weights">Weights, length n.</param>
    /// <param name="theta">Dual point, length n, on the scale of −∂loss/∂η.</param>
    public virtual double DualityGap(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, ReadOnlySpan<double> weights, ReadOnlySpan<double> theta) => double.NaN;

    /// <summary>
    /// The curvature at each η_i of a parabola that has the loss's value and slope there and is nowhere below the loss; <see cref="CurvatureBound"/> unless a smaller one is known. A step to
    /// the minimum of such parabolas cannot raise the loss.
    /// </summary>
    /// <param name="eta">Linear predictor, length n.</param>
    /// <param name="y">Response, length n.</param>
    /// <param name="curvature">Written, length n.</param>
    internal virtual void MajorizingCurvature(ReadOnlySpan<double> eta, ReadOnlySpan<double> y, Span<double> curvature) => curvature.Fill(CurvatureBound);

    /// <summary>For a loss whose curvature jumps at the ends of a window: the same loss with a window so many times as wide, and the same slopes and dual domain; else null. It is easier to fit.</summary>
    internal virtual Loss? Widened(double factor) => null;

    /// <summary>How far at most such a loss is from the one with no window at all, but for a constant; 0 for others.</summary>
    internal virtual double Blur => 0;

    /// <summary>What makes a fit hard if its window is narrow beside these responses, and a wider one that does not: sentences for a warning; else null.</summary>
    internal virtual string? NarrowWindow(ReadOnlySpan<double> y, ReadOnlySpan<double> weights) => null;

    /// <summary>Moves a dual point into the domain of the conjugate, and says whether it had to. Every multiple in [0, 1] of a point of the domain is in it too.</summary>
    /// <param name="y">Response, length n.</param>
    /// <param name="theta">Dual point, length n, on the scale of −∂loss/∂η.</param>
    public virtual bool ClampDual(ReadOnlySpan<double> y, Span<double> theta) => false;

    /// <summary>
    /// The link function, the inverse of <see cref="Mean"/>. For squared, logistic, squared hinge and log-link losses it is also the best intercept for responses
    /// of this weighted mean; for the others a place to start from.
    /// </summary>
    /// <param name="mean">A mean response.</param>
    public abstract double Link(double mean);

    /// <summary>The mean response that a linear predictor stands for: the inverse link (the identity; the exponential; the probability of class 1).</summary>
    /// <param name="eta">A linear predictor.</param>
    public abstract double Mean(double eta);

    /// <summary>The deviance of one row as cross-validation reports it: 2 (loss − saturated loss).</summary>
    /// <param name="eta">A linear predictor.</param>
    /// <param name="y">A response.</param>
    public abstract double Deviance(double eta, double y);

    /// <summary>Refuses responses that the loss is not defined for.</summary>
    /// <param name="y">Responses, length n, finite.</param>
    /// <param name="weights">Weights, length n; rows of weight 0 count for nothing.</param>
    /// <exception cref="ArgumentException">A response is not allowed; the message names it.</exception>
    public virtual void CheckResponse(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        for (int i = 0; i < y.Length; i++)
        {
            if (ResponseRule(y[i]) is { } rule)
            {
                throw new ArgumentException($"The response of row {i} is {y[i]}; the {Name} loss needs {rule}", nameof(y));
            }
        }
    }

    /// <summary>What the loss needs of a response that it is not defined for, or null if it is: a rule and the way out, as the end of a message. Streams check row by row with it.</summary>
    /// <param name="y">One response, finite.</param>
    public virtual string? ResponseRule(double y) => null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
