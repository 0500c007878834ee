namespace Regularization;

/// <summary>Lines of equal value on a grid, by marching squares: each cell is cut where its edges pass the level, linearly between corners.</summary>
internal static class Contour
{
    /// <summary>Adds the lines of a level, gaps (NaN) between them.</summary>
    /// <param name="values">Values at the grid points, the first index horizontal.</param>
    /// <param name="level">The level.</param>
    /// <param name="low">The smallest coordinate, of both axes.</param>
    /// <param name="step">The distance of grid points.</param>
    /// <param name="x">Horizontal positions, added to.</param>
    /// <param name="y">Vertical positions, added to.</param>
    public static void Add(double[,] values, double level, double low, double step, List<double> x, List<double> y)
    {
        // Segments join at edges of cells: an edge has a number, and at most two segments end on it.
        int size = values.GetLength(0);
        var ends = new Dictionary<int, (double X, double Y)>();
        var links = new Dictionary<int, List<int>>();
        Span<int> cut = stackalloc int[4];
        for (int i = 0; i + 1 < size; i++)
        {
            for (int k = 0; k + 1 < size; k++)
            {
                int found = 0;
                Cross(i, k, i + 1, k, 0, cut, ref found);
                Cross(i + 1, k, i + 1, k + 1, 1, cut, ref found);
                Cross(i, k + 1, i + 1, k + 1, 0, cut, ref found);
                Cross(i, k, i, k + 1, 1, cut, ref found);
                for (int s = 0; s + 1 < found; s += 2)
                {
                    Link(cut[s], cut[s + 1]);
                    Link(cut[s + 1], cut[s]);
                }
            }
        }

        // Open lines from one of their ends, then closed ones from anywhere.
        foreach (int start in (int[])[.. links.Keys.OrderBy(edge => links[edge].Count == 1 ? 0 : 1)])
        {
            int at = start, count = 0;
            while (links.TryGetValue(at, out List<int>? next) && next.Count > 0)
            {
                Put(at);
                count++;
                int to = next[0];
                next.RemoveAt(0);
                links[to].Remove(at);
                at = to;
            }

            if (count > 0)
            {
                Put(at);
                x.Add(double.NaN);
                y.Add(double.NaN);
            }
        }

        void Put(int edge)
        {
            x.Add(ends[edge].X);
            y.Add(ends[edge].Y);
        }

        void Link(int from, int to)
        {
            if (!links.TryGetValue(from, out List<int>? list))
            {
                links[from] = list = [];
            }

            list.Add(to);
        }

        void Cross(int i, int k, int toI, int toK, int direction, Span<int> edges, ref int found)
        {
            double a = values[i, k] - level, b = values[toI, toK] - level;
            if (a < 0 == b < 0 || !double.IsFinite(a) || !double.IsFinite(b))
            {
                return;
            }

            int edge = (((i * size) + k) * 2) + direction;
            double share = a / (a - b);
            ends[edge] = (low + ((i + (share * (toI - i))) * step), low + ((k + (share * (toK - k))) * step));
            edges[found++] = edge;
        }
    }
}
