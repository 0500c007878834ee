namespace Regularization;

/// <summary>
/// Minimises a loss with a window and an elastic net, with no bounds but 0, over the visited columns by a primal-dual interior point method: with e = y − η − c the dual point θ of each row is within
/// [low, high] and e = s θ + p − m, with p (high − θ) = m (θ − low) = 0 at the minimum; that of each column is its gradient g = z'(w ∘ θ) − l2 b within [−l1, l1], and b = p − m. A coefficient that may not
/// be negative has no lower end of g, and no m. Products that are 0 in the end are lowered together, so that it takes about ten steps however narrow the window is; each costs a Gram matrix of the columns
/// and its factor.
/// </summary>
/// <remarks>Source: Mehrotra, On the implementation of a primal-dual interior point method, SIAM J. Optimization 2 (1992); Portnoy and Koenker, The Gaussian hare and the Laplacian tortoise (1997), section 3.</remarks>
internal sealed class InteriorPoint
{
    /// <summary>The share of the way to the edge that a step goes at most.</summary>
    private const double Short = 0.995;

    /// <summary>So many steps that lower the products by less than this share are the end of what the arithmetic can do; the first may raise them, from far away five or six.</summary>
    private const int MostFruitless = 8;
    private const double LeastProgress = 0.02;

    private const double Ridge = 1e-13;

    private readonly FitContext _context;
    private readonly ResidualModel _model;
    private readonly int[] _columns;
    private readonly InteriorBox _rows;
    private readonly InteriorBox _penalties;
    private readonly double[] _eta;
    private readonly double[] _beta;
    private readonly double[] _scale;
    private readonly double[] _l2;
    private readonly double[] _gram;

    /// <summary>Curvatures and w θ aimed at by row, the step in η, and room for its negative.</summary>
    private readonly double[] _h;
    private readonly double[] _u;
    private readonly double[] _etaChange;
    private readonly double[] _away;

    /// <summary>The same by column: curvatures, what is aimed at, the step, and the step on the original scale.</summary>
    private readonly double[] _q;
    private readonly double[] _target;
    private readonly double[] _change;
    private readonly double[] _scaled;
    private readonly double _largestGradient;
    private double _intercept;

    private InteriorPoint(FitContext context, ResidualModel model, ClippedLoss loss)
    {
        (_context, _model) = (context, model);
        (double center, double smoothing, double low, double high) = loss.Window;
        WorkingSet set = model.Set;
        int[] visit = set.VisitArray;
        _columns = set.ColumnsAt(visit);
        (_eta, _intercept) = ([.. model.Eta], model.Intercept);
        (_beta, _scale) = ([.. visit.Select(k => set.Beta[k])], [.. visit.Select(k => set.InverseScale[k])]);
        _l2 = [.. visit.Select(k => set.L2[k])];
        double[] l1 = [.. visit.Select(k => set.L1[k])];
        _gram = new double[visit.Length * visit.Length];
        (_h, _u, _etaChange, _away) = (new double[_eta.Length], new double[_eta.Length], new double[_eta.Length], new double[_eta.Length]);
        (_q, _target, _change, _scaled) = (new double[visit.Length], new double[visit.Length], new double[visit.Length], new double[visit.Length]);
        double[] e = [.. context.Y.Select((y, i) => y - center - _eta[i])], ones = new double[visit.Length];
        Array.Fill(ones, 1);
        // Products begin at about the objective.
        double objective = model.LossValue + set.PenaltyValue(), size = objective / (high - low);
        _rows = new InteriorBox(e, context.Design.W, smoothing, [.. e.Select(_ => low)], [.. e.Select(_ => high)], [.. e.Select(_ => size)], [.. e.Select(v => v / smoothing)]);
        double[] least = [.. visit.Select(k => set.Lower[k] == 0 ? double.NegativeInfinity : -set.L1[k])], most = [.. visit.Select(k => set.Upper[k] == 0 ? double.PositiveInfinity : set.L1[k])];
        _largestGradient = visit.Max(k => Math.Max(set.L1[k], Math.Abs(model.Gradient[k])));
        _penalties = new InteriorBox(_beta, ones, 0, least, most, [.. l1.Select(l => objective / (e.Length * (l > 0 ? l : _largestGradient)))], [.. visit.Select(k => model.Gradient[k])]);
    }

    /// <summary>Whether it can be had: no bounds but 0, no tangents, and a matrix that can be made for every step.</summary>
    public static bool Suits(FitContext context, WorkingSet set) =>
        context.Loss is ClippedLoss && set.IsElasticNet && !set.HasTangents && set.Visit.Length > 0 && QuadraticGram.IsAffordable(context, set.Visit.Length)
        && Array.TrueForAll(set.VisitArray, k => (double.IsInfinity(set.Lower[k]) && (double.IsInfinity(set.Upper[k]) || set.Upper[k] == 0)) || (set.Lower[k] == 0 && double.IsInfinity(set.Upper[k])));

    /// <summary>Moves a refreshed model to the minimum, or near it, and refreshes it.</summary>
    /// <param name="context">The problem.</param>
    /// <param name="model">The model.</param>
    /// <param name="gap">The sum of products that is small enough.</param>
    /// <param name="limit">The epochs at which it ends.</param>
    /// <param name="epochs">Counts the steps.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static void Minimize(FitContext context, ResidualModel model, double gap, long limit, ref int epochs, CancellationToken cancellationToken)
    {
        var method = new InteriorPoint(context, model, (ClippedLoss)context.Loss);
        double least = double.PositiveInfinity;
        for (int fruitless = 0; method.Products > gap && fruitless < MostFruitless && epochs < limit && !cancellationToken.IsCancellationRequested && method.Step(); epochs++)
        {
            fruitless = method.Products < (1 - LeastProgress) * least ? 0 : fruitless + 1;
            least = Math.Min(least, method.Products);
        }

        method.Place();
    }

    private double Products => _rows.Products + _penalties.Products;

    private bool Step()
    {
        _rows.Curvatures(_h);
        _penalties.Curvatures(_q);
        double hSum = VectorMath.Sum(_h);
        StandardizedDesign design = _context.Design;
        double[] means = design.Means(_columns, _h, hSum);
        int size = _columns.Length;
        WeightedGram.Cross(design, _columns, 0, _h, means, _gram, size);
        for (int k = 0; k < size; k++)
        {
            _gram[(k * size) + k] += _q[k] + _l2[k];
        }

        if (Cholesky.Factor(_gram, size, Ridge) is not { } factor)
        {
            return false;
        }

        double products = Products;
        _rows.Aim(0, false);
        _penalties.Aim(0, false);
        Direction(factor, means, hSum);
        double length = Math.Min(_rows.Length(), _penalties.Length()), after = _rows.ProductsAfter(length) + _penalties.ProductsAfter(length);
        double share = after / products, aim = share * share * share * products / (_rows.Count + _penalties.Count);
        _rows.Aim(aim, true);
        _penalties.Aim(aim, true);
        double interceptChange = Direction(factor, means, hSum);
        length = Math.Min(1, Short * Math.Min(_rows.Length(), _penalties.Length()));
        if (!(length > 0))
        {
            return false;
        }

        _rows.Move(length);
        _penalties.Move(length);
        VectorMath.MultiplyAdd(_etaChange, length, _eta, _eta);
        _intercept += length * interceptChange;
        return true;
    }

    /// <summary>Makes the Newton step towards the products that were aimed at, and gives that of the intercept.</summary>
    private double Direction(Cholesky factor, double[] means, double hSum)
    {
        StandardizedDesign design = _context.Design;
        _rows.Target(_u);
        _penalties.Target(_target);
        design.Gradient(_columns, _u, _change);
        double sum = design.HasIntercept ? VectorMath.Sum(_u) : 0, intercept = sum / hSum;
        for (int k = 0; k < _change.Length; k++)
        {
            _change[k] += ((design.Center[_columns[k]] - means[k]) * _scale[k] * sum) - _target[k] - (_l2[k] * _beta[k]);
        }

        factor.Solve(_change);
        VectorMath.Multiply(_change, _scale, _scaled);
        intercept -= VectorMath.Dot(_scaled, means);
        Array.Fill(_etaChange, intercept);
        design.AddColumns(_columns, _scaled, _etaChange);
        VectorMath.Negate(_etaChange, _away);
        _rows.Follow(_away);
        _penalties.Follow(_change);
        return intercept;
    }

    /// <summary>Moves the model here; coefficients whose gradient is farther from its edge, beside the largest, than they are from 0 are 0.</summary>
    private void Place()
    {
        WorkingSet set = _model.Set;
        double largest = VectorMath.MaxMagnitude(_beta);
        for (int k = 0; k < _beta.Length; k++)
        {
            int at = set.Visit[k];
            bool isZero = Math.Abs(_beta[k]) * _largestGradient < _penalties.Room(k) * largest;
            set.Beta[at] = isZero ? 0 : Math.Clamp(_beta[k], set.Lower[at], set.Upper[at]);
        }

        _model.Restart(_intercept);
        _model.Refresh();
    }
}
