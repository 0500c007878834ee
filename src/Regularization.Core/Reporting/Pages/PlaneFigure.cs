namespace Regularization;

/// <summary>The picture of why the L1 norm makes zeros: contours of the real loss over two coefficients, the diamond and the circle.</summary>
internal static class PlaneFigure
{
    private const int Cells = 40;
    private const int Levels = 7;

    /// <summary>The picture ends at so many times the larger coefficient.</summary>
    private const double Reach = 4;
    private const int CirclePoints = 180;

    /// <summary>A view for each pair of the features.</summary>
    public static Figure Of(LossPlane plane, Func<int, string> nameOf)
    {
        (int First, int Second)[] pairs = [.. Enumerable.Range(0, plane.Features.Length).SelectMany(a => Enumerable.Range(a + 1, plane.Features.Length - a - 1).Select(b => (a, b)))];
        var views = new FigureView[pairs.Length];
        ParallelWork.For(Environment.ProcessorCount, pairs.Length, k => views[k] = View(plane, pairs[k], nameOf));
        return new Figure(
            "plane",
            "Loss and penalty",
            "Contours of the real loss over two standardised coefficients, the others as in the model. In the diamond the L1 norm is at most that of the model, in the circle the L2 norm; dots mark the least loss in each. A corner makes a coefficient 0.",
            new FigureAxis("first"),
            views)
        { IsSquare = true, ViewsName = "features" };
    }

    private static FigureView View(LossPlane plane, (int First, int Second) pair, Func<int, string> nameOf)
    {
        double[] scratch = new double[plane.Rows.Length];
        (double First, double Second) chosen = (plane.Coefficients[pair.First], plane.Coefficients[pair.Second]);
        (double v1, double v2) = (plane.Factors[pair.First], plane.Factors[pair.Second]);
        double size = Math.Max(Math.Abs(chosen.First), Math.Abs(chosen.Second));
        (double First, double Second) free = plane.Free(pair, Reach * size);

        // The L1 ball v1 |b1| + v2 |b2| <= t and the L2 ball v1 b1² + v2 b2² <= r² through the chosen point.
        double t = (v1 * Math.Abs(chosen.First)) + (v2 * Math.Abs(chosen.Second)), r = Math.Sqrt((v1 * chosen.First * chosen.First) + (v2 * chosen.Second * chosen.Second));
        double[][] diamond = [[t / v1, 0, -t / v1, 0, t / v1], [0, t / v2, 0, -t / v2, 0]];
        (double First, double Second)[] circle = [.. Enumerable.Range(0, CirclePoints + 1).Select(k => (r / Math.Sqrt(v1) * Math.Cos(2 * Math.PI * k / CirclePoints), r / Math.Sqrt(v2) * Math.Sin(2 * Math.PI * k / CirclePoints)))];
        (double First, double Second)[] onDiamond = [.. Enumerable.Range(0, 4).SelectMany(side => Enumerable.Range(0, CirclePoints / 4).Select(k => Between(diamond, side, 4.0 * k / CirclePoints)))];
        (double First, double Second) best1 = Best(onDiamond, free, (v1 * Math.Abs(free.First)) + (v2 * Math.Abs(free.Second)) <= t), best2 = Best(circle, free, (v1 * free.First * free.First) + (v2 * free.Second * free.Second) <= r * r);

        double half = 1.15 * new[] { Math.Abs(free.First - chosen.First), Math.Abs(free.Second - chosen.Second), r / Math.Sqrt(v1), r / Math.Sqrt(v2), t / v1, t / v2, Math.Abs(free.First), Math.Abs(free.Second) }.Max();
        double low = -half, step = 2 * half / Cells;
        var values = new double[Cells + 1, Cells + 1];
        for (int i = 0; i <= Cells; i++)
        {
            for (int k = 0; k <= Cells; k++)
            {
                values[i, k] = plane.Value(pair, (low + (i * step), low + (k * step)), scratch);
            }
        }

        double least = plane.Value(pair, free, scratch), own = plane.Value(pair, chosen, scratch), most = values.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(own).Max();
        double[] levels = [.. Enumerable.Range(1, Levels).Select(k => least + ((most - least) * k * k / ((Levels + 1.0) * (Levels + 1)))).Where(level => Math.Abs(level - own) > 0.1 * (own - least))];
        List<double> x = [], y = [], ownX = [], ownY = [];
        foreach (double level in levels)
        {
            Contour.Add(values, level, low, step, x, y);
        }

        Contour.Add(values, own, low, step, ownX, ownY);
        (string first, string second) = (nameOf(plane.Features[pair.First]), nameOf(plane.Features[pair.Second]));
        return new FigureView(
            $"{first} and {second}",
            new FigureAxis(second) { Range = (-half, half) },
            [
                new FigureTrace("loss", x, y) { Color = -1, Size = 1 },
                new FigureTrace("loss of the model", ownX, ownY) { Color = 3, Size = 2 },
                new FigureTrace("L1 diamond", diamond[0], diamond[1]) { Color = 0, Size = 2.5 },
                new FigureTrace("L2 circle", [.. circle.Select(p => p.First)], [.. circle.Select(p => p.Second)]) { Color = 1, Size = 2.5 },
                .. Math.Max(Math.Abs(free.First), Math.Abs(free.Second)) < Reach * size ? (FigureTrace[])[Point("no penalty", free, 3, 9)] : [],
                Point("best in the circle", best2, 1, 9),
                Point("best in the diamond", best1, 0, 9),
                Point("the model", chosen, 2, 6),
            ])
        { XTitle = first, XRange = (-half, half) };

        (double First, double Second) Best((double First, double Second)[] border, (double First, double Second) within, bool isInside) =>
            isInside ? within : border.MinBy(p => plane.Value(pair, p, scratch));
    }

    private static FigureTrace Point(string name, (double First, double Second) at, int color, double size) =>
        new(name, [at.First], [at.Second]) { Kind = TraceKind.Points, Color = color, Size = size };

    private static (double First, double Second) Between(double[][] corners, int side, double share) =>
        (corners[0][side] + (share * (corners[0][side + 1] - corners[0][side])), corners[1][side] + (share * (corners[1][side + 1] - corners[1][side])));
}
