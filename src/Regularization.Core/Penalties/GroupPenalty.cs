namespace Regularization;

/// <summary>
/// The sparse group lasso Ω(b) = Σ_g [r ‖b_g‖₁ + (1 − r) w_g ‖b_g‖₂] over disjoint groups g of features, with the share r = <see cref="L1Share"/>; the
/// group lasso is r = 0, the lasso is r = 1. A group of weight 0 is not penalised at all.
/// </summary>
/// <remarks>
/// Prox of a group: soft(z, t r), then shrunk by max(0, 1 − t (1 − r) w_g / its norm). Sources: Yuan and Lin (2006), equation (2.2); Simon, Friedman, Hastie,
/// Tibshirani, A sparse-group lasso (2013), equations (3) and (12). The group is in at λ if ‖soft(g, λ r)‖₂ &gt; λ (1 − r) w_g.
/// <example>
/// <code>
/// GroupPenalty penalty = Penalties.SparseGroupLasso(groups: [0, 0, 1, 1, 2], l1Share: 0.5);   // the group of each feature
/// RegularizationPath path = new PathSolver(Losses.Squared, penalty).Fit(problem);
/// </code>
/// </example>
/// </remarks>
public sealed record GroupPenalty : BlockPenalty
{
    private readonly int[] _groups;
    private readonly double[] _weights;

    internal GroupPenalty(IReadOnlyList<int> groups, double l1Share, IReadOnlyList<double>? weights)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (!(l1Share >= 0 && l1Share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(l1Share), $"L1Share is {l1Share}; it must be in [0, 1]: 0 is the group lasso, 1 is the lasso.");
        }

        (L1Share, _groups) = (l1Share, [.. groups]);
        Members = MembersOf(_groups);
        _weights = weights is null ? [.. Members.Select(m => Math.Sqrt(m.Length))] : [.. weights];
        if (_weights.Length != Members.Length)
        {
            throw new ArgumentException($"There are {_weights.Length} group weights for {Members.Length} groups; give one a group.", nameof(weights));
        }

        for (int g = 0; g < _weights.Length; g++)
        {
            if (!(_weights[g] >= 0) || double.IsInfinity(_weights[g]))
            {
                throw new ArgumentException($"The weight of group {g} is {_weights[g]}; weights must be finite and not negative. To leave a group out, remove its columns.", nameof(weights));
            }
        }
    }

    /// <summary>The share r in [0, 1] of the L1 norm.</summary>
    public double L1Share { get; }

    /// <summary>The group of each feature, length p, from 0.</summary>
    public IReadOnlyList<int> Groups => _groups;

    /// <summary>The weight w_g of each group, (size of the group)^½ unless given.</summary>
    public IReadOnlyList<double> GroupWeights => _weights;

    /// <inheritdoc/>
    public override string Name => L1Share == 0 ? "group lasso" : "sparse group lasso";

    /// <summary>The features of each group, ascending.</summary>
    internal int[][] Members { get; }

    private protected override string FactorAdvice => "Give group weights in place of them.";

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> b, double lambda)
    {
        double sum = 0;
        for (int g = 0; g < Members.Length; g++)
        {
            double l1 = 0, squares = 0;
            foreach (int j in Members[g])
            {
                (l1, squares) = (l1 + Math.Abs(b[j]), squares + (b[j] * b[j]));
            }

            sum += _weights[g] > 0 ? (L1Share * l1) + ((1 - L1Share) * _weights[g] * Math.Sqrt(squares)) : 0;
        }

        return lambda * sum;
    }

    /// <inheritdoc/>
    public override void Prox(ReadOnlySpan<double> z, double strength, Span<double> result)
    {
        z.CopyTo(result);
        for (int g = 0; g < Members.Length; g++)
        {
            ProxOf(g, strength, result);
        }
    }

    /// <inheritdoc/>
    public override double DualNorm(ReadOnlySpan<double> g)
    {
        double most = 0;
        for (int k = 0; k < Members.Length; k++)
        {
            most = _weights[k] > 0 ? Math.Max(most, DualNormOf(k, g)) : most;
        }

        return most;
    }

    /// <summary>The proximal operator of one group, in place.</summary>
    internal void ProxOf(int group, double strength, Span<double> b)
    {
        if (_weights[group] == 0)
        {
            return;
        }

        double l1 = strength * L1Share, l2 = strength * (1 - L1Share) * _weights[group], squares = 0;
        foreach (int j in Members[group])
        {
            b[j] = Math.CopySign(Math.Max(Math.Abs(b[j]) - l1, 0), b[j]);
            squares += b[j] * b[j];
        }

        double norm = Math.Sqrt(squares), share = norm > l2 ? 1 - (l2 / norm) : 0;
        foreach (int j in Members[group])
        {
            b[j] *= share;
        }
    }

    internal override bool IsFree(int feature) => _weights[_groups[feature]] == 0;

    internal override BlockPenalty Restrict(ReadOnlySpan<int> features)
    {
        var number = new Dictionary<int, int>();
        var weights = new List<double>();
        int[] groups = new int[features.Length];
        for (int k = 0; k < groups.Length; k++)
        {
            int group = _groups[features[k]];
            if (!number.TryGetValue(group, out groups[k]))
            {
                number[group] = groups[k] = weights.Count;
                weights.Add(_weights[group]);
            }
        }

        return new GroupPenalty(groups, L1Share, weights);
    }

    internal override void MayEnter(ReadOnlySpan<double> gradient, double lambda, double slack, Span<bool> result)
    {
        for (int g = 0; g < Members.Length; g++)
        {
            bool mayEnter = _weights[g] == 0 || DualNormOf(g, gradient) > lambda - slack;
            foreach (int j in Members[g])
            {
                result[j] = mayEnter;
            }
        }
    }

    internal override BlockQuadratic Quadratic(int size) => new GroupQuadratic(this, size);

    /// <inheritdoc/>
    internal override void Check(int features)
    {
        base.Check(features);
        if (_groups.Length != features)
        {
            throw new ArgumentException($"There are groups for {_groups.Length} features, but the data have {features}{(_groups.Length < features ? $": feature {_groups.Length}{(features - _groups.Length > 1 ? " and those after it are" : " is")} in no group" : string.Empty)}; give the group of each feature.", nameof(Groups));
        }
    }

    /// <summary>The λ at which ‖soft(g, λ r)‖₂ = λ (1 − r) w: a root of a quadratic between two of the sorted sizes.</summary>
    private double DualNormOf(int group, ReadOnlySpan<double> gradient)
    {
        int[] members = Members[group];
        double r = L1Share, c = (1 - r) * _weights[group], most = 0, squares = 0;
        foreach (int j in members)
        {
            (most, squares) = (Math.Max(most, Math.Abs(gradient[j])), squares + (gradient[j] * gradient[j]));
        }

        if (r == 0 || r == 1 || most == 0)
        {
            return r == 0 ? Math.Sqrt(squares) / c : most;
        }

        double[] sizes = new double[members.Length];
        for (int k = 0; k < sizes.Length; k++)
        {
            sizes[k] = -Math.Abs(gradient[members[k]]);
        }

        Array.Sort(sizes);
        double sum = squares = 0;
        for (int k = 1; ; k++)
        {
            double size = -sizes[k - 1];
            (sum, squares) = (sum + size, squares + (size * size));
            double next = k < sizes.Length ? -sizes[k] : 0;
            double left = squares - (2 * next * sum) + (k * next * next), right = next * c / r;
            if (k == sizes.Length || left > right * right)
            {
                double discriminant = (r * r * sum * sum) - (((k * r * r) - (c * c)) * squares);
                return squares / ((r * sum) + Math.Sqrt(Math.Max(discriminant, 0)));
            }
        }
    }

    private static int[][] MembersOf(int[] groups)
    {
        for (int j = 0; j < groups.Length; j++)
        {
            if (groups[j] < 0 || groups[j] >= groups.Length)
            {
                throw new ArgumentException($"The group of feature {j} is {groups[j]}; groups are numbered from 0, and there are not more than features ({groups.Length}).", nameof(groups));
            }
        }

        var members = new List<int>[groups.Length == 0 ? 0 : groups.Max() + 1];
        for (int j = 0; j < groups.Length; j++)
        {
            (members[groups[j]] ??= []).Add(j);
        }

        return [.. members.Select(m => m is null ? [] : m.ToArray())];
    }
}
