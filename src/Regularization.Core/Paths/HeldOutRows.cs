namespace Regularization;

/// <summary>The rows that a fold holds out, and what its solutions are worth on them.</summary>
internal sealed class HeldOutRows
{
    private readonly DesignMatrix _x;
    private readonly int[] _rows;
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
        _rows = rows;
        _y = [.. rows.Select(i => problem.Y[i])];
        _weights = [.. rows.Select(i => weights[i])];
        _offsets = problem.Offsets is null ? [] : [.. rows.Select(i => problem.Offsets[i])];
    }

    /// <summary>The measures of a solution.</summary>
    public double[] Judge(Solution solution, FoldMeasure[] measures) => Measures(Predict(solution), measures);

    /// <summary>The measures of the solution at lambda k, whose predictions are noted.</summary>
    public double[] Judge(Solution solution, FoldMeasure[] measures, HeldOutPredictions noted, int k) => Measures(Predict(solution, noted, k), measures);

    /// <summary>What the solution at lambda k says of the rows, which is noted.</summary>
    public FoldPredictions Predict(Solution solution, HeldOutPredictions noted, int k)
    {
        double[] eta = solution.LinearPredictor(_x, _offsets);
        noted.Record(k, _rows, eta);
        return new FoldPredictions(eta, _y, _weights);
    }

    private FoldPredictions Predict(Solution solution) => new(solution.LinearPredictor(_x, _offsets), _y, _weights);

    private static double[] Measures(FoldPredictions predictions, FoldMeasure[] measures) => [.. measures.Select(measure => measure.Value(predictions))];
}
