namespace Regularization.Tests.Trees;

/// <summary>Penalty factors of rules, relaxations and the number of rules, for several classes.</summary>
[TestClass]
public sealed class MulticlassRuleChoiceTests
{
    private const int Features = 4, Folds = 3, Classes = 3;

    private static readonly FitOptions Exact = FitOptions.Default with { Tolerance = 1e-10 };

    [TestMethod]
    [DataRow(0.5, false)]
    [DataRow(3.0, true)]
    [DataRow(double.PositiveInfinity, false)]
    [DataRow(double.PositiveInfinity, true)]
    public void Fit_PenaltyFactor_IsThatOfRulesAlone(double factor, bool grouped)
    {
        const double Lambda = 0.02;
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        MulticlassRuleSet set = new MulticlassRuleFitter { Grouped = grouped, RulePenaltyFactors = [factor], Lambda = LambdaSelection.Fixed(Lambda), Options = Exact }.Fit(leaves, Flat(rows), y).Rules;
        Assert.AreEqual(double.IsInfinity(factor), set.RuleCount == 0);
        Assert.IsGreaterThan(5, set.Classes[0].RulesTried);
        Assert.IsTrue(factor < 1 || set.Classes.Any(of => of.LinearTerms.Count > 0));

        double[][] residuals = [.. Enumerable.Range(0, Classes).Select(k => (double[])[.. rows.Select((row, i) => ((y[i] == k ? 1 : 0) - set.Probabilities(row)[k]) / y.Length)])];
        foreach (IGrouping<(int, int), (Rule Rule, int Class)> same in set.Classes.SelectMany((of, k) => of.Rules.Select(rule => (Rule: rule, Class: k))).GroupBy(pair => (pair.Rule.Tree, pair.Rule.Node)))
        {
            double norm = Math.Sqrt(same.Sum(pair => pair.Rule.Coefficient * pair.Rule.Coefficient));
            foreach ((Rule rule, int k) in same)
            {
                double gradient = rows.Select((row, i) => rule.Fires(row) ? residuals[k][i] : 0).Sum();
                Assert.AreEqual(Lambda * factor * (grouped ? rule.Coefficient / norm : Math.Sign(rule.Coefficient)), gradient, 1e-5, rule.ToString());
            }
        }

        foreach ((LinearTerm term, int k) in grouped ? [] : set.Classes.SelectMany((of, k) => of.LinearTerms.Select(term => (term, k))))
        {
            Assert.AreEqual(Math.Sign(term.Coefficient) * Lambda, rows.Select((row, i) => term.Clipped(row[term.Feature]) * residuals[k][i]).Sum() * 0.4 / term.StandardDeviation, 1e-5, term.ToString());
        }
    }

    [TestMethod]
    public void FitAcross_Relaxation_FitsTheChosenAloneInAllClassesAtAShareOfLambda()
    {
        const double Factor = 2, Share = 0.3;
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        (MulticlassRuleSet set, MultinomialFitSummary fit) = Fitter([Factor], [Share]).FitAcross(leaves, Flat(rows), y, Grow(rows));
        MultinomialSolution lasso = fit.Path[fit.SelectedIndex];
        Assert.AreEqual(lasso.Lambda, fit.Selected.Lambda);
        Assert.AreNotEqual(lasso.Objective, fit.Selected.Objective);
        Assert.Contains("without relaxation", fit.ToHtml());
        MulticlassRuleSet chosen = At(Factor, lasso.Lambda, leaves, rows, y);
        Func<float[], double[]> expected = SlowLasso(chosen, rows, y, Share * lasso.Lambda, Factor);
        for (int i = 0; i < rows.Length; i++)
        {
            double[] own = set.Probabilities(rows[i]), slow = expected(rows[i]);
            Assert.IsTrue(own.Zip(slow).All(pair => Math.Abs(pair.First - pair.Second) < 2e-3), $"row {i}");
        }

        double deviance = 0;
        for (int f = 0; f < Folds; f++)
        {
            int[] train = [.. Enumerable.Range(0, y.Length).Where(i => i % Folds != f)];
            float[][] own = [.. train.Select(i => rows[i])];
            double[] ownY = [.. train.Select(i => y[i])];
            Func<float[], double[]> score = SlowLasso(At(Factor, lasso.Lambda, Grow(rows)(train), own, ownY), own, ownY, Share * lasso.Lambda, Factor);
            deviance += Enumerable.Range(0, y.Length).Where(i => i % Folds == f).Sum(i => -2 * Math.Log(score(rows[i])[(int)y[i]]));
        }

        Assert.AreEqual(deviance / y.Length, fit.CrossValidation!.Deviance.Mean[fit.SelectedIndex], 2e-3);
    }

    [TestMethod]
    [DataRow(SelectionRule.LambdaMin)]
    [DataRow(SelectionRule.OneStandardError)]
    public void FitAcross_SeveralFactorsAndRelaxations_AreChosenByTheSmallestDeviance(SelectionRule rule)
    {
        double[] factors = [1, 4, double.PositiveInfinity], shares = [0.2, 1];
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        (MulticlassRuleSet Rules, MultinomialFitSummary Fit)[] each = [.. factors.SelectMany(factor => shares.Select(share => Fitter([factor], [share], rule).FitAcross(leaves, Flat(rows), y, Grow(rows))))];
        double[] deviances = [.. each.Select(one => one.Fit.CrossValidation!.Deviance.Mean.Min())];
        double least = deviances.Min();
        Assert.IsGreaterThan(1.001 * least, deviances.Max());
        (MulticlassRuleSet set, MultinomialFitSummary fit) = Fitter(factors, shares, rule).FitAcross(leaves, Flat(rows), y, Grow(rows), classNames: ["a", "b", "c"]);
        Assert.AreEqual(least, fit.CrossValidation!.Deviance.Mean.Min(), 1e-9);
        Assert.IsTrue(each.Where((_, c) => deviances[c] < least + 1e-9).Any(one => one.Fit.SelectedIndex == fit.SelectedIndex && rows.All(row => one.Rules.Scores(row).Zip(set.Scores(row)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6))));
        Assert.IsTrue(fit.SelectedBy.Contains("rules penalised by", StringComparison.Ordinal) || fit.SelectedBy.Contains("linear terms alone", StringComparison.Ordinal), fit.SelectedBy);
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, set.ClassNames.ToArray());
        Assert.DoesNotContain("NaN", fit.ToString());
    }

    [TestMethod]
    public void MaximumRulesAndTerms_OfAChoice_CountThoseOfAnyClass()
    {
        const int Most = 3;
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        var lambda = LambdaSelection.CrossValidated(foldOfRow: [.. y.Select((_, i) => i % Folds)]);
        MulticlassRuleSet all = new MulticlassRuleFitter { Lambda = lambda }.Fit(leaves, Flat(rows), y).Rules;
        (MulticlassRuleSet few, MultinomialFitSummary fit) = new MulticlassRuleFitter { Lambda = lambda, MaximumRules = Most }.Fit(leaves, Flat(rows), y);
        (MulticlassRuleSet across, MultinomialFitSummary acrossFit) = new MulticlassRuleFitter { Lambda = lambda, MaximumRules = Most }.FitAcross(leaves, Flat(rows), y, Grow(rows));
        (MulticlassRuleSet terms, MultinomialFitSummary termsFit) = new MulticlassRuleFitter { Lambda = lambda, MaximumTerms = Most }.Fit(leaves, Flat(rows), y);
        Assert.IsGreaterThan(Most, all.RuleCount);
        Assert.IsInRange(1, Most, few.RuleCount);
        Assert.IsInRange(1, Most, across.RuleCount);
        Assert.IsGreaterThan(Most, Both(few));
        Assert.IsInRange(1, Most, Both(terms));
        Assert.Contains("at most 3 rules", fit.SelectedBy);
        Assert.Contains("at most 3 rules", acrossFit.SelectedBy);
        Assert.Contains("at most 3 rules and terms", termsFit.SelectedBy);
        Assert.IsGreaterThan(acrossFit.Path.Count, fit.Path.Count, "The path across ends where there would be more rules.");
        foreach (LambdaSelection other in (LambdaSelection[])[LambdaSelection.HeldOut(0.3), LambdaSelection.ByCriterion(InformationCriterion.Bic)])
        {
            (MulticlassRuleSet set, MultinomialFitSummary of) = new MulticlassRuleFitter { Lambda = other, MaximumRules = Most }.Fit(leaves, Flat(rows), y);
            Assert.Contains("at most 3 rules", of.SelectedBy);
            Assert.IsInRange(1, Most, set.RuleCount);
        }

        var beyond = new MulticlassRuleFitter { Lambda = lambda, MaximumRules = 1, Grid = new LambdaGrid { Values = [0.002, 0.001] }, RulePenaltyFactors = [1, double.PositiveInfinity] };
        Assert.AreEqual(0, beyond.FitAcross(leaves, Flat(rows), y, Grow(rows)).Rules.RuleCount, "Terms alone keep the limit, and nothing else does.");

        static int Both(MulticlassRuleSet set) => set.RuleCount + set.Classes.SelectMany(of => of.LinearTerms.Select(term => term.Feature)).Distinct().Count();
    }

    [TestMethod]
    public void Fit_BadInput_IsRefused()
    {
        (LeafTable leaves, float[][] rows, double[] y) = Problem();
        Assert.Contains("MaximumRules is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new MulticlassRuleFitter { MaximumRules = 0 }).Message);
        Assert.Contains("MaximumTerms is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new MulticlassRuleFitter { MaximumTerms = -1 }).Message);
        Assert.Contains("RulePenaltyFactors has 0", Assert.Throws<ArgumentException>(() => new MulticlassRuleFitter { RulePenaltyFactors = [1, 0] }).Message);
        Assert.Contains("Relaxations has 1.5", Assert.Throws<ArgumentException>(() => new MulticlassRuleFitter { Relaxations = [1.5] }).Message);
        Assert.Contains("several values", Assert.Throws<ArgumentException>(() => Fitter([1, 2], [1]).Fit(leaves, Flat(rows), y)).Message);
        Assert.Contains("no relaxation", Assert.Throws<ArgumentException>(() => Fitter([1], [0.5]).Fit(leaves, Flat(rows), y)).Message);
        var alone = new MulticlassRuleFitter { LinearTerms = false, RulePenaltyFactors = [double.PositiveInfinity] };
        Assert.Contains("nothing is left", Assert.Throws<ArgumentException>(() => alone.Fit(leaves, Flat(rows), y)).Message);
        var given = new MulticlassRuleFitter { Lambda = LambdaSelection.Fixed(1) };
        Assert.Contains("CrossValidated", Assert.Throws<ArgumentException>(() => given.FitAcross(leaves, Flat(rows), y, Grow(rows))).Message);
        var lacking = new MulticlassRuleFitter { Lambda = LambdaSelection.CrossValidated(foldOfRow: [.. y.Select(label => label == 1 ? 1 : 2)]) };
        Assert.Contains("Class 'b' has no row", Assert.Throws<ArgumentException>(() => lacking.FitAcross(leaves, Flat(rows), y, Grow(rows), classNames: ["a", "b", "c"])).Message);
    }

    private static MulticlassRuleSet At(double factor, double lambda, LeafTable leaves, float[][] rows, double[] y) =>
        new MulticlassRuleFitter { RulePenaltyFactors = [factor], Lambda = LambdaSelection.Fixed(lambda), Options = Exact }.Fit(leaves, Flat(rows), y).Rules;

    /// <summary>The probabilities of a multinomial lasso over the rules and terms of a model, in all classes, by accelerated proximal gradient steps.</summary>
    private static Func<float[], double[]> SlowLasso(MulticlassRuleSet chosen, float[][] rows, double[] y, double lambda, double factor)
    {
        (Func<float[], double> Value, double Strength)[] terms =
        [
            ((float[] _) => 1.0, 0.0),
            .. chosen.Classes.SelectMany(of => of.Rules).DistinctBy(rule => (rule.Tree, rule.Node)).Select(rule => ((Func<float[], double>)(row => rule.Fires(row) ? 1 : 0), lambda * factor)),
            .. chosen.Classes.SelectMany(of => of.LinearTerms).DistinctBy(term => term.Feature).Select(term => ((Func<float[], double>)(row => (term.Clipped(row[term.Feature]) - term.Missing) * 0.4 / term.StandardDeviation), lambda)),
        ];
        double[][] x = [.. rows.Select(row => (double[])[.. terms.Select(term => term.Value(row))])];
        double step = 2 / x.Average(row => row.Sum(v => v * v));
        double[,] b = new double[Classes, terms.Length], point = new double[Classes, terms.Length];
        double momentum = 1;
        for (int round = 0; round < 1200; round++)
        {
            var gradient = new double[Classes, terms.Length];
            for (int i = 0; i < x.Length; i++)
            {
                double[] p = Softmax(x[i], point);
                for (int k = 0; k < Classes; k++)
                {
                    for (int t = 0; t < terms.Length; t++)
                    {
                        gradient[k, t] += (p[k] - (y[i] == k ? 1 : 0)) * x[i][t] / x.Length;
                    }
                }
            }

            double next = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            for (int k = 0; k < Classes; k++)
            {
                for (int t = 0; t < terms.Length; t++)
                {
                    double z = point[k, t] - (step * gradient[k, t]), value = Math.Sign(z) * Math.Max(Math.Abs(z) - (step * terms[t].Strength), 0);
                    point[k, t] = value + ((momentum - 1) / next * (value - b[k, t]));
                    b[k, t] = value;
                }
            }

            momentum = round % 200 == 199 ? 1 : next;
        }

        return row => Softmax([.. terms.Select(term => term.Value(row))], b);
    }

    private static double[] Softmax(double[] x, double[,] b)
    {
        double[] p = new double[Classes];
        double sum = 0;
        for (int k = 0; k < Classes; k++)
        {
            double score = 0;
            for (int t = 0; t < x.Length; t++)
            {
                score += x[t] * b[k, t];
            }

            sum += p[k] = Math.Exp(score);
        }

        return [.. p.Select(power => power / sum)];
    }

    private static MulticlassRuleFitter Fitter(double[] factors, double[] shares, SelectionRule rule = SelectionRule.LambdaMin) => new()
    {
        RulePenaltyFactors = factors,
        Relaxations = shares,
        Lambda = LambdaSelection.CrossValidated(rule: rule, foldOfRow: [.. Enumerable.Range(0, Problem().Y.Length).Select(i => i % Folds)]),
        Grid = new LambdaGrid { Count = 5, Ratio = 0.1 },
        Options = Exact,
    };

    /// <summary>Any trees will do, if only each fold has others.</summary>
    private static Func<IReadOnlyList<int>, LeafTable> Grow(float[][] rows) => some =>
    {
        var table = new LeafTable([.. Enumerable.Range(0, 3).Select(t => SlowTree.Random(3 + (some[0] % 3), Features, seed: 100 + (10 * some[0]) + (some[1] * 50) + t).Fast)]);
        some.ToList().ForEach(i => table.Add(rows[i]));
        return table;
    };

    private static (LeafTable Leaves, float[][] Rows, double[] Y) Problem()
    {
        DecisionTree[] trees = [.. Enumerable.Range(0, 4).Select(t => SlowTree.Random(3 + t, Features, seed: t + 1).Fast)];
        float[][] rows = [.. SlowTree.Rows(90, Features, seed: 3)];
        var leaves = new LeafTable(trees);
        rows.ToList().ForEach(row => leaves.Add(row));
        var random = new Random(5);
        double[] scores = [.. rows.Select(row => trees[0].LeafValues[trees[0].LeafOf(row)] + (3 * row[2]) + row[1] - (2 * row[0]) + (4 * random.NextDouble()))], sorted = [.. scores.Order()];
        return (leaves, rows, [.. scores.Select(score => score < sorted[30] ? 0.0 : score < sorted[60] ? 1 : 2)]);
    }

    private static float[] Flat(float[][] rows) => [.. rows.SelectMany(row => row)];
}
