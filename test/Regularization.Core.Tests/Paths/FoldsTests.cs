namespace Regularization.Tests;

[TestClass]
public class FoldsTests
{
    [TestMethod]
    [DataRow(10, 10)]
    [DataRow(103, 10)]
    [DataRow(7, 2)]
    [DataRow(31, 5)]
    public void Random_AnyCounts_AreBalancedAndDrawnBySeed(int rows, int folds)
    {
        double[] y = [.. Enumerable.Range(0, rows).Select(i => (double)i)];
        int[] fold = Folds.Random(y, stratify: false, folds, seed: 3);
        int[] sizes = [.. fold.CountBy(f => f).OrderBy(c => c.Key).Select(c => c.Value)];
        Assert.HasCount(folds, sizes);
        Assert.IsLessThanOrEqualTo(1, sizes.Max() - sizes.Min());
        CollectionAssert.AreEqual(fold, Folds.Random(y, false, folds, 3));
        if (rows > 10)
        {
            CollectionAssert.AreNotEqual(fold, Folds.Random(y, false, folds, 4));
        }
    }

    [TestMethod]
    [DataRow(100, 7, 10)]
    [DataRow(53, 20, 5)]
    [DataRow(11, 2, 2)]
    public void Random_Stratified_SpreadsEachClassAndTheWholeEvenly(int rows, int ones, int folds)
    {
        double[] y = [.. Enumerable.Range(0, rows).Select(i => i % (rows / ones) == 0 && i / (rows / ones) < ones ? 1.0 : 0)];
        int[] fold = Folds.Random(y, stratify: true, folds, seed: 5);
        foreach (int[] sizes in new[]
        {
            Enumerable.Range(0, folds).Select(f => fold.Where((g, i) => g == f && y[i] == 1).Count()).ToArray(),
            Enumerable.Range(0, folds).Select(f => fold.Where((g, i) => g == f && y[i] == 0).Count()).ToArray(),
            Enumerable.Range(0, folds).Select(f => fold.Count(g => g == f)).ToArray(),
        })
        {
            Assert.IsLessThanOrEqualTo(1, sizes.Max() - sizes.Min());
        }

        // At random within a class, not in the order of the rows.
        int[] ofOnes = [.. Enumerable.Range(0, rows).Where(i => y[i] == 0).Select(i => fold[i])];
        Assert.IsTrue(Enumerable.Range(1, ofOnes.Length - 1).Any(k => ofOnes[k] != (ofOnes[k - 1] + 1) % folds));
    }

    [TestMethod]
    public void Given_AnyNumbers_AreRenumberedInAscendingOrder()
    {
        (int[] fold, int[] names) = Folds.Given([7, 3, 100, 7, 0], 5);
        CollectionAssert.AreEqual(new[] { 0, 3, 7, 100 }, names);
        CollectionAssert.AreEqual(new[] { 2, 1, 3, 2, 0 }, fold);
    }

    [TestMethod]
    public void Given_BadFolds_AreRefused()
    {
        Assert.Contains("FoldOfRow has 2 values for 3 rows", Assert.ThrowsExactly<ArgumentException>(() => Folds.Given([0, 1], 3)).Message);
        Assert.StartsWith("The fold of row 2 is -1; the number of a fold must be at least 0. Every row is in a fold: leave rows that are to be in none out of the data.", Assert.ThrowsExactly<ArgumentException>(() => Folds.Given([0, 1, -1, -2], 4)).Message);
        Assert.Contains("puts every row into fold 4; cross-validation needs at least 2 folds. (", Assert.ThrowsExactly<ArgumentException>(() => Folds.Given([4, 4], 2)).Message);
        Assert.Contains("cross-validation needs at least 2 folds, and so more rows. (", Assert.ThrowsExactly<ArgumentException>(() => Folds.Given([4], 1)).Message);
    }

    [TestMethod]
    public void TooFewRows_Refusals_SayWhatHelps()
    {
        var many = new TrainingProblem(DesignMatrix.FromColumns([1f, 2, 3, 4], 4, 1), [1, 2, 4, 3]);
        Says("There is 1 row for 10 folds; each fold needs at least one row. Use more rows, or fix lambda.", () => Linear(Losses.Squared).Fit(many.SelectRows([2])));
        Says("There are 4 rows for 10 folds; each fold needs at least one row. Use fewer folds, or fix lambda.", () => Linear(Losses.Squared).Fit(many));
        Says("outside fold 8; every fold needs examples of positive weight to train on and to judge by. Use fewer folds.", () => Linear(Losses.Squared, 3, 3, 7, 8).Fit(new TrainingProblem(many.X, many.Y.ToArray()) { Weights = [1, 1, 1, 0] }));
        Says("inside fold 3; every fold needs examples of positive weight to train on and to judge by. Use more rows.", () => Linear(Losses.Squared, 3, 3, 7, 8).Fit(new TrainingProblem(many.X, many.Y.ToArray()) { Weights = [0, 1, 0, 0] }));
        Says("inside fold 3; every fold needs examples of positive weight to train on and to judge by. Use folds that both have rows of positive weight.", () => Linear(Losses.Squared, 3, 3, 7, 7).Fit(new TrainingProblem(many.X, many.Y.ToArray()) { Weights = [1, 1, 0, 0] }));
        Says("add examples of the other class. Use more rows of each class.", () => Linear(Losses.Logistic, 1, 2, 3, 3).Fit(new TrainingProblem(many.X, [1, 0, 0, 0])));
        Says("add examples of the other class. Use fewer folds, or folds with both classes in each.", () => Linear(Losses.Logistic, 1, 1, 2, 3).Fit(new TrainingProblem(many.X, [1, 1, 0, 0])));
        Says("There are 3 rows for 10 folds; each fold needs at least one row. Use fewer folds, or fix lambda.", () => new MultinomialCrossValidator(Penalties.Lasso).Fit(new TrainingProblem(many.X, [0, 1, 1, 1]).SelectRows([0, 1, 2])));
        Says("Class 0 has no row of positive weight outside fold 1; every class needs rows to train on. Give more of its rows, leave the class out, or fix lambda.", () => Classes(1, 1, 2, 2).Fit(new TrainingProblem(many.X, [0, 1, 1, 1])));
        Says("Use folds that spread the class, leave the class out, or fix lambda.", () => Classes(1, 1, 2, 2).Fit(new TrainingProblem(many.X, [0, 0, 1, 1])));
        Says("Fold 9 has no row of positive weight to judge by. Use fewer folds.", () => Classes(1, 1, 2, 2, 9).Fit(Weighted([0, 1, 0, 1, 1])));
        Says("Fold 0 has no row of positive weight to judge by. Use folds that both have rows of positive weight.", () => Classes(1, 1, 1, 1, 0).Fit(Weighted([0, 1, 0, 1, 1])));
        Says("Fold 0 has all the weight, and no row is left to train on. Use folds that both have rows of positive weight.", () => Classes(0, 0, 1, 1).Fit(new TrainingProblem(many.X, [0, 1, 0, 1]) { Weights = [1, 1, 0, 0] }));
        int together = Enumerable.Range(0, 100).First(seed => Folds.Random(many.Y, false, 2, seed) is var fold && fold[0] == fold[1]);
        Says("Use another Seed, or FoldOfRow.", () => new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 2, Seed = together }.Fit(new TrainingProblem(many.X, many.Y.ToArray()) { Weights = [1, 1, 0, 0] }));
        Says("they say nothing of lambda. Use more rows, or fix lambda.", () => new LinearModelFitter(Losses.Squared, Penalties.Lasso) { Lambda = LambdaSelection.HeldOut(0.5) }.Fit(many.SelectRows([0, 1])));

        static CrossValidator Linear(Loss loss, params int[] fold) => new(loss, Penalties.Lasso) { FoldOfRow = fold.Length > 0 ? fold : null };

        static MultinomialCrossValidator Classes(params int[] fold) => new(Penalties.Lasso) { FoldOfRow = fold };

        static TrainingProblem Weighted(double[] y) => new(DesignMatrix.FromColumns([1f, 2, 3, 4, 5], 5, 1), y) { Weights = [1, 1, 1, 1, 0] };

        static void Says(string text, Func<object> fit) => Assert.Contains(text, Assert.ThrowsExactly<ArgumentException>(fit).Message);
    }
}
