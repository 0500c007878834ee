namespace Regularization;

/// <summary>
/// Newton systems (Z_S'H Z_S + L2) x = b in residual form: by conjugate gradients, without the matrix, where that is cheaper than making and factoring it.
/// </summary>
/// <remarks>Source: Nocedal, Wright, Numerical Optimization (2006), algorithms 5.3 and 7.1.</remarks>
internal static class NewtonSystem
{
    /// <summary>About how many epochs of coordinate descent cost as much as one solution by conjugate gradients.</summary>
    public const int EpochsOfIterations = 3;

    /// <summary>The residual, in the metric of the preconditioner, that is good enough for a Newton step, relative to the first.</summary>
    private const double Forcing = 0.2;

    private const int MostIterations = 50;

    /// <summary>What a product in a Gram matrix or its factor costs, in units of one in an epoch: they run in registers and cache.</summary>
    public const double PriceOfProduct = 0.125;

    /// <summary>What making and factoring the matrix costs, in products of an epoch.</summary>
    public static double CostOfFactoring(StandardizedDesign design, int support)
    {
        double perColumn = (double)design.X.EntryCount / design.Columns;
        double gram = support * (design.Rows + (support * perColumn / 2)), factor = (double)support * support * support / 3;
        return PriceOfProduct * (gram + factor);
    }

    public static bool IsIterative(StandardizedDesign design, int support) =>
        CostOfFactoring(design, support) > 4.0 * EpochsOfIterations * support * design.X.EntryCount / design.Columns;

    /// <summary>Overwrites b with an approximate solution.</summary>
    /// <param name="design">The columns.</param>
    /// <param name="set">Scales, penalties and columns by position.</param>
    /// <param name="support">Positions, as many as b has elements.</param>
    /// <param name="penalty">Second derivatives of the penalty, by position; a direction in which the sum bends down ends the iterations.</param>
    /// <param name="h">Weights of the rows.</param>
    /// <param name="curvature">The diagonal of Z'HZ by position, or nearly: the preconditioner.</param>
    /// <param name="eta">Room for n numbers.</param>
    /// <param name="b">The right-hand side.</param>
    /// <returns>Whether the solution is finite.</returns>
    public static bool TrySolve(StandardizedDesign design, WorkingSet set, int[] support, double[] penalty, double[] h, double[] curvature, double[] eta, double[] b)
    {
        int size = support.Length;
        int[] columns = set.ColumnsAt(support);
        double hSum = VectorMath.Sum(h);
        double[] scale = new double[size], diagonal = new double[size], l2 = new double[size];
        for (int k = 0; k < size; k++)
        {
            int at = support[k];
            (scale[k], l2[k], diagonal[k]) = (set.InverseScale[at], penalty[at], curvature[at] + set.L2[at]);
        }

        double[] x = new double[size], r = [.. b], z = new double[size], p = new double[size], image = new double[size], scaled = new double[size];
        VectorMath.Divide(r, diagonal, z);
        z.CopyTo(p, 0);
        double rz = VectorMath.Dot(r, z), target = Forcing * Forcing * rz;
        for (int iteration = 0; iteration < MostIterations && rz > target; iteration++)
        {
            Multiply();
            double curved = VectorMath.Dot(p, image), length = rz / curved;
            if (curved <= 0)
            {
                break;
            }

            VectorMath.MultiplyAdd(p, length, x, x);
            VectorMath.MultiplyAdd(image, -length, r, r);
            VectorMath.Divide(r, diagonal, z);
            double next = VectorMath.Dot(r, z);
            VectorMath.MultiplyAdd(p, next / rz, z, p);
            rz = next;
        }

        x.CopyTo(b, 0);
        return double.IsFinite(rz);

        void Multiply()
        {
            // H (Z p) sums to 0 once Z p has lost its h-mean, so that the columns need no centring.
            VectorMath.Multiply(p, scale, scaled);
            Array.Clear(eta);
            design.AddColumns(columns, scaled, eta);
            double mean = design.HasIntercept ? VectorMath.Dot(h, eta) / hSum : 0;
            VectorMath.Subtract(eta, mean, eta);
            VectorMath.Multiply(eta, h, eta);
            ColumnBlocks.For(design.Threads, columns, design.X, (from, to) => design.X.Dot(columns.AsSpan(from, to - from), eta, image.AsSpan(from, to - from)));
            VectorMath.Multiply(image, scale, image);
            VectorMath.MultiplyAdd(l2, p, image, image);
        }
    }
}
