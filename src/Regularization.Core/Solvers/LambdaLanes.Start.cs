namespace Regularization;

/// <content>Which columns are visited, and where a lane begins.</content>
internal sealed partial class LambdaLanes
{
    /// <summary>Gives a free lane a lambda.</summary>
    /// <param name="index">Of the lambda.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="before">A point of the path before <paramref name="start"/>; null if there is none.</param>
    /// <param name="start">The point from which it begins.</param>
    public void Take(int index, double lambda, PathPoint? before, PathPoint start) => Lanes.First(lane => lane.IsFree).Take(index, lambda, TargetShare * _tolerance, before, start);

    /// <summary>Has the columns visited that the new lambdas need by what is known where they begin.</summary>
    /// <param name="start">The point.</param>
    /// <param name="gradient">The gradient of every column there: those beyond their threshold at a new lambda are visited.</param>
    public void VisitFor(PathPoint start, double[] gradient)
    {
        if (Lanes.Any(lane => lane.IsNew))
        {
            _missing.UnionWith(start.Columns);
            _screening.AddBeyond(gradient, Lanes.Where(lane => lane.IsNew).Min(lane => lane.Model.Set.Lambda), _missing);
        }
    }

    /// <summary>Makes the visited columns those that are needed.</summary>
    /// <returns>Whether they are others than before.</returns>
    private bool UpdateVisits()
    {
        if (_missing.All(j => _isVisited[j]))
        {
            _missing.Clear();
            return false;
        }

        WorkingSet first = Lanes[0].Model.Set;
        foreach (int position in first.Visit)
        {
            if (IsNear(position))
            {
                _missing.Add(first.Columns[position]);
            }
        }

        Visit([.. _missing.Order()]);
        _missing.Clear();
        return true;
    }

    /// <summary>Whether a visited position is in the support of a lane that has begun, or near it.</summary>
    private bool IsNear(int position)
    {
        for (int b = 0; b < Size; b++)
        {
            WorkingSet set = Lanes[b].Model.Set;
            if (_isActive[b] && !Lanes[b].IsNew && (set.Beta[position] != 0 || Math.Abs(Lanes[b].Model.Gradient[position]) >= Far * set.L1[position]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes these columns the visited ones of every problem.</summary>
    private void Visit(List<int> columns)
    {
        WorkingSet first = Lanes[0].Model.Set;
        int[] fresh = [.. columns.Where(j => first.PositionOf(j) < 0)];
        foreach (LambdaLane lane in Lanes)
        {
            lane.Model.Set.Add(fresh);
            lane.Model.Grow();
        }

        int[] visit = [.. columns.Select(first.PositionOf)];
        Array.Sort(visit);
        Array.Clear(_isVisited);
        foreach (int j in columns)
        {
            _isVisited[j] = true;
        }

        foreach (LambdaLane lane in Lanes)
        {
            lane.Model.Set.SetVisit(visit);
        }

        _byRows.Set(first.ColumnsAt(visit));
        _quadratic.SetColumns(first);
        int length = visit.Length * Size, room = checked((int)(length * 5L / 4));
        if (_products.Length < length)
        {
            (_products, _changes) = (AlignedMemory.Allocate<double>(room), AlignedMemory.Allocate<double>(room));
        }
    }

    /// <summary>Takes every new problem to where the line through two points of the path leads, or to the last of them if that is better.</summary>
    private void PlaceNew()
    {
        _changes.Span.Clear();
        var positions = new int[Size][];
        ForEachNew(b =>
        {
            LambdaLane lane = Lanes[b];
            PathPoint start = lane.Start!;
            PathPoint? before = lane.Before;
            WorkingSet set = lane.Model.Set;
            Span<double> changes = _changes.Span;
            positions[b] = [.. start.Columns.Select(set.PositionOf)];
            Array.Clear(set.Beta, 0, set.Count);
            double ahead = lane.Ahead;
            for (int k = 0, i = 0; k < positions[b].Length; k++)
            {
                // The columns of a point ascend.
                for (; before is not null && i < before.Columns.Length && before.Columns[i] < start.Columns[k]; i++)
                {
                }

                double earlier = before is not null && i < before.Columns.Length && before.Columns[i] == start.Columns[k] ? before.Beta[i] : 0;
                double b0 = start.Beta[k], slope = before is null ? 0 : b0 - earlier;
                double end = Math.Clamp(b0 + (ahead * slope), set.Lower[positions[b][k]], set.Upper[positions[b][k]]);
                end = end * b0 > 0 ? end : 0;
                set.Beta[positions[b][k]] = end;
                changes[(set.Visit.BinarySearch(positions[b][k]) * Size) + b] = (end - b0) * set.InverseScale[positions[b][k]];
            }
        });
        _byRows.Times(_changes, _rows);
        double[] shift = [.. Lanes.Select(lane => lane.Start is { } start ? lane.Ahead * (start.Intercept - (lane.Before?.Intercept ?? 0)) : 0)];
        TakeSteps(b => _isActive[b] && Lanes[b].IsNew, shift);
        ForEachNew(b => PlaceBetter(Lanes[b].Model, Lanes[b].Start!, positions[b], shift[b]));
    }

    private void ForEachNew(Action<int> action) => ForEachActive(b =>
    {
        if (Lanes[b].IsNew)
        {
            action(b);
        }
    });

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
        double lossStepped = _context.Loss.Value(model.Work, y, w), lossStill = point.Loss ?? _context.Loss.Value(point.Eta, y, w);
        bool isBetter = lossStepped + stepped < lossStill + still;
        model.Place(isBetter ? model.Work : point.Eta, point.Intercept + (isBetter ? interceptStep : 0), isBetter ? lossStepped : lossStill);
        for (int k = 0; k < positions.Length && !isBetter; k++)
        {
            model.Set.Beta[positions[k]] = point.Beta[k];
        }
    }
}
