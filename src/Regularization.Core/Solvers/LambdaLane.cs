namespace Regularization;

/// <summary>A problem of <see cref="LambdaLanes"/>: one lambda on its way to its gap.</summary>
internal sealed class LambdaLane(ResidualModel model)
{
    /// <summary>The index of its lambda, or of the last it had; below 0 if it has had none.</summary>
    public int Index { get; private set; } = -2;

    public ResidualModel Model { get; } = model;

    /// <summary>Whether it may take another lambda.</summary>
    public bool IsFree { get; set; } = true;

    /// <summary>Whether it is at work.</summary>
    public bool IsActive { get; set; }

    /// <summary>The point from which it is to begin, until it is there.</summary>
    public PathPoint? Start { get; private set; }

    /// <summary>A point of the path before <see cref="Start"/>, if there is one.</summary>
    public PathPoint? Before { get; private set; }

    /// <summary>Whether it has just been given its lambda and is not yet where it starts.</summary>
    public bool IsNew => Start is not null;

    /// <summary>Proximal Newton steps made.</summary>
    public int Steps { get; set; }

    public int Epochs { get; set; }

    /// <summary>The gap (or KKT residual) over the visited columns that is asked for; less than the tolerance, lest the columns outside spoil it.</summary>
    public double Target { get; set; }

    public double BestMeasure { get; set; }

    /// <summary>Whether the measure has been a whole one at its lambda, and not only the part of the penalty, which is computed first.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Steps in a row that brought the measure little further.</summary>
    public int Fruitless { get; set; }

    /// <summary>Whether the last step did not lower the objective.</summary>
    public bool HasFailed { get; set; }

    public DualCertificate Certificate { get; set; }

    /// <summary>Takes a lambda, which begins at a point of the path, and further where there is one before it.</summary>
    public void Take(int index, double lambda, double target, PathPoint? before, PathPoint start)
    {
        (Index, Target, IsFree, IsActive, IsWhole, HasFailed, Steps, Epochs) = (index, target, false, true, false, false, 0, 0);
        (Before, Start) = (before, start);
        Model.Set.SetLambda(lambda);
        Expect();
    }

    /// <summary>Has begun: it is where it starts.</summary>
    public void Begin() => (Before, Start) = (null, null);

    /// <summary>How many steps like that from the point before to the start lead to its lambda.</summary>
    public double Ahead => Before is { } before && before.Lambda > Start!.Lambda ? (Start.Lambda - Model.Set.Lambda) / (before.Lambda - Start.Lambda) : 0;

    /// <summary>Forgets what was measured, as when columns came in.</summary>
    public void Expect() => (BestMeasure, Fruitless) = (double.PositiveInfinity, 0);

    /// <summary>Where it is.</summary>
    public PathPoint Point()
    {
        WorkingSet set = Model.Set;
        (int[] columns, int[] positions) = set.Support();
        return new PathPoint(set.Lambda, columns, [.. positions.Select(k => set.Beta[k])], Model.Intercept, [.. Model.Eta], Model.LossValue);
    }
}
