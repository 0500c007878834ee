namespace Regularization;

/// <content>Where a batch begins.</content>
internal sealed partial class LambdaBatch
{
    /// <summary>The columns of the start and those whose gradient there is beyond the threshold of the last lambda.</summary>
    private List<int> FirstColumns(PathPoint? before, PathPoint start, double[] gradient, double last)
    {
        var columns = new HashSet<int>(start.Columns);
        columns.UnionWith(before?.Columns ?? []);
        for (int j = 0; j < gradient.Length; j++)
        {
            if (_context.IsEligible(j) && Math.Abs(gradient[j]) >= _context.Penalty.ZeroThreshold(last * _context.Penalty.Factor(j)))
            {
                columns.Add(j);
            }
        }

        return [.. columns.Order()];
    }

    /// <summary>Makes these columns the visited ones of every problem.</summary>
    private void Visit(List<int> columns)
    {
        WorkingSet first = _models[0].Set;
        int[] fresh = [.. columns.Where(j => first.PositionOf(j) < 0)];
        foreach (ResidualModel model in _models)
        {
            model.Set.Add(fresh);
            model.Grow();
        }

        int[] visit = [.. columns.Select(first.PositionOf)];
        Array.Sort(visit);
        Array.Clear(_isVisited);
        foreach (int j in columns)
        {
            _isVisited[j] = true;
        }

        foreach (ResidualModel model in _models)
        {
            model.Set.SetVisit(visit);
        }

        _byRows.Set(first.ColumnsAt(visit));
        _quadratic.SetColumns(first);
        int length = visit.Length * Size;
        if (_products.Length < length)
        {
            (_products, _changes) = (new double[length * 5 / 4], new double[length * 5 / 4]);
        }
    }

    /// <summary>Takes every problem to where the line through the last two points leads, or to the last point if that is better.</summary>
    private void Begin(PathPoint? before, PathPoint start, int count)
    {
        WorkingSet first = _models[0].Set;
        var earlier = new Dictionary<int, double>();
        for (int k = 0; k < (before?.Columns.Length ?? 0); k++)
        {
            earlier[before!.Columns[k]] = before.Beta[k];
        }

        int[] positions = [.. start.Columns.Select(first.PositionOf)];
        double[] slope = new double[positions.Length];
        int[] indices = [.. positions.Select(k => first.Visit.BinarySearch(k))];
        Array.Clear(_changes);
        for (int k = 0; k < positions.Length; k++)
        {
            slope[k] = before is null ? 0 : start.Beta[k] - earlier.GetValueOrDefault(start.Columns[k]);
        }

        for (int b = 0; b < Size; b++)
        {
            WorkingSet set = _models[b].Set;
            Array.Clear(set.Beta, 0, set.Count);
            double ahead = AheadOf(set.Lambda, before, start);
            for (int k = 0; k < positions.Length; k++)
            {
                double b0 = start.Beta[k], end = Math.Clamp(b0 + (ahead * slope[k]), set.Lower[positions[k]], set.Upper[positions[k]]);
                end = end * b0 > 0 ? end : 0;
                set.Beta[positions[k]] = end;
                _changes[(indices[k] * Size) + b] = (end - b0) * set.InverseScale[positions[k]];
            }
        }

        _byRows.Times(_changes, _rows);
        for (int b = 0; b < Size; b++)
        {
            double ahead = AheadOf(_models[b].Set.Lambda, before, start);
            double shift = before is null ? 0 : ahead * (start.Intercept - before.Intercept);
            Interleaved.Take(_rows, b, shift, _models[b].Step);
            PlaceBetter(_models[b], start, positions, shift);
            _isActive[b] = b < count;
        }
    }

    /// <summary>How many steps like the last one lead to lambda.</summary>
    private static double AheadOf(double lambda, PathPoint? before, PathPoint start) => before is not null && before.Lambda > start.Lambda ? (start.Lambda - lambda) / (before.Lambda - start.Lambda) : 0;

    /// <summary>Takes a model to a point of the path plus the step in <see cref="ResidualModel.Step"/>, to which its coefficients belong already; to the point alone if that has the lower objective.</summary>
    private void PlaceBetter(ResidualModel model, PathPoint point, int[] positions, double interceptStep)
    {
        double[] y = _context.Y, w = _context.Design.W;
        double stepped = model.Set.PenaltyValue(), still = 0;
        for (int k = 0; k < positions.Length; k++)
        {
            still += _context.Penalty.Value(point.Beta[k], model.Set.Strength[positions[k]]);
        }

        VectorMath.Add(point.Eta, model.Step, model.Work);
        bool isBetter = _context.Loss.Value(model.Work, y, w) + stepped < _context.Loss.Value(point.Eta, y, w) + still;
        model.Place(isBetter ? model.Work : point.Eta, point.Intercept + (isBetter ? interceptStep : 0));
        for (int k = 0; k < positions.Length && !isBetter; k++)
        {
            model.Set.Beta[positions[k]] = point.Beta[k];
        }
    }
}
