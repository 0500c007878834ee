using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Regularization;

/// <summary>
/// Judges a path by rows that it was not fitted to: one fit of the path in place of the K + 1 of cross-validation, for data with rows enough to do without some, or with a
/// validation set of their own.
/// </summary>
/// <remarks>
/// The mean of a measure m over the judging rows is Σ w_i m_i / Σ w; its standard error is (Σ w_i (m_i − mean)² / Σ w / (n − 1))^½, the formula of
/// <see cref="CrossValidationCurve"/> with every row a fold. Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), sections 7.2 and 7.10.
/// <example>
/// <code>
/// HeldOutResult result = new HeldOutValidator(Losses.Squared, Penalties.Lasso).Fit(training: problem, heldOut: validation);
/// Solution chosen = result.Select(SelectionRule.LambdaMin);   // fitted to the training rows alone
/// </code>
/// </example>
/// </remarks>
/// <param name="loss">The loss.</param>
/// <param name="penalty">The penalty.</param>
public sealed class HeldOutValidator(Loss loss, Penalty penalty)
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <summary>The penalty.</summary>
    public Penalty Penalty { get; } = penalty ?? throw new ArgumentNullException(nameof(penalty));

    /// <summary>How each fit is made.</summary>
    public FitOptions Options { get; init => field = value ?? throw new ArgumentNullException(nameof(Options)); } = FitOptions.Default;

    /// <summary>Which lambdas; a grid that is not given is computed on the training rows.</summary>
    public LambdaGrid Grid { get; init => field = value ?? throw new ArgumentNullException(nameof(Grid)); } = LambdaGrid.Default;

    /// <summary>Fits the path to some rows and judges it by others.</summary>
    /// <param name="training">The rows to fit.</param>
    /// <param name="heldOut">The rows to judge by, with the same features; their weights and offsets count.</param>
    /// <param name="progress">Told after every lambda; null for none.</param>
    /// <param name="cancellationToken">Stops within an epoch.</param>
    /// <exception cref="ArgumentException">The features differ in number, or a problem does not fit the loss or the penalty.</exception>
    /// <exception cref="OperationCanceledException">The token was signalled: half a path chooses nothing.</exception>
    public HeldOutResult Fit(TrainingProblem training, TrainingProblem heldOut, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        Check(training, heldOut);
        long started = Stopwatch.GetTimestamp();
        RegularizationPath path = new PathSolver(Loss, Penalty) { Options = Options, Grid = Grid }.Fit(training, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Judge(path, heldOut, started);
    }

    /// <summary>Judges a path that has been fitted.</summary>
    internal HeldOutResult Judge(RegularizationPath path, TrainingProblem heldOut, long started)
    {
        var rows = new HeldOutRows(heldOut, heldOut.NormalizedWeights(), [.. Enumerable.Range(0, heldOut.X.Rows)], heldOut.X);
        FoldMeasure[] measures = FoldMeasure.For(Loss);
        double[][] mean = [.. measures.Select(_ => new double[path.Count])], error = [.. measures.Select(_ => new double[path.Count])];
        var noted = new HeldOutPredictions(heldOut.Y, heldOut.NormalizedWeights(), path.Count);
        for (int k = 0; k < path.Count; k++)
        {
            FoldPredictions predictions = rows.Predict(path[k], noted, k);
            for (int m = 0; m < measures.Length; m++)
            {
                mean[m][k] = measures[m].Value(predictions);
                error[m][k] = measures[m].OfRow is { } ofRow ? predictions.StandardError(ofRow, mean[m][k]) : double.NaN;
            }
        }

        CrossValidationCurve[] curves = [.. measures.Select((measure, m) => new CrossValidationCurve(measure.Name, measure.HigherIsBetter, mean[m], error[m]) { Target = measure.Target, FoldsWithout = measure.MayBeMissing && mean[m].All(double.IsNaN) ? 1 : 0 })];
        return new HeldOutResult(path, curves, heldOut.X.Rows, Stopwatch.GetElapsedTime(started).TotalSeconds) { Predictions = noted };
    }

    /// <summary>Refuses rows that cannot judge.</summary>
    internal void Check(TrainingProblem training, TrainingProblem heldOut, [CallerArgumentExpression(nameof(heldOut))] string parameter = "")
    {
        ArgumentNullException.ThrowIfNull(heldOut, parameter);
        if (heldOut.X.Columns != training.X.Columns)
        {
            throw new ArgumentException($"The rows to judge by have {heldOut.X.Columns} features and those to train on {training.X.Columns}; they must be the same.", parameter);
        }

        if ((heldOut.Offsets is null) != (training.Offsets is null))
        {
            throw new ArgumentException($"Only the rows to {(heldOut.Offsets is null ? "train on" : "judge by")} have offsets; both must have them, or none.", parameter);
        }

        OffsetCheck.Require(Loss, [.. heldOut.Offsets ?? []], heldOut.Y, heldOut.NormalizedWeights(), parameter);
        OffsetCheck.RequireTogether(Loss, training, heldOut, parameter);
        for (int i = 0; i < heldOut.Y.Length; i++)
        {
            if (Loss.ResponseRule(heldOut.Y[i]) is { } rule)
            {
                throw new ArgumentException(FormattableString.Invariant($"The response of row {i} of the rows to judge by is {heldOut.Y[i]}; the {Loss.Name} loss needs {rule}"), parameter);
            }
        }
    }
}
