namespace Regularization;

/// <summary>A multinomial path over the training rows and what other rows, held out or given apart, say of it.</summary>
public sealed class MultinomialHeldOutResult
{
    internal MultinomialHeldOutResult(MultinomialPath path, CrossValidationCurve[] curves, int rows, double seconds)
    {
        (Path, Rows, Seconds) = (path, rows, seconds);
        Curves = curves.ToDictionary(c => c.Measure);
        (Deviance, Misclassification) = (curves[0], curves[1]);
        IndexMin = Deviance.IndexOfBest;
        IndexOneStandardError = Deviance.IndexOfOneStandardError;
    }

    /// <summary>The path fitted to the training rows.</summary>
    public MultinomialPath Path { get; }

    /// <summary>The lambdas of the path and of all curves, descending.</summary>
    public IReadOnlyList<double> Lambdas => [.. Path.Select(s => s.Lambda)];

    /// <summary>The curve that lambda is chosen by: the mean deviance of the judging rows, −2 log p of a row's own class with p in [1e-5, 1 − 1e-5], as glmnet has it.</summary>
    public CrossValidationCurve Deviance { get; }

    /// <summary>The share of the judging rows whose most probable class is not their own.</summary>
    public CrossValidationCurve Misclassification { get; }

    /// <summary>Both curves by measure, <c>deviance</c> and <c>misclassification</c>.</summary>
    public IReadOnlyDictionary<string, CrossValidationCurve> Curves { get; }

    /// <summary>The position of <see cref="LambdaMin"/>.</summary>
    public int IndexMin { get; }

    /// <summary>The position of <see cref="LambdaOneStandardError"/>.</summary>
    public int IndexOneStandardError { get; }

    /// <summary>The lambda of the smallest mean deviance.</summary>
    public double LambdaMin => Path[IndexMin].Lambda;

    /// <summary>The largest lambda whose mean deviance is within one standard error of the smallest.</summary>
    public double LambdaOneStandardError => Path[IndexOneStandardError].Lambda;

    /// <summary>How many rows judged it.</summary>
    public int Rows { get; }

    /// <summary>Seconds spent, the path included.</summary>
    public double Seconds { get; }

    /// <summary>The solution on the training rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public MultinomialSolution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <summary>The position on the path that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public int IndexOf(SelectionRule rule) => rule == SelectionRule.OneStandardError ? IndexOneStandardError : IndexMin;
}
