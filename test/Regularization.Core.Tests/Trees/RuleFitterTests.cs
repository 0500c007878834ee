namespace Regularization.Tests.Trees;

[TestClass]
public sealed class RuleFitterTests
{
    private const int Features = 4;

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void Fit_EachRule_FiresForTheRowsOfItsNodeAndNoTwoAreAlike(bool missing, bool categories)
    {
        (LeafTable leaves, List<float[]> rows, double[] y) = Problem(trees: 12, missing, categories);
        (RuleSet set, FitSummary fit) = new RuleFitter(Losses.Squared) { Lambda = LambdaSelection.Fixed(1e-5) }.Fit(leaves, Flat(rows), y);
        Assert.IsGreaterThan(10, set.Rules.Count);
        var seen = new HashSet<string>();
        foreach (Rule rule in set.Rules)
        {
            string fires = string.Concat(rows.Select(row => rule.Fires(row) ? 1 : 0));
            string byTree = string.Concat(Enumerable.Range(0, rows.Count).Select(i => PassesNode(leaves.Trees[rule.Tree], rule.Node, rows[i]) ? 1 : 0));
            Assert.AreEqual(byTree, fires, rule.ToString());
            Assert.AreEqual(fires.Count(c => c == '1') / (double)rows.Count, rule.Support, 1e-12);
            Assert.IsTrue(seen.Add(fires), $"{rule} is there twice");
            Assert.IsFalse(seen.Contains(string.Concat(fires.Select(c => c == '1' ? '0' : '1'))), $"{rule} is there with its opposite");
        }

        Assert.AreEqual(set.RulesTried, fit.Features - Enumerable.Range(0, Features).Count(j => rows.Select(row => row[j]).Where(v => !float.IsNaN(v)).Distinct().Count() > 1));
    }

    [TestMethod]
    public void Fit_AllRulesOfTheTrees_AreTriedOnce()
    {
        (LeafTable leaves, List<float[]> rows, double[] y) = Problem(trees: 6, missing: false, categories: false);
        int tried = new RuleFitter(Losses.Squared) { LinearTerms = false, Lambda = LambdaSelection.Fixed(1) }.Fit(leaves, Flat(rows), y).Rules.RulesTried;
        var different = new HashSet<string>();
        foreach (DecisionTree tree in leaves.Trees)
        {
            for (int node = -tree.LeafCount; node < tree.NodeCount; node++)
            {
                string fires = string.Concat(rows.Select(row => PassesNode(tree, node, row) ? 1 : 0));
                different.Add(fires[0] == '1' ? string.Concat(fires.Select(c => c == '1' ? '0' : '1')) : fires);
            }
        }

        different.Remove(new string('0', rows.Count));      // roots, and nodes that nobody or everybody passes
        Assert.AreEqual(different.Count, tried);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_Model_ScoresAsTheLassoAndMeetsItsConditions(bool weighted)
    {
        const double Lambda = 0.02, Share = 0.1;
        (LeafTable leaves, List<float[]> rows, double[] y) = Problem(trees: 8, missing: true, categories: false);
        double[] weights = [.. rows.Select((_, i) => weighted ? 1 + (i % 3) : 1.0)];
        (RuleSet set, FitSummary fit) = new RuleFitter(Losses.Squared) { Lambda = LambdaSelection.Fixed(Lambda), WinsorizedShare = Share, Options = FitOptions.Default with { Tolerance = 1e-10 } }
            .Fit(leaves, Flat(rows), y, weighted ? weights : null, ["a", "b", "c", "d"]);
        Assert.IsGreaterThan(0, set.LinearTerms.Count);
        double total = weights.Sum();
        double[] residual = [.. rows.Select((row, i) => weights[i] / total * (y[i] - set.Score(row)))];
        Assert.AreEqual(0, residual.Sum(), 1e-6);
        foreach (Rule rule in set.Rules)
        {
            Assert.AreEqual(Math.Sign(rule.Coefficient) * Lambda, rows.Select((row, i) => rule.Fires(row) ? residual[i] : 0).Sum(), 1e-4);
            double s = rows.Select((row, i) => rule.Fires(row) ? weights[i] : 0).Sum() / total;
            Assert.AreEqual(Math.Abs(rule.Coefficient) * Math.Sqrt(s * (1 - s)), rule.Importance, 1e-9);
        }

        foreach (LinearTerm term in set.LinearTerms)
        {
            // The limits, the mean for missing values and the spread, from the words of the recipe.
            float[] known = [.. rows.Select(row => row[term.Feature]).Where(v => !float.IsNaN(v)).Order()];
            Assert.AreEqual(known[(int)(Share * known.Length)], term.Lower);
            Assert.AreEqual(known[^((int)(Share * known.Length) + 1)], term.Upper);
            double[] clipped = [.. rows.Select(row => (double)term.Clipped(row[term.Feature]))];
            double mean = clipped.Zip(weights, (v, w) => v * w).Sum() / total;
            Assert.AreEqual(mean, term.Missing, 1e-6);
            double deviation = Math.Sqrt(clipped.Zip(weights, (v, w) => w * (v - mean) * (v - mean)).Sum() / total);
            Assert.AreEqual(deviation, term.StandardDeviation, 1e-6);
            Assert.AreEqual(Math.Abs(term.Coefficient) * deviation, term.Importance, 1e-6);
            Assert.AreEqual(Math.Sign(term.Coefficient) * Lambda, clipped.Zip(residual, (v, r) => v * r).Sum() * 0.4 / deviation, 1e-4);
            Assert.AreEqual("abcd"[term.Feature].ToString(), term.Name);
        }

        double shared = set.InputImportance.Sum(pair => pair.Value);
        Assert.AreEqual(set.Rules.Sum(rule => rule.Importance) + set.LinearTerms.Sum(term => term.Importance), shared, 1e-9);
        Assert.HasCount(set.Rules.Count + set.LinearTerms.Count, fit.CoefficientTable());
        foreach (float[] row in rows.Take(20))
        {
            CollectionAssert.AreEqual(set.Rules.Where(rule => rule.Fires(row)).ToArray(), set.Fired(row).ToArray());
        }
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, true)]
    public void InteractionStrength_AnyRules_IsThatOfTheMeansOverAllPairsOfRows(bool missing, bool categories)
    {
        (LeafTable leaves, List<float[]> rows, double[] y) = Problem(trees: 10, missing, categories);
        RuleSet set = new RuleFitter(Losses.Squared) { Lambda = LambdaSelection.Fixed(1e-3) }.Fit(leaves, Flat(rows), y, null, ["a", "b", "c", "d"]).Rules;
        List<float[]> some = [.. rows.Take(60)];
        float[] flat = Flat(some);
        double[] all = Dependence(0, 1, 2, 3);
        double strongest = 0;
        for (int j = 0; j < Features; j++)
        {
            int[] others = [.. Enumerable.Range(0, Features).Where(k => k != j)];
            Assert.AreEqual(Excess(all, Dependence(j), Dependence(others)), set.InteractionStrength(flat, Features, j), 1e-9, $"{j}");
            foreach (int k in others)
            {
                double strength = Excess(Dependence(j, k), Dependence(j), Dependence(k));
                Assert.AreEqual(strength, set.InteractionStrength(flat, Features, j, k), 1e-9, $"{j}, {k}");
                strongest = Math.Max(strongest, strength);
            }
        }

        IReadOnlyList<RuleInteraction> listed = set.Interactions(flat, Features);
        Assert.AreEqual(strongest, listed[0].Strength, 1e-9);
        Assert.IsGreaterThan(0.1, strongest);
        Assert.IsTrue(listed.All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0 && pair.Strength == set.InteractionStrength(flat, Features, pair.First[0] - 'a', pair.Second[0] - 'a')));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.InteractionStrength(flat, Features, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.InteractionStrength(flat, Features, 1, 1));
        Assert.Contains("whole rows", Assert.Throws<ArgumentException>(() => set.InteractionStrength([1, 2, 3], Features, 0)).Message);

        double[] Dependence(params int[] held)
        {
            double[] means = [.. some.Select(row => some.Average(other => set.Score(Enumerable.Range(0, Features).Select(j => held.Contains(j) ? row[j] : other[j]).ToArray())))];
            double middle = means.Average();
            return [.. means.Select(mean => mean - middle)];
        }

        static double Excess(double[] together, double[] first, double[] second) =>
            Math.Sqrt(together.Select((value, i) => Math.Pow(value - first[i] - second[i], 2)).Sum() / together.Sum(value => value * value));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FitAcross_EachFold_IsJudgedOnRulesGrownOnTheOtherRows(bool classes)
    {
        const int Folds = 3;
        (LeafTable leaves, List<float[]> rows, double[] y) = Problem(trees: 6, missing: true, categories: false);
        double middle = y.Average();
        y = classes ? [.. y.Select(value => value > middle ? 1.0 : 0)] : y;
        double[] weights = [.. y.Select((_, i) => 1 + (i % 2))];
        int[] foldOfRow = [.. y.Select((_, i) => i % Folds)];
        Loss loss = classes ? Losses.Logistic : Losses.Squared;
        var fitter = new RuleFitter(loss)
        {
            Lambda = LambdaSelection.CrossValidated(foldOfRow: foldOfRow),
            Grid = new LambdaGrid { Count = 4, Ratio = 0.05 },
            Options = FitOptions.Default with { Tolerance = 1e-11 },
        };
        LeafTable Grow(IReadOnlyList<int> some)
        {
            // Any trees will do, if only each fold has others.
            var table = new LeafTable([.. Enumerable.Range(0, 5).Select(t => SlowTree.Random(3 + (some[0] % 3), Features, seed: 100 + (10 * some[0]) + (some[1] * 50) + t).Fast)]);
            some.ToList().ForEach(i => table.Add(rows[i]));
            return table;
        }

        (RuleSet set, FitSummary fit) = fitter.FitAcross(leaves, Flat(rows), y, Grow, weights);
        CrossValidationResult validation = fit.CrossValidation!;
        for (int k = 0; k < validation.Path.Count; k++)
        {
            double sum = 0;
            for (int f = 0; f < Folds; f++)
            {
                int[] train = [.. Enumerable.Range(0, y.Length).Where(i => i % Folds != f)];
                RuleSet own = new RuleFitter(loss) { Lambda = LambdaSelection.Fixed(validation.Path[k].Lambda), Options = fitter.Options }
                    .Fit(Grow(train), Flat([.. train.Select(i => rows[i])]), [.. train.Select(i => y[i])], [.. train.Select(i => weights[i])]).Rules;
                sum += Enumerable.Range(0, y.Length).Where(i => i % Folds == f).Sum(i => weights[i] * loss.Deviance(own.Score(rows[i]), y[i]));
            }

            Assert.AreEqual(sum / weights.Sum(), validation.Deviance.Mean[k], 1e-4 * validation.Deviance.Mean[k], $"lambda {k}");
        }

        RuleSet given = new RuleFitter(loss) { Lambda = LambdaSelection.Fixed(fit.Selected.Lambda), Options = fitter.Options }.Fit(leaves, Flat(rows), y, weights).Rules;
        Assert.IsTrue(rows.All(row => Math.Abs(given.Score(row) - set.Score(row)) < 1e-4));
        Assert.Contains("growing and choosing", fit.SelectedBy);
        Assert.Contains("cross-validation", Assert.Throws<ArgumentException>(() => new RuleFitter(loss) { Lambda = LambdaSelection.Fixed(1) }.FitAcross(leaves, Flat(rows), y, Grow)).Message);
        Assert.Contains("rows in the trees of fold", Assert.Throws<ArgumentException>(() => fitter.FitAcross(leaves, Flat(rows), y, _ => leaves)).Message);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_SeveralClasses_MeetsTheConditionsOfTheMultinomialLasso(bool grouped)
    {
        const double Lambda = 0.02;
        (LeafTable leaves, List<float[]> rows, double[] score) = Problem(trees: 8, missing: true, categories: false);
        double[] sorted = [.. score.Order()], y = [.. score.Select(value => value < sorted[50] ? 0.0 : value < sorted[100] ? 1 : 2)], weights = [.. y.Select((_, i) => 1.0 + (i % 3))];
        (MulticlassRuleSet set, MultinomialFitSummary fit) = new MulticlassRuleFitter { Grouped = grouped, Lambda = LambdaSelection.Fixed(Lambda), Options = FitOptions.Default with { Tolerance = 1e-10 } }
            .Fit(leaves, Flat(rows), y, weights, null, ["low", "middle", "high"]);
        double[][] probabilities = [.. rows.Select(row => set.Probabilities(row))];
        double[] design = fit.Selected.Intercepts.ToArray();
        Assert.HasCount(3, design);
        Assert.IsGreaterThan(2, set.RuleCount);
        double total = weights.Sum();
        double Slope(Rule rule, int k) => rows.Select((row, i) => rule.Fires(row) ? weights[i] / total * ((y[i] == k ? 1 : 0) - probabilities[i][k]) : 0).Sum();
        for (int k = 0; k < 3; k++)
        {
            Assert.AreEqual(0, rows.Select((_, i) => weights[i] * ((y[i] == k ? 1 : 0) - probabilities[i][k])).Sum() / total, 1e-5);
            foreach (Rule rule in set.Classes[k].Rules)
            {
                double[] ofClasses = [.. set.Classes.Select(one => one.Rules.FirstOrDefault(r => (r.Tree, r.Node) == (rule.Tree, rule.Node))?.Coefficient ?? 0)];
                double norm = grouped ? Math.Sqrt(ofClasses.Sum(a => a * a)) : Math.Abs(rule.Coefficient);
                Assert.AreEqual(Lambda * rule.Coefficient / norm, Slope(rule, k), 1e-4, $"{k}: {rule}");
            }
        }

        Assert.AreEqual(set.Classes.SelectMany(one => one.InputImportance).Sum(pair => pair.Value), set.InputImportance.Sum(pair => pair.Value), 1e-9);
        Assert.Contains("middle: ", set.ToString());
    }

    [TestMethod]
    public void ToString_Conditions_AreReadAsTheyAreMeant()
    {
        // income > 52300, then age <= 41, then income <= 90000.5; missing values go right.
        var tree = new DecisionTree([~0, 2, ~1], [1, ~3, ~2], [0, 1, 0], [52300, 41, 90000.5f], [0, 1, 2, 3]);
        List<float[]> rows = [[1000, 30], [60000, 30], [95000, 30], [60000, 50], [float.NaN, 20]];
        var leaves = new LeafTable([tree]);
        rows.ForEach(row => leaves.Add(row));
        (RuleSet set, _) = new RuleFitter(Losses.Squared) { LinearTerms = false, Lambda = LambdaSelection.Fixed(1e-6) }.Fit(leaves, Flat(rows), [0, 1, 5, 20, 4], null, ["income", "age"]);
        string[] texts = [.. set.Rules.Select(rule => rule.ToString())];
        CollectionAssert.IsSubsetOf(texts, new[]
        {
            "income <= 52,300", "income > 52,300 or missing and age <= 41", "income > 52,300 or missing and age > 41",
            "52,300 < income <= 90,000.5 and age <= 41", "income > 90,000.5 or missing and age <= 41",
        });
        Assert.IsGreaterThan(1, texts.Length);
        Assert.Contains("intercept", set.ToString());
    }

    [TestMethod]
    public void Fit_BadInput_IsRefused()
    {
        var leaf = new LeafTable([new DecisionTree([], [], [], [], [1])]);
        leaf.Add([1]);
        leaf.Add([1]);
        var fitter = new RuleFitter(Losses.Squared);
        Assert.Contains("nothing to choose from", Assert.Throws<InvalidOperationException>(() => fitter.Fit(leaf, [1, 1], [0, 1])).Message);
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => fitter.Fit(leaf, [1, 1, 1], [0, 1])).Message);
        Assert.Contains("WinsorizedShare is 0.5", Assert.Throws<ArgumentOutOfRangeException>(() => new RuleFitter(Losses.Squared) { WinsorizedShare = 0.5 }).Message);
    }

    [TestMethod]
    public void ScoreAndFired_RowOfAnotherWidth_SaysSo()
    {
        (LeafTable leaves, List<float[]> rows, double[] y) = Problem(trees: 4, missing: false, categories: false);
        (RuleSet set, _) = new RuleFitter(Losses.Squared) { Lambda = LambdaSelection.Fixed(1e-3) }.Fit(leaves, Flat(rows), y);
        foreach (float[] row in new[] { rows[0][..2], [.. rows[0], 1] })
        {
            foreach (Action act in new Action[] { () => set.Score(row), () => set.Fired(row) })
            {
                string message = Assert.ThrowsExactly<ArgumentException>(act).Message;
                Assert.Contains($"The row has {row.Length} features", message);
                Assert.Contains($"have {Features}", message);
            }
        }

        Rule asking = set.Rules.First(rule => rule.Conditions[0].Features[0] > 0);
        Assert.Contains($"\"{asking.Conditions[0]}\" asks for feature {asking.Conditions[0].Features[0]}", Assert.ThrowsExactly<ArgumentException>(() => asking.Fires([1f])).Message);
    }


    private static (LeafTable Leaves, List<float[]> Rows, double[] Y) Problem(int trees, bool missing, bool categories)
    {
        (SlowTree Slow, DecisionTree Fast)[] both = [.. Enumerable.Range(0, trees).Select(t => SlowTree.Random(3 + (t % 4), Features, seed: t + 1, missing && t % 2 == 0, categories))];
        List<float[]> rows = SlowTree.Rows(150, Features, seed: 3, missing);
        var leaves = new LeafTable([.. both.Select(tree => tree.Fast)]);
        rows.ForEach(row => leaves.Add(row));
        var random = new Random(5);
        double[] y = [.. rows.Select(row => both[0].Slow.LeafOf(row).Output + both[1].Slow.LeafOf(row).Output + (float.IsNaN(row[2]) ? 0 : 4 * row[2]) + random.NextDouble())];
        return (leaves, rows, y);
    }

    private static float[] Flat(List<float[]> rows) => [.. rows.SelectMany(row => row)];

    /// <summary>Whether a row comes by a node, found by walking down from the root.</summary>
    private static bool PassesNode(DecisionTree tree, int node, float[] row)
    {
        int at = 0;
        while (at >= 0 && at != node)
        {
            at = tree.GoesRight(at, row) ? tree.RightChild[at] : tree.LeftChild[at];
        }

        return at == node;
    }
}
