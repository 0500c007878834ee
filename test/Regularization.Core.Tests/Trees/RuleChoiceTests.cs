namespace Regularization.Tests.Trees;

/// <summary>Penalty factors of rules, relaxations and the number of rules.</summary>
[TestClass]
public sealed class RuleChoiceTests
{
    private const int Features = 4, Folds = 3;

    private static readonly FitOptions Exact = FitOptions.Default with { Tolerance = 1e-11 };

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(3.0)]
    [DataRow(double.PositiveInfinity)]
    public void Fit_PenaltyFactor_IsThatOfRulesAlone(double factor)
    {
        const double Lambda = 0.03;
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        RuleSet set = new RuleFitter(Losses.Squared) { RulePenaltyFactors = [factor], Lambda = LambdaSelection.Fixed(Lambda), Options = Exact }.Fit(leaves, Flat(rows), y).Rules;
        Assert.AreEqual(double.IsInfinity(factor), set.Rules.Count == 0);
        Assert.IsGreaterThan(0, set.LinearTerms.Count);
        AssertOptimal(set, rows, y, Lambda, factor);
    }

    [TestMethod]
    public void FitAcross_Relaxation_FitsTheChosenAloneAtAShareOfLambda()
    {
        const double Factor = 2, Share = 0.3;
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        RuleFitter fitter = Fitter(Losses.Squared, [Factor], [Share]);
        (RuleSet set, FitSummary fit) = fitter.FitAcross(leaves, Flat(rows), y, Grow(rows));
        Solution lasso = fit.Path[fit.SelectedIndex];
        Assert.AreEqual(lasso.Lambda, fit.Selected.Lambda);
        Assert.IsTrue(fit.Selected.Coefficients.Indices.ToArray().All(lasso.Coefficients.Indices.ToArray().Contains));
        AssertOptimal(set, rows, y, Share * lasso.Lambda, Factor);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(set.Score(rows[i]), fit.Plane.Eta[i], 1e-4, "Reports are of the relaxed model.");
        }

        for (int k = 0; k < fit.Path.Count; k++)
        {
            double sum = 0;
            for (int f = 0; f < Folds; f++)
            {
                int[] train = [.. Enumerable.Range(0, y.Length).Where(i => i % Folds != f)];
                float[][] own = [.. train.Select(i => rows[i])];
                double[] ownY = [.. train.Select(i => y[i])];
                RuleSet chosen = new RuleFitter(Losses.Squared) { RulePenaltyFactors = [Factor], Lambda = LambdaSelection.Fixed(fit.Path[k].Lambda), Options = Exact }.Fit(Grow(rows)(train), Flat(own), ownY).Rules;
                Func<float[], double> score = SlowLasso(chosen, own, ownY, Share * fit.Path[k].Lambda, Factor);
                sum += Enumerable.Range(0, y.Length).Where(i => i % Folds == f).Sum(i => Math.Pow(y[i] - score(rows[i]), 2));
            }

            Assert.AreEqual(sum / y.Length, fit.CrossValidation!.Deviance.Mean[k], 1e-4 * fit.CrossValidation.Deviance.Mean[k], $"lambda {k}");
        }
    }

    [TestMethod]
    [DataRow(false, SelectionRule.LambdaMin)]
    [DataRow(true, SelectionRule.LambdaMin)]
    [DataRow(false, SelectionRule.OneStandardError)]
    public void FitAcross_SeveralFactorsAndRelaxations_AreChosenByTheSmallestDeviance(bool classes, SelectionRule rule)
    {
        double[] factors = [1, 4, double.PositiveInfinity], shares = [0.2, 1];
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        double middle = y.Average();
        y = classes ? [.. y.Select(value => value > middle ? 1.0 : 0)] : y;
        Loss loss = classes ? Losses.Logistic : Losses.Squared;
        (RuleSet Rules, FitSummary Fit)[] each = [.. factors.SelectMany(factor => shares.Select(share => Fitter(loss, [factor], [share], rule).FitAcross(leaves, Flat(rows), y, Grow(rows))))];
        double[] deviances = [.. each.Select(one => one.Fit.CrossValidation!.Deviance.Mean.Min())];
        double least = deviances.Min();
        Assert.IsGreaterThan(1.001 * least, deviances.Max());
        (RuleSet set, FitSummary fit) = Fitter(loss, factors, shares, rule).FitAcross(leaves, Flat(rows), y, Grow(rows));
        Assert.AreEqual(least, fit.CrossValidation!.Deviance.Mean.Min(), 1e-9);
        // Two factors may come to the same, where the best has no rules.
        Assert.IsTrue(each.Where((_, c) => deviances[c] < least + 1e-9).Any(one => one.Fit.SelectedIndex == fit.SelectedIndex && rows.All(row => Math.Abs(one.Rules.Score(row) - set.Score(row)) < 1e-6)));
        Assert.IsTrue(fit.SelectedBy.Contains("rules penalised by", StringComparison.Ordinal) || fit.SelectedBy.Contains("linear terms alone", StringComparison.Ordinal), fit.SelectedBy);
        Assert.DoesNotContain("NaN", fit.ToString());
    }

    [TestMethod]
    public void MaximumRules_OfAChoice_LeavesLinearTermsApart()
    {
        const int Most = 3;
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        var lambda = LambdaSelection.CrossValidated(foldOfRow: [.. y.Select((_, i) => i % Folds)]);
        (RuleSet all, _) = new RuleFitter(Losses.Squared) { Lambda = lambda }.Fit(leaves, Flat(rows), y);
        (RuleSet few, FitSummary fit) = new RuleFitter(Losses.Squared) { Lambda = lambda, MaximumRules = Most }.Fit(leaves, Flat(rows), y);
        (RuleSet across, FitSummary acrossFit) = new RuleFitter(Losses.Squared) { Lambda = lambda, MaximumRules = Most }.FitAcross(leaves, Flat(rows), y, Grow(rows));
        Assert.IsGreaterThan(Most, all.Rules.Count);
        foreach ((RuleSet set, FitSummary of) in ((RuleSet, FitSummary)[])[(few, fit), (across, acrossFit)])
        {
            Assert.IsInRange(1, Most, set.Rules.Count);
            Assert.IsGreaterThan(Most, set.Rules.Count + set.LinearTerms.Count);
            Assert.Contains("at most 3 rules", of.SelectedBy);
        }

        foreach (LambdaSelection other in (LambdaSelection[])[.. Enumerable.Range(1, 6).Select(seed => LambdaSelection.HeldOut(0.3, seed: seed)), LambdaSelection.ByCriterion(InformationCriterion.Bic)])
        {
            Assert.IsInRange(0, Most, new RuleFitter(Losses.Squared) { Lambda = other, MaximumRules = Most }.Fit(leaves, Flat(rows), y).Rules.Rules.Count);
        }

        // The path across ends where there would be more rules.
        Assert.IsTrue(acrossFit.Path.All(solution => solution.Coefficients.Indices.ToArray().Count(k => k < across.RulesTried) <= Most));
        Assert.IsGreaterThan(acrossFit.Path.Count, fit.Path.Count);
    }

    [TestMethod]
    public void Fit_LimitThatNoLambdaKeeps_IsRefused()
    {
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        RuleFitter Of(double[] factors) => new(Losses.Squared)
        {
            Lambda = LambdaSelection.CrossValidated(foldOfRow: [.. y.Select((_, i) => i % Folds)]),
            MaximumRules = 1,
            MaximumTerms = 5,
            Grid = new LambdaGrid { Values = [0.02, 0.01] },
            RulePenaltyFactors = factors,
        };
        const string Refusal = "No lambda of the path gives a model with at most 5 rules and terms and 1 rule";
        Assert.StartsWith(Refusal, Assert.ThrowsExactly<ArgumentException>(() => Of([1]).Fit(leaves, Flat(rows), y)).Message);
        Assert.StartsWith(Refusal, Assert.ThrowsExactly<ArgumentException>(() => Of([1, 2]).FitAcross(leaves, Flat(rows), y, _ => throw new InvalidOperationException("No tree is grown."))).Message);
        RuleSet terms = Of([1, double.PositiveInfinity]).FitAcross(leaves, Flat(rows), y, Grow(rows)).Rules;
        Assert.IsTrue(terms.Rules.Count == 0 && terms.LinearTerms.Count > 0, "Terms alone keep the limit, and nothing else does.");
        (RuleSet given, FitSummary fit) = new RuleFitter(Losses.Squared) { Lambda = LambdaSelection.Fixed(0.01), MaximumRules = 1 }.Fit(leaves, Flat(rows), y);
        Assert.IsGreaterThan(1, given.Rules.Count);
        Assert.Contains("The model has more than 1 rule: lambda was given", fit.Warnings[0]);
    }

    [TestMethod]
    public void Fit_BadInput_IsRefused()
    {
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        Assert.Contains("MaximumRules is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new RuleFitter(Losses.Squared) { MaximumRules = 0 }).Message);
        Assert.Contains("RulePenaltyFactors has 0", Assert.Throws<ArgumentException>(() => new RuleFitter(Losses.Squared) { RulePenaltyFactors = [1, 0] }).Message);
        Assert.Contains("RulePenaltyFactors is empty", Assert.Throws<ArgumentException>(() => new RuleFitter(Losses.Squared) { RulePenaltyFactors = [] }).Message);
        Assert.Contains("Relaxations has 1.5", Assert.Throws<ArgumentException>(() => new RuleFitter(Losses.Squared) { Relaxations = [1.5] }).Message);
        Assert.Contains("several values", Assert.Throws<ArgumentException>(() => Fitter(Losses.Squared, [1, 2], [1]).Fit(leaves, Flat(rows), y)).Message);
        Assert.Contains("no relaxation", Assert.Throws<ArgumentException>(() => Fitter(Losses.Squared, [1], [0.5]).Fit(leaves, Flat(rows), y)).Message);
        var alone = new RuleFitter(Losses.Squared) { LinearTerms = false, RulePenaltyFactors = [double.PositiveInfinity] };
        Assert.Contains("nothing is left", Assert.Throws<ArgumentException>(() => alone.Fit(leaves, Flat(rows), y)).Message);
    }

    /// <summary>The conditions of a lasso over the rules and terms of a model, factor and lambda as given, of equal weights.</summary>
    private static void AssertOptimal(RuleSet set, float[][] rows, double[] y, double lambda, double factor)
    {
        double[] residual = [.. rows.Select((row, i) => (y[i] - set.Score(row)) / y.Length)];
        Assert.AreEqual(0, residual.Sum(), 1e-6);
        foreach (Rule rule in set.Rules)
        {
            Assert.AreEqual(Math.Sign(rule.Coefficient) * lambda * factor, rows.Select((row, i) => rule.Fires(row) ? residual[i] : 0).Sum(), 1e-5, rule.ToString());
        }

        foreach (LinearTerm term in set.LinearTerms)
        {
            Assert.AreEqual(Math.Sign(term.Coefficient) * lambda, rows.Select((row, i) => term.Clipped(row[term.Feature]) * residual[i]).Sum() * 0.4 / term.StandardDeviation, 1e-5, term.ToString());
        }
    }

    /// <summary>A lasso over the rules and terms of a model by many plain rounds of coordinate descent.</summary>
    private static Func<float[], double> SlowLasso(RuleSet chosen, float[][] rows, double[] y, double lambda, double factor)
    {
        (Func<float[], double> Value, double Factor)[] terms =
        [
            .. chosen.Rules.Select(rule => ((Func<float[], double>)(row => rule.Fires(row) ? 1 : 0), factor)),
            .. chosen.LinearTerms.Select(term => ((Func<float[], double>)(row => (term.Clipped(row[term.Feature]) - term.Missing) * 0.4 / term.StandardDeviation), 1.0)),
        ];
        double[][] columns = [.. terms.Select(term => (double[])[.. rows.Select(term.Value)])];
        double[] b = new double[terms.Length], residual = [.. y];
        double intercept = 0;
        for (int round = 0; round < 1000; round++)
        {
            double mean = residual.Average();
            intercept += mean;
            residual = [.. residual.Select(r => r - mean)];
            for (int k = 0; k < b.Length; k++)
            {
                double square = columns[k].Sum(x => x * x), z = columns[k].Zip(residual, (x, r) => x * r).Sum() + (square * b[k]), strength = lambda * terms[k].Factor * y.Length;
                double next = Math.Sign(z) * Math.Max(Math.Abs(z) - strength, 0) / square, step = next - b[k];
                b[k] = next;
                for (int i = 0; i < residual.Length && step != 0; i++)
                {
                    residual[i] -= step * columns[k][i];
                }
            }
        }

        return row => intercept + terms.Select((term, k) => b[k] * term.Value(row)).Sum();
    }

    private static RuleFitter Fitter(Loss loss, double[] factors, double[] shares, SelectionRule rule = SelectionRule.LambdaMin) => new(loss)
    {
        RulePenaltyFactors = factors,
        Relaxations = shares,
        Lambda = LambdaSelection.CrossValidated(rule: rule, foldOfRow: [.. Enumerable.Range(0, Problem().Y.Length).Select(i => i % Folds)]),
        Grid = new LambdaGrid { Count = 5, Ratio = 0.05 },
        Options = Exact,
    };

    /// <summary>Any trees will do, if only each fold has others.</summary>
    private static Func<IReadOnlyList<int>, LeafTable> Grow(float[][] rows) => some =>
    {
        var table = new LeafTable([.. Enumerable.Range(0, 4).Select(t => SlowTree.Random(3 + (some[0] % 3), Features, seed: 100 + (10 * some[0]) + (some[1] * 50) + t).Fast)]);
        some.ToList().ForEach(i => table.Add(rows[i]));
        return table;
    };

    private static (LeafTable Leaves, float[][] Rows, double[] Y) Problem()
    {
        DecisionTree[] trees = [.. Enumerable.Range(0, 6).Select(t => SlowTree.Random(3 + (t % 4), Features, seed: t + 1).Fast)];
        float[][] rows = [.. SlowTree.Rows(120, Features, seed: 3)];
        var leaves = new LeafTable(trees);
        rows.ToList().ForEach(row => leaves.Add(row));
        var random = new Random(5);
        return (leaves, rows, [.. rows.Select(row => trees[0].LeafValues[trees[0].LeafOf(row)] + (3 * row[2]) + row[1] - (2 * row[0]) + random.NextDouble())]);
    }

    private static float[] Flat(float[][] rows) => [.. rows.SelectMany(row => row)];
}
