namespace Regularization;

/// <summary>A multinomial path over all rows and what held-out rows say of it.</summary>
public sealed class MultinomialCrossValidationResult
{
    internal MultinomialCrossValidationResult(MultinomialPath path, CrossValidationCurve[] curves, int[] foldOfRow, int folds, int unconverged, double seconds)
    {
        (Path, FoldOfRow, Folds, UnconvergedFoldFits, Seconds) = (path, foldOfRow, folds, unconverged, seconds);
        Curves = curves.ToDictionary(c => c.Measure);
        (Deviance, Misclassification) = (curves[0], curves[1]);
        IndexMin = Deviance.IndexOfBest;
        IndexOneStandardError = Deviance.IndexOfOneStandardError;
    }

    /// <summary>The path fitted to all rows.</summary>
    public MultinomialPath Path { get; }

    /// <summary>The lambdas of the path and of all curves, descending.</summary>
    public IReadOnlyList<double> Lambdas => [.. Path.Select(s => s.Lambda)];

    /// <summary>The curve that lambda is chosen by: the mean deviance of held-out rows, −2 log p of a row's own class with p in [1e-5, 1 − 1e-5], as glmnet has it.</summary>
    public CrossValidationCurve Deviance { get; }

    /// <summary>The share of held-out rows whose most probable class is not their own.</summary>
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

    /// <summary>The fold of each row, 0 .. Folds − 1.</summary>
    public IReadOnlyList<int> FoldOfRow { get; }

    /// <summary>The number of folds.</summary>
    public int Folds { get; }

    /// <summary>How many of the Folds · Path.Count fits without a fold did not reach the tolerance.</summary>
    public int UnconvergedFoldFits { get; }

    /// <summary>Seconds spent, the path included.</summary>
    public double Seconds { get; }

    /// <summary>The solution on all rows that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public MultinomialSolution Select(SelectionRule rule) => Path[IndexOf(rule)];

    /// <summary>The position on the path that a rule chooses.</summary>
    /// <param name="rule">The rule.</param>
    public int IndexOf(SelectionRule rule) => rule == SelectionRule.OneStandardError ? IndexOneStandardError : IndexMin;
}
