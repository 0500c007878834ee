using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Judges a multinomial path by rows that it was not fitted to: one fit of the path in place of the K + 1 of cross-validation, for data with rows enough to do
/// without some, or with a validation set of their own.
/// </summary>
/// <remarks>
/// The mean of a measure m over the judging rows is Σ w_i m_i / Σ w; its standard error is (Σ w_i (m_i − mean)² / Σ w / (n − 1))^½, the formula of
/// <see cref="CrossValidationCurve"/> with every row a fold. Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), sections 7.2 and 7.10.
/// <example>
/// <code>
/// MultinomialHeldOutResult result = new MultinomialHeldOutValidator(Penalties.Lasso).Fit(training: classes, heldOut: validation);
/// MultinomialSolution chosen = result.Select(SelectionRule.LambdaMin);
/// </code>
/// </example>
/// </remarks>
/// <param name="penalty">Lasso, ridge or elastic net, with factors and bounds where wanted.</param>
/// <exception cref="ArgumentException">Another penalty.</exception>
public sealed class MultinomialHeldOutValidator(Penalty penalty)
{
    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = new MultinomialPathSolver(penalty).Penalty;

    /// <summary>Whether the coefficients of a feature enter and leave together in all classes (<see cref="MultinomialPathSolver.Grouped"/>).</summary>
    /// <exception cref="ArgumentException">The penalty has bounds.</exception>
    public bool Grouped { get; init => field = MultinomialPathSolver.RequireNoBounds(value, penalty); }

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas; a grid that is not given is computed on the training rows.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Names of the classes for messages, or null for their numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Fits the path to some rows and judges it by others.</summary>
    /// <param name="training">The rows to fit: the response is the number of the class, 0 .. K − 1, and every class occurs.</param>
    /// <param name="heldOut">The rows to judge by, with the same features and no other classes; their weights count.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <exception cref="ArgumentException">The features differ in number, the judging rows have a class that is not trained on, or the problem is none that <see cref="MultinomialPathSolver.Fit"/> takes.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled: half a path chooses nothing.</exception>
    public MultinomialHeldOutResult Fit(TrainingProblem training, TrainingProblem heldOut, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        Check(training, heldOut);
        long started = Stopwatch.GetTimestamp();
        MultinomialPath path = new MultinomialPathSolver(Penalty) { Grouped = Grouped, Options = Options, Grid = Grid }.Fit(training, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Judge(path, heldOut, started);
    }

    /// <summary>Judges a path that has been fitted.</summary>
    internal static MultinomialHeldOutResult Judge(MultinomialPath path, TrainingProblem heldOut, long started)
    {
        var rows = new MultinomialHeldOutRows(heldOut.X, [.. heldOut.Y.ToArray().Select(y => (int)y)], heldOut.NormalizedWeights(), heldOut.ClassOffsets?.ToArray());
        var noted = new HeldOutPredictions(heldOut.Y, heldOut.NormalizedWeights(), path.Count, path[0].ClassCount);
        int[] numbers = [.. Enumerable.Range(0, heldOut.X.Rows)];
        (double Mean, double StandardError)[][] judged = [.. path.Select((solution, k) => rows.JudgeWithErrors(solution, noted, k, numbers))];
        CrossValidationCurve[] curves =
        [
            .. MultinomialHeldOutRows.Measures.Select((measure, m) => new CrossValidationCurve(
                measure.Name, measure.HigherIsBetter, [.. judged.Select(values => values[m].Mean)], [.. judged.Select(values => values[m].StandardError)])),
        ];
        return new MultinomialHeldOutResult(path, curves, heldOut.X.Rows, Stopwatch.GetElapsedTime(started).TotalSeconds) { Predictions = noted };
    }

    /// <summary>Refuses rows that cannot judge.</summary>
    internal void Check(TrainingProblem training, TrainingProblem heldOut, [CallerArgumentExpression(nameof(heldOut))] string parameter = "")
    {
        ArgumentNullException.ThrowIfNull(heldOut, parameter);
        if (heldOut.X.Columns != training.X.Columns)
        {
            throw new ArgumentException($"The rows to judge by have {heldOut.X.Columns} features and those to train on {training.X.Columns}; they must be the same.", parameter);
        }

        if (heldOut.Offsets is not null)
        {
            throw new ArgumentException("The rows to judge by have offsets, one a row; added to every class alike they change no probability. Give ClassOffsets, or leave Offsets null.", parameter);
        }

        if ((heldOut.ClassOffsets is null) != (training.ClassOffsets is null))
        {
            throw new ArgumentException($"Only the rows to {(heldOut.ClassOffsets is null ? "train on" : "judge by")} have class offsets; both must have them, or none.", parameter);
        }

        OffsetCheck.RequireOfClasses([.. heldOut.ClassOffsets ?? []], heldOut.NormalizedWeights(), parameter);
        double[] classes = [.. training.Y.ToArray().Where((_, i) => training.Weights is null || training.Weights[i] > 0).Distinct()];
        for (int i = 0; i < heldOut.Y.Length; i++)
        {
            if (!classes.Contains(heldOut.Y[i]))
            {
                double y = heldOut.Y[i];
                string what = y >= 0 && y == Math.Floor(y) && y < int.MaxValue ? $"class {ClassLabel.Of(ClassNames, (int)y)}" : FormattableString.Invariant($"the response {y}");
                throw new ArgumentException($"Row {i} of the rows to judge by has {what}, which no training row has. Move some such rows to the training rows, or leave them out.", parameter);
            }
        }
    }
}
