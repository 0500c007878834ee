namespace Regularization;

/// <content>Steps by the quadratic model of the loss at the current point.</content>
internal sealed partial class ResidualModel
{
    /// <summary>The mean of each column under the row weights of the last quadratic model, by position, on the original scale.</summary>
    private double[] Center => _isByGram ? _gram!.Center : _columns.Center;

    public override bool Descend(double tolerance, int maxEpochs, ref int epochs, CancellationToken cancellationToken) =>
        Descend(tolerance, maxEpochs, bySteps: false, ref epochs, cancellationToken);

    public override bool CanStep => Set.IsElasticNet && QuadraticGram.IsAffordable(Context, MayMove().Length);

    public override bool DescendBySteps(double tolerance, int maxSteps, ref int epochs, CancellationToken cancellationToken) =>
        Descend(tolerance, maxSteps, bySteps: true, ref epochs, cancellationToken);

    private bool Descend(double tolerance, int maxEpochs, bool bySteps, ref int epochs, CancellationToken cancellationToken)
    {
        double[] before = Remember();
        int[] positions = MayMove();
        if (_gram is null && (bySteps || HasNarrowModels))
        {
            _gram = new QuadraticGram(Context, Set, Loss.HasSmoothCurvature ? QuadraticGram.MostDrift : 0);
            _gram.Grow();
        }

        if (IsSlow && !Loss.IsSquared)
        {
            // A far row counts for much, however small its weight: one that has moved much may not be seen beside all others.
            ForgetCurvatures();
        }

        double interceptStep = InterceptStep(), shift = 0;
        bool done;
        if ((bySteps || UsesGram(positions.Length)) && _gram!.TryTake(positions, _h))
        {
            _isByGram = true;
            done = _gram.Descend(positions, NewtonGradient, tolerance, maxEpochs, bySteps, ref epochs, cancellationToken);
        }
        else
        {
            _gram?.Forget();
            PrepareQuadratic(positions, interceptStep);
            _isByGram = false;
            done = CoordinateEpochs.Run(Context, Set, positions, H, _work, ref shift, _columns.Center, _columns.Curvature, tolerance, maxEpochs, ref epochs, cancellationToken);
        }

        // From the coefficients before and after to the step in η; then back along it as far as the loss itself asks.
        int[] moved = Moved(before, positions);
        double etaIntercept = EtaStep(before, moved, interceptStep);
        if (Loss.IsSquared && !bySteps)
        {
            Accept(1, etaIntercept);
            return done;
        }

        bool fell = LineSearch(before, moved, etaIntercept);
        _share = _stepMade == 1 ? Math.Max(_share / 10, SmallestShare) : Math.Min(Math.Max(_share * 10, RaisedShare), 1);
        return fell && done;
    }

    private double SmallestShare => Loss.HasSmoothCurvature || (IsSlow && HasNarrowModels) ? LeastCurvature : HasNarrowModels ? LeastShareByGram : LeastShare;

    private bool UsesGram(int moving) => _gram is not null && Set.IsElasticNet && (Loss.HasSmoothCurvature ? QuadraticGram.Suits(Context) && QuadraticGram.IsCheaper(Context, moving, Set.Visit.Length) : HasNarrowModels);

    protected override int LeastEpochs => NewtonSystem.EpochsOfIterations;

    protected override int LargestNewton => int.MaxValue;

    protected override double EpochsPerNewtonStep(int support)
    {
        if (UsesGram(support))
        {
            // A round costs a pass over the visited columns besides, however few of its epochs do.
            double size = Math.Max(1, support), pass = (double)Set.Visit.Length * Context.Design.Rows;
            return ((NewtonSystem.PriceOfProduct * size * size * size / 3) + pass) / (size * size);
        }

        return Math.Min(NewtonSystem.EpochsOfIterations, NewtonSystem.CostOfFactoring(Context.Design, support) / Math.Max(2.0 * Set.VisitedEntries, 1));
    }

    protected override bool SolveNewton(int[] support, double[] l2, double[] b)
    {
        if (_gram?.Holds(support) == true || !NewtonSystem.IsIterative(Context.Design, support.Length))
        {
            return base.SolveNewton(support, l2, b);
        }

        _columns.Update(support, _h, _hSum);
        return NewtonSystem.TrySolve(Context.Design, Set, support, l2, Loss.IsSquared ? Context.Design.W : _h, _columns.Curvature, _other, b);
    }

    protected override double NewtonGradient(int position) => Loss.IsSquared || !Context.Options.Intercept
        ? Gradient[position]
        : Gradient[position] + ((Context.Design.Center[Set.Columns[position]] - Center[position]) * Set.InverseScale[position] * InterceptGradient);

    protected override void SupportGram(int[] support, double[] gram)
    {
        if (_gram?.Holds(support) == true)
        {
            _gram.CopyTo(support, gram);
            return;
        }

        WeightedGram.Cross(Context.Design, Set.ColumnsAt(support), 0, Loss.IsSquared ? Context.Design.W : _h, gram, support.Length);
    }

    /// <summary>Puts what is left of u after the intercept's step, u − t h, into the work array. Centres and curvatures are brought up to date at these positions.</summary>
    private void PrepareQuadratic(int[] positions, double interceptStep)
    {
        VectorMath.MultiplyAdd(_h, -interceptStep, _u, _work);
        _columns.Update(positions, _h, _hSum);
    }

    /// <summary>The visited positions that a step can change: of those at 0 the ones whose gradient is large enough, or nearly.</summary>
    private int[] MayMove()
    {
        if (!Set.IsElasticNet)
        {
            return Set.VisitArray;
        }

        int[] positions = Scratch(Set.Visit.Length);
        double[] beta = Set.Beta, gradient = Gradient, l1 = Set.L1;
        int count = 0;
        foreach (int k in Set.Visit)
        {
            if (beta[k] != 0 || Math.Abs(gradient[k]) >= NearThreshold * l1[k])
            {
                positions[count++] = k;
            }
        }

        return positions[..count];
    }

    /// <summary>Has the curvatures of columns computed anew the next time: a step based on them was too long.</summary>
    private void ForgetCurvatures()
    {
        _columns.Forget();
        _gram?.Forget();
    }
}
