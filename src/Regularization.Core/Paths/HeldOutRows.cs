namespace Regularization;

/// <summary>The rows that a fold holds out, and what its solutions are worth on them.</summary>
internal sealed class HeldOutRows
{
    private readonly DesignMatrix _x;
    private readonly double[] _y;
    private readonly double[] _weights;
    private readonly double[] _offsets;

    /// <param name="problem">All rows.</param>
    /// <param name="weights">Their weights.</param>
    /// <param name="rows">Those that are held out, ascending.</param>
    /// <param name="x">The features of those; copied if null.</param>
    public HeldOutRows(TrainingProblem problem, double[] weights, int[] rows, DesignMatrix? x = null)
    {
        _x = x ?? problem.X.SelectRows(rows);
        _y = [.. rows.Select(i => problem.Y[i])];
        _weights = [.. rows.Select(i => weights[i])];
        _offsets = problem.Offsets is null ? [] : [.. rows.Select(i => problem.Offsets[i])];
    }

    /// <summary>The measures of a solution.</summary>
    public double[] Judge(Solution solution, FoldMeasure[] measures)
    {
        FoldPredictions predictions = Predict(solution);
        return [.. measures.Select(measure => measure.Value(predictions))];
    }

    /// <summary>What a solution says of the rows.</summary>
    public FoldPredictions Predict(Solution solution) => new(solution.LinearPredictor(_x, _offsets), _y, _weights);
}
