namespace Regularization;

/// <summary>Starting from a given point.</summary>
internal sealed partial class LambdaFitter
{
    /// <summary>
    /// Moves to a start before the first fit, unless its objective at lambda is above that of where the fitter is, the null model. Gradients there tell which columns to visit.
    /// </summary>
    /// <param name="start">A model with as many coefficients as there are features.</param>
    /// <param name="lambda">The λ that is fitted next.</param>
    /// <returns>Whether it is there now.</returns>
    public bool StartFrom(FitStart start, double lambda)
    {
        _set.SetLambda(lambda);
        _model.Refresh();
        double objective = Objective(), intercept = _model.Intercept;
        double[] before = [.. _set.Beta.AsSpan(0, _set.Count)];

        int[] columns = [.. start.Coefficients.Indices.ToArray().Where(_context.IsEligible)];
        _set.Add([.. columns.Where(j => _set.PositionOf(j) < 0)]);
        for (int k = 0; k < _set.Count; k++)
        {
            _set.Beta[k] = Math.Clamp(start.Coefficients[_set.Columns[k]] / _set.InverseScale[k], _set.Lower[k], _set.Upper[k]);
        }

        MoveTo(_context.Options.Intercept ? start.Intercept - _context.Center : 0);
        if (!(Objective() <= objective))
        {
            Array.Clear(_set.Beta);
            before.CopyTo(_set.Beta, 0);
            MoveTo(intercept);
            return false;
        }

        var u = new double[_context.Y.Length];
        VectorMath.Multiply(_model.DualResidual(), _context.Design.W, u);
        _context.Design.Gradient(_context.Design.AllColumns, u, _screening.LastGradient);
        _screening.SetLambda(lambda);
        _previousLambda = lambda;
        return true;

        double Objective() => _model.LossValue + _set.PenaltyValue();
    }

    /// <summary>Makes a model at the coefficients of the set, all of them visited.</summary>
    private void MoveTo(double intercept)
    {
        _set.SetVisit([.. Enumerable.Range(0, _set.Count)]);
        _model = NewModel(intercept);
        _model.Refresh();
    }
}
