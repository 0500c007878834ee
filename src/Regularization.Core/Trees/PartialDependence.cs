namespace Regularization;

/// <summary>Partial dependences of a rule set on some of its inputs, over given rows: what it scores in the mean of the rows when only these inputs are held at those of one row.</summary>
/// <remarks>
/// The mean is taken rule by rule: a rule is what its conditions on the inputs ask of one row times what the others ask of all rows, so that each costs a pass over the rows and not one for each pair of them. Only conditions on
/// categories of which some are held and some are not join the two sides; all their answers are told apart.
/// </remarks>
internal static class PartialDependence
{
    /// <summary>F_S for each row, less its mean over the rows: length n.</summary>
    /// <param name="set">The rules.</param>
    /// <param name="rows">The features, by rows.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="isHeld">Whether each feature is in S.</param>
    public static double[] Centered(RuleSet set, ReadOnlySpan<float> rows, int width, bool[] isHeld)
    {
        var sums = new double[rows.Length / width];
        foreach (Rule rule in set.Rules)
        {
            if (rule.Conditions.Any(condition => condition.Features.Any(j => isHeld[j])))
            {
                Add(rule, rows, width, isHeld, sums);
            }
        }

        foreach (LinearTerm term in set.LinearTerms)
        {
            for (int i = 0; isHeld[term.Feature] && i < sums.Length; i++)
            {
                sums[i] += term.Coefficient * term.Clipped(rows[(i * width) + term.Feature]);
            }
        }

        // From the first on, so that what is the same for all rows leaves exactly nothing.
        double origin = sums[0], mean = sums.Average(sum => sum - origin);
        return [.. sums.Select(sum => sum - origin - mean)];
    }

    private static void Add(Rule rule, ReadOnlySpan<float> rows, int width, bool[] isHeld, double[] sums)
    {
        RuleCondition[] held = [.. rule.Conditions.Where(c => c.Features.All(j => isHeld[j]))], free = [.. rule.Conditions.Where(c => !c.Features.Any(j => isHeld[j]))];
        RuleCondition[] split = [.. rule.Conditions.Except(held).Except(free)];
        int n = sums.Length;
        var counts = new Dictionary<long, int>();
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * width, width);
            if (All(free, row))
            {
                long answers = Answers(split, row, isHeld, side: false);
                counts[answers] = counts.GetValueOrDefault(answers) + 1;
            }
        }

        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * width, width);
            if (All(held, row))
            {
                long answers = Answers(split, row, isHeld, side: true);
                int met = counts.Where(pair => IsMet(split, pair.Key | answers)).Sum(pair => pair.Value);
                sums[i] += rule.Coefficient * met / n;
            }
        }
    }

    private static bool All(RuleCondition[] conditions, ReadOnlySpan<float> row)
    {
        foreach (RuleCondition condition in conditions)
        {
            if (!condition.Holds(row))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A bit for each condition on categories: whether one of those on this side is above 0.</summary>
    private static long Answers(RuleCondition[] split, ReadOnlySpan<float> row, bool[] isHeld, bool side)
    {
        long answers = 0;
        for (int c = 0; c < split.Length; c++)
        {
            foreach (int feature in split[c].Features)
            {
                answers |= isHeld[feature] == side && split[c].IsAbove(row[feature]) ? 1L << c : 0;
            }
        }

        return answers;
    }

    private static bool IsMet(RuleCondition[] split, long answers)
    {
        for (int c = 0; c < split.Length; c++)
        {
            if ((((answers >> c) & 1) == 1) == split[c].IsNone)
            {
                return false;
            }
        }

        return true;
    }
}
