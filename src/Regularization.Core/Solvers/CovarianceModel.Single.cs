namespace Regularization;

/// <content>
/// Mixed precision: the Gram matrix Ĝ of many rows is made in single precision, G = Ĝ + E, and the gradient is that of float64 residuals at one point b̄, from which Ĝ leads on to those around it,
/// q(b) = c − G b̄ − Ĝ (b − b̄). How wrong it may be is estimated, and the gap is the largest for gradients within that; where that would cost more than a share of the tolerance, b̄ moves to b.
/// Source: Golub and Van Loan, Matrix Computations (4th ed.), section 3.5.3, iterative refinement.
/// </content>
internal sealed partial class CovarianceModel
{
    /// <summary>Columns, and products, from which single precision is worth its two passes over the data at each b̄.</summary>
    private const int LeastColumnsInSingle = 128;
    private const double LeastProductsInSingle = 5e7;

    /// <summary>Below this tolerance rounding would count at too many points.</summary>
    private const double LeastToleranceInSingle = 5e-7;

    /// <summary>Errors of this share of the norms are not rounding: squares have left the range of single precision.</summary>
    private const double LargestError = 1e-5;

    /// <summary>The share of the tolerance that rounding may take.</summary>
    private const double RoundingShare = 0.3;

    /// <summary>How much more E may do in another direction than it was seen to do in that of a point.</summary>
    private const double RoundingMargin = 2;

    /// <summary>After a point for so many columns the matrix is made in double precision: that costs no more.</summary>
    private const int ColumnsPerPoint = 64;

    /// <summary>|E d| for a column is taken to be at most this times ‖Norm ∘ d‖.</summary>
    private double _rounding;

    /// <summary>−E b̄, and b̄.</summary>
    private double[] _correction = [];
    private double[] _point = [];
    private int _points;

    /// <summary>Whether the matrix is Ĝ.</summary>
    public bool IsSingle { get; private set; }

    /// <summary>All columns at once, of many different values each, whose rounding errors are as good as random: sums of few different products may all be rounded one way.</summary>
    private bool SuitsSingle(int first) =>
        first == 0 && _size >= LeastColumnsInSingle && (double)_size * _size * Context.Design.Rows >= LeastProductsInSingle && Context.SharedGram is null && Context.Options.Tolerance >= LeastToleranceInSingle
        && Context.Penalty is ElasticNetPenalty && Set.Columns[.._size].All(j => Context.Penalty.Factor(j) == 1) && Context.Design.X.SuitsSingleGram(Set.Columns.AsSpan(0, _size));

    /// <summary>
    /// Makes Ĝ, and estimates E from its product with a vector of random signs, each divided by its column's norm: for each column k that is a number of variance Σ_l (E_kl / Norm_l)², and by Cauchy and
    /// Schwarz E d is at most its root times ‖Norm ∘ d‖. The largest of all columns is taken, which is about three times as much where columns are alike; E d itself is less by as much again, as terms cancel.
    /// </summary>
    private void MakeInSingle(int[] columns)
    {
        IsSingle = true;
        WeightedGram.CrossSingle(Context.Design, columns, _gram, _stride);
        MirrorGram(0);
        Random random = new(1);
        double[] probe = [.. columns.Select(j => (random.Next(2) == 0 ? 1 : -1) / Context.Design.Norm[j])], image = new double[_size], fitted = new double[Context.Design.Rows];
        Context.Design.AddTo(fitted, columns, probe);
        VectorMath.AddRows(_gram.Span, _stride, [.. Enumerable.Range(0, _size)], probe, image);
        VectorMath.Subtract(GradientOf(fitted, columns), image, image);
        (_rounding, _correction, _point, _points) = (VectorMath.MaxMagnitude(image), new double[_size], new double[_size], 0);
        if (!Enumerable.Range(0, _size).All(k => Math.Abs(image[k]) <= LargestError * Context.Design.Norm[columns[k]]))
        {
            MakeExact();
        }
    }

    /// <summary>Makes the matrix anew in double precision. Columns that are nearly copies of others need it: what is left of them may be less than rounding.</summary>
    public override bool MakeExact()
    {
        if (!IsSingle)
        {
            return false;
        }

        (IsSingle, _correction, _freeFactor) = (false, [], null);
        _factor.Forget();
        WeightedGram.Cross(Context.Design, Set.Columns[.._size], 0, Context.Design.W, _gram, _stride);
        MirrorGram(0);
        FillGradient(0);
        return true;
    }

    public override double GradientError() => IsSingle ? _rounding * FromPoint() : 0;

    /// <summary>‖Norm ∘ (b − b̄)‖.</summary>
    private double FromPoint()
    {
        double squares = 0;
        for (int k = 0; k < _size; k++)
        {
            double change = Context.Design.Norm[Set.Columns[k]] * (Set.Beta[k] - (k < _point.Length ? _point[k] : 0));
            squares += change * change;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>
    /// About what errors δ of the gradients g add to the gap: they change the multiple of the residual r that is feasible by t = δ/λ, which is worth t b·g ≤ δ‖b‖₁, t²‖r‖²/2 and t‖r‖ times the root of
    /// twice the gap; b·g itself by δ‖b‖₁; and with a ridge its conjugates by δ²/(2 l2) for each column.
    /// </summary>
    private double GapOf(double error)
    {
        double sum = 0, ridge = 0, share = error / Context.Penalty.DualBound(Set.Lambda);
        for (int k = 0; k < _size; k++)
        {
            sum += Math.Abs(Set.Beta[k]);
            ridge += Set.L2[k] > 0 ? error * error / (2 * Set.L2[k]) : 0;
        }

        double gap = Context.Options.Tolerance * Context.NullLoss;
        return (2 * error * sum) + ridge + (share * share * _nullSquares / 2) + (share * Math.Sqrt(_nullSquares * gap));
    }

    /// <summary>Sees to it that rounding counts for little. Without a penalty nothing may be left of the gradient, and the matrix is made in double precision.</summary>
    private void KeepExact()
    {
        if (!IsSingle || (Set.Lambda > 0 && GapOf(GradientError()) <= RoundingShare * Context.Options.Tolerance * Context.NullLoss))
        {
            return;
        }

        if (Set.Lambda == 0 || ++_points > _size / ColumnsPerPoint)
        {
            MakeExact();
            return;
        }

        double[] exact = GradientOf(Residual(), Set.Columns[.._size]), correction = new double[_size];
        FillGradient(0);
        VectorMath.Subtract(exact, Gradient.AsSpan(0, _size), correction);
        _rounding = Math.Max(_rounding, RoundingMargin * VectorMath.MaxMagnitude(correction) / FromPoint());
        VectorMath.Add(_correction, correction.AsSpan(0, _correction.Length), correction.AsSpan(0, _correction.Length));
        (_correction, _point) = (correction, [.. Set.Beta.AsSpan(0, _size)]);
        exact.CopyTo(Gradient, 0);
    }

    /// <summary>y − o − b0 − Z b.</summary>
    private double[] Residual()
    {
        double[] eta = Context.StartingPredictor(Context.NullIntercept);
        int[] positions = [.. Enumerable.Range(0, _size).Where(k => Set.Beta[k] != 0)];
        Context.Design.AddTo(eta, [.. positions.Select(k => Set.Columns[k])], [.. positions.Select(k => Set.Beta[k])]);
        VectorMath.Subtract(Context.Y, eta, eta);
        return eta;
    }

    /// <summary>z_j'(w ∘ v); v is overwritten.</summary>
    private double[] GradientOf(double[] v, int[] columns)
    {
        var gradient = new double[columns.Length];
        VectorMath.Multiply(v, Context.Design.W, v);
        Context.Design.Gradient(columns, v, gradient);
        return gradient;
    }
}
