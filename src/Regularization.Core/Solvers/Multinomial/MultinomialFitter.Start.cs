namespace Regularization;

/// <content>The start from another model.</content>
internal sealed partial class MultinomialFitter
{
    /// <summary>Goes to a given model, before the first fit, if its objective at a λ is below the null model's; the next fit starts there.</summary>
    /// <exception cref="ArgumentException">It has other classes or features.</exception>
    public bool TryStart(MultinomialStart start, double lambda)
    {
        start.Check(_context.Classes, _context.Columns);
        var moved = new SortedSet<int>();
        foreach (SparseCoefficients ofClass in start.Coefficients)
        {
            moved.UnionWith(ofClass.Indices.ToArray());
        }

        int[] columns = [.. moved.Where(_context.IsEligible)];
        double[] target = new double[columns.Length * _context.Classes], step = new double[_context.Classes];
        for (int k = 0; k < step.Length; k++)
        {
            double intercept = start.Intercepts[k];
            for (int a = 0; a < columns.Length; a++)
            {
                (double lower, double upper) = _context.Bounds(columns[a]);
                double inverse = _context.Design.InverseScale[columns[a]], b = Math.Clamp(start.Coefficients[k][columns[a]] / inverse, lower, upper);
                target[(k * columns.Length) + a] = b;
                intercept += b * inverse * _context.Design.Center[columns[a]];
            }

            step[k] = _context.Options.Intercept ? intercept - _point.Rows.Intercept[k] : 0;
        }

        _terms.Lambda = lambda;
        if (!_point.TryMove(columns, target, step, null, halvings: 0))
        {
            return false;
        }

        _point.Rows.Refresh();
        _context.Gradient(_context.Design.AllColumns, _point.Rows.Dual, _gradient);
        _lambda = lambda;
        return true;
    }
}
