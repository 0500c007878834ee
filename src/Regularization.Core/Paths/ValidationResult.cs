namespace Regularization;

/// <summary>What rows that a path was not fitted to say of it, lambda by lambda: by folds, or as rows held out.</summary>
/// <remarks>
/// <example>
/// <code>
/// ValidationResult result = new CrossValidator(Losses.Logistic, Penalties.Lasso).Fit(problem);
/// foreach ((string measure, CrossValidationCurve curve) in result.Curves)
/// {
///     Console.WriteLine($"{measure}: best at lambda {result.Lambdas[curve.IndexOfBest]:g3}");
/// }
/// </code>
/// </example>
/// </remarks>
public abstract class ValidationResult
{
    /// <param name="lambdas">The lambdas.</param>
    /// <param name="curves">The curves of all measures, the deviance first.</param>
    /// <param name="judges">How many folds, or one for rows held out.</param>
    /// <param name="seconds">Seconds spent.</param>
    /// <param name="warning">What is to be said of measures that some judges have no value of; null for nothing.</param>
    private protected ValidationResult(double[] lambdas, CrossValidationCurve[] curves, int judges, double seconds, string? warning)
    {
        (Lambdas, Seconds, CurveWarning) = (lambdas, seconds, warning);
        Curves = new MeasureCurves(curves, judges, warning);
        Deviance = curves[0];
        IndexMin = Deviance.IndexOfBest;
        IndexOneStandardError = Deviance.IndexOfOneStandardError;
    }

    /// <summary>The lambdas of the path and of all curves, descending.</summary>
    public IReadOnlyList<double> Lambdas { get; }

    /// <summary>
    /// The curve that lambda is chosen by: the weighted mean deviance of the judging rows, which is the squared error for the squared loss, and −2 log p of a row's own class with p in [1e-5, 1 − 1e-5], as glmnet has it, for several
    /// classes.
    /// </summary>
    public CrossValidationCurve Deviance { get; }

    /// <summary>
    /// All curves by measure: <c>deviance</c>, and <c>misclassification</c>, for two classes <c>auc</c>; or <c>squared error</c> and <c>absolute error</c>; or for the quantile loss <c>pinball loss</c> and <c>coverage</c>. Over rows
    /// held out, the standard error of <c>auc</c>, which is no mean of rows, is NaN. Folds whose rows are all of one class have no <c>auc</c>: it is the mean of the others, and where no fold has both classes it is left out, with a warning.
    /// </summary>
    public IReadOnlyDictionary<string, CrossValidationCurve> Curves { get; }

    /// <summary>The position of <see cref="LambdaMin"/>.</summary>
    public int IndexMin { get; }

    /// <summary>The position of <see cref="LambdaOneStandardError"/>.</summary>
    public int IndexOneStandardError { get; }

    /// <summary>The lambda of the smallest mean deviance.</summary>
    public double LambdaMin => Lambdas[IndexMin];

    /// <summary>The largest lambda whose mean deviance is within one standard error of the smallest.</summary>
    public double LambdaOneStandardError => Lambdas[IndexOneStandardError];

    /// <summary>What the user should know of the judges and what they say.</summary>
    public abstract IReadOnlyList<string> Warnings { get; }

    /// <summary>What is to be said of measures that some judges have no value of; null for nothing.</summary>
    private protected string? CurveWarning { get; }

    /// <summary>What the judging rows were predicted to be, for reports.</summary>
    internal HeldOutPredictions? Predictions { get; init; }

    /// <summary>Seconds spent, the path included.</summary>
    public double Seconds { get; }

    /// <summary>The position on the path that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public int IndexOf(SelectionRule rule) => rule.Check() == SelectionRule.OneStandardError ? IndexOneStandardError : IndexMin;

    private protected string Describe(string judges) => FormattableString.Invariant(
        $"{judges}, {Counted.Of(Lambdas.Count, "lambda")}: smallest deviance {Deviance.Mean[IndexMin]:g5}{StandardErrors.After(Deviance.StandardError[IndexMin])} at lambda {LambdaMin:g4}, within one standard error at lambda {LambdaOneStandardError:g4}; {Seconds:0.000} s");
}
