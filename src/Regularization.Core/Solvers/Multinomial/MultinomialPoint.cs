namespace Regularization;

/// <summary>Where a multinomial fit stands: coefficients of the standardised features, class after class, and the rows.</summary>
internal sealed class MultinomialPoint
{
    private const int MostHalvings = 30;

    private readonly MultinomialContext _context;
    private readonly MultinomialTerms _terms;
    private readonly double[] _candidate;
    private readonly MultinomialScratch _scratch = new();

    public MultinomialPoint(MultinomialContext context, MultinomialTerms terms)
    {
        (_context, _terms) = (context, terms);
        Beta = new double[(long)context.Columns * context.Classes];
        Rows = new SoftmaxState(context, Beta);
        (Step, _candidate) = (new double[Rows.Eta.Length], new double[Rows.Eta.Length]);
    }

    public SoftmaxState Rows { get; }

    /// <summary>Coefficient of column j in class k at k · p + j.</summary>
    public double[] Beta { get; }

    /// <summary>A step of the linear predictors; scratch between steps.</summary>
    public double[] Step { get; }

    public void Gather(int column, Span<double> row)
    {
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = Beta[(k * _context.Columns) + column];
        }
    }

    public double[] Gather(int[] columns)
    {
        int m = columns.Length;
        double[] values = new double[m * _context.Classes];
        Gather(columns, values);
        return values;
    }

    /// <summary>The coefficients of the columns, m of them, class after class.</summary>
    public void Gather(int[] columns, double[] values)
    {
        for (int k = 0, m = columns.Length; k < values.Length; k++)
        {
            values[k] = Beta[(k / m * _context.Columns) + columns[k % m]];
        }
    }

    public double PenaltyValue(int[] columns)
    {
        Span<double> row = stackalloc double[_context.Classes];
        double sum = 0;
        foreach (int j in columns)
        {
            Gather(j, row);
            sum += _terms.Value(j, row);
        }

        return sum;
    }

    /// <summary>Moves towards the target as far as the objective falls.</summary>
    /// <param name="columns">The columns, m of them.</param>
    /// <param name="target">Their coefficients at the end of the step, K · m.</param>
    /// <param name="interceptStep">The step of the intercepts, K.</param>
    /// <param name="gradient">−∇ of the loss, K · m; null where only a lower objective is asked for.</param>
    /// <param name="halvings">How often the step may be halved.</param>
    public bool TryMove(int[] columns, ReadOnlySpan<double> target, double[] interceptStep, double[]? gradient, int halvings = MostHalvings)
    {
        double[] before = _scratch.Any(0, columns.Length * _context.Classes), change = _scratch.Any(1, before.Length);
        Gather(columns, before);
        VectorMath.Subtract(target[..change.Length], before, change);
        double penaltyBefore = PenaltyValue(columns), loss = gradient is null ? Rows.LossAt(Rows.Eta) : Rows.Loss;
        _context.Predict(columns, change, interceptStep, Step);
        double promised = 0, slack = 1e-14 * (Math.Abs(loss) + penaltyBefore);
        double t = 1;
        for (int half = 0; half <= halvings; half++, t /= 2)
        {
            for (int k = 0, m = columns.Length; k < change.Length; k++)
            {
                Beta[(k / m * _context.Columns) + columns[k % m]] = t == 1 ? target[k] : before[k] + (t * change[k]);
            }

            double penalty = PenaltyValue(columns);
            if (half == 0 && gradient is not null)
            {
                promised = penalty - penaltyBefore - VectorMath.Dot(change, gradient);
            }

            VectorMath.MultiplyAdd(Step, t, Rows.Eta, _candidate);
            if (Rows.LossAt(_candidate) - loss + penalty - penaltyBefore <= (1e-4 * t * Math.Min(promised, 0)) + (gradient is null ? 0 : slack))
            {
                _candidate.CopyTo(Rows.Eta, 0);
                for (int k = 0; k < interceptStep.Length; k++)
                {
                    Rows.Intercept[k] += t * interceptStep[k];
                }

                return gradient is null || promised < 0;
            }
        }

        for (int k = 0, m = columns.Length; k < change.Length; k++)
        {
            Beta[(k / m * _context.Columns) + columns[k % m]] = before[k];
        }

        return false;
    }

    /// <summary>Takes from the coefficients of each feature what all classes can do without: the loss stays, the penalty falls.</summary>
    public void Shift(int[] columns)
    {
        if (_context.Penalty.LowerBounds is not null || _context.Penalty.UpperBounds is not null)
        {
            return;
        }

        Span<double> row = stackalloc double[_context.Classes], sorted = stackalloc double[_context.Classes];
        foreach (int j in columns)
        {
            Gather(j, row);
            double shift = _terms.Shift(j, row, sorted);
            for (int k = 0; shift != 0 && k < row.Length; k++)
            {
                Beta[(k * _context.Columns) + j] -= shift;
            }
        }
    }
}
