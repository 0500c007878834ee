namespace Regularization;

/// <summary>The lasso over rules and linear terms on some rows, at any penalty factor of the rules.</summary>
/// <param name="candidates">The rules and terms.</param>
/// <param name="columns">Their values in the rows, column after column.</param>
/// <param name="y">The response.</param>
/// <param name="weights">Example weights, or null.</param>
internal abstract class RuleLasso(RuleCandidates candidates, float[] columns, double[] y, IReadOnlyList<double>? weights)
{
    /// <summary>The rules and terms.</summary>
    public RuleCandidates Candidates { get; } = candidates;

    /// <summary>All rules and then all terms as features.</summary>
    public TrainingProblem Problem { get; } = new(DesignMatrix.FromColumns(columns, y.Length, candidates.Count), y) { Weights = weights, FeatureNames = candidates.Names };

    /// <summary>The columns of the problem.</summary>
    protected float[] Columns => columns;

    /// <summary>The lasso with a finite penalty factor for rules, over some of the rules and terms, or over all.</summary>
    /// <param name="factor">Of rules.</param>
    /// <param name="support">The positions of the rules and terms; null for all.</param>
    protected Penalty WithFactor(double factor, int[]? support = null) => factor == 1
        ? Penalties.Lasso
        : Penalties.Lasso with { Factors = [.. (support ?? Enumerable.Range(0, Candidates.Count)).Select(at => at < Candidates.RuleCount ? factor : 1)] };

    /// <summary>The same rows with some of the rules and terms alone.</summary>
    /// <param name="support">Their positions.</param>
    protected TrainingProblem Alone(int[] support)
    {
        int n = y.Length;
        var own = new float[n * support.Length];
        for (int k = 0; k < support.Length; k++)
        {
            columns.AsSpan(support[k] * n, n).CopyTo(own.AsSpan(k * n));
        }

        return new TrainingProblem(DesignMatrix.FromColumns(own, n, support.Length), y) { Weights = Problem.Weights };
    }

    /// <summary>Coefficients of some rules and terms as coefficients of all.</summary>
    /// <param name="coefficients">The coefficients.</param>
    /// <param name="support">The positions of the rules and terms.</param>
    protected SparseCoefficients Lifted(SparseCoefficients coefficients, int[] support) =>
        new(Candidates.Count, [.. coefficients.Indices.ToArray().Select(k => support[k])], coefficients.Values.ToArray());

    /// <summary>What comes of a solution when its rules and terms alone are fitted at shares of its lambda.</summary>
    /// <typeparam name="T">The solution.</typeparam>
    /// <param name="solution">The solution.</param>
    /// <param name="lambda">Its lambda.</param>
    /// <param name="support">Its rules and terms.</param>
    /// <param name="shares">The shares, ascending; at 1 it is the solution itself.</param>
    /// <param name="path">The solutions of the rules and terms alone at descending lambdas, as solutions of all.</param>
    /// <returns>One for each share.</returns>
    protected static T[] Relaxed<T>(T solution, double lambda, int[] support, IReadOnlyList<double> shares, Func<LambdaGrid, T[]> path)
    {
        double[] lambdas = [.. shares.Where(share => share < 1).Select(share => share * lambda)];
        if (support.Length == 0 || lambdas.Length == 0)
        {
            return [.. shares.Select(_ => solution)];
        }

        // The path descends, the shares ascend; one that was cancelled may be short.
        T[] alone = path(new LambdaGrid { Values = lambdas });
        return [.. shares.Select((share, s) => share < 1 && lambdas.Length - 1 - s < alone.Length ? alone[lambdas.Length - 1 - s] : solution)];
    }
}
