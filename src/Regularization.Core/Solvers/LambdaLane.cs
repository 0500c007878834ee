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

    /// <summary>Whether it has just been given its lambda and is not yet where it starts.</summary>
    public bool IsNew { get; set; }

    /// <summary>Proximal Newton steps made.</summary>
    public int Steps { get; set; }

    public int Epochs { get; set; }

    /// <summary>The gap (or KKT residual) over the visited columns that is asked for; less than the tolerance, lest the columns outside spoil it.</summary>
    public double Target { get; set; }

    public double BestMeasure { get; set; }

    /// <summary>Steps in a row that brought the measure little further.</summary>
    public int Fruitless { get; set; }

    /// <summary>Whether the last step did not lower the objective.</summary>
    public bool HasFailed { get; set; }

    public DualCertificate Certificate { get; set; }

    public void Take(int index, double lambda, double target)
    {
        (Index, Target, IsFree, IsActive, IsNew, HasFailed, Steps, Epochs) = (index, target, false, true, true, false, 0, 0);
        Model.Set.SetLambda(lambda);
        Expect();
    }

    /// <summary>Forgets what was measured, as when columns came in.</summary>
    public void Expect() => (BestMeasure, Fruitless) = (double.PositiveInfinity, 0);

    /// <summary>Where it is.</summary>
    public PathPoint Point()
    {
        WorkingSet set = Model.Set;
        (int[] columns, int[] positions) = set.Support();
        return new PathPoint(set.Lambda, columns, [.. positions.Select(k => set.Beta[k])], Model.Intercept, [.. Model.Eta]);
    }
}
