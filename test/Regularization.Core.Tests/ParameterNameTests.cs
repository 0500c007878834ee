namespace Regularization.Tests;

/// <summary>Exceptions name what the user has written: the argument, or the property that was set.</summary>
[TestClass]
public sealed class ParameterNameTests
{
    private static readonly TrainingProblem Problem = new(DesignMatrix.FromColumns(new float[] { 1, 2, 3, 4, 5, 7 }, 6, 1), [1, 0, 1, 0, 1, 0]);

    [TestMethod]
    public void Message_OfABadValue_NamesThePropertyThatWasSet()
    {
        (string Name, Action Act)[] cases =
        [
            (nameof(TrainingProblem.Weights), () => _ = new TrainingProblem(Problem.X, Problem.Y) { Weights = [1] }),
            (nameof(TrainingProblem.Weights), () => _ = new TrainingProblem(Problem.X, Problem.Y) { Weights = [1, 1, 1, 1, 1, -1] }),
            (nameof(TrainingProblem.Offsets), () => _ = new TrainingProblem(Problem.X, Problem.Y) { Offsets = [1, 1, 1, 1, 1, double.NaN] }),
            (nameof(CrossValidator.Folds), () => _ = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 1 }),
            (nameof(CrossValidator.FoldOfRow), () => new CrossValidator(Losses.Squared, Penalties.Lasso) { FoldOfRow = [1, 2] }.Fit(Problem)),
            (nameof(CrossValidator.FoldOfRow), () => new CrossValidator(Losses.Squared, Penalties.Lasso) { FoldOfRow = [1, 1, 1, 1, 1, 1] }.Fit(Problem)),
            (nameof(CrossValidator.FoldOfRow), () => new CrossValidator(Losses.Logistic, Penalties.Lasso) { FoldOfRow = [1, 2, 1, 2, 1, 2] }.Fit(Problem)),
            (nameof(CrossValidator.Folds), () => new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 2 }.Fit(new TrainingProblem(Problem.X, Problem.Y) { Weights = [1, 0, 0, 0, 0, 0] })),
            (nameof(MultinomialPathSolver.Grouped), () => _ = new MultinomialPathSolver(Penalties.Lasso with { LowerBounds = [0] }) { Grouped = true }),
            (nameof(RuleFitter.RulePenaltyFactors), () => _ = new RuleFitter(Losses.Squared) { RulePenaltyFactors = null! }),
            (nameof(RuleFitter.Relaxations), () => _ = new RuleFitter(Losses.Squared) { Relaxations = [] }),
            (nameof(RuleFitter.WinsorizedShare), () => _ = new RuleFitter(Losses.Squared) { WinsorizedShare = 0.5 }),
            (nameof(RuleFitter.MaximumRules), () => _ = new RuleFitter(Losses.Squared) { MaximumRules = 0 }),
            (nameof(WeightDecaySearch.WeightDecays), () => _ = new WeightDecaySearch(Trainer()) { WeightDecays = [] }),
            (nameof(WeightDecaySearch.WeightDecays), () => _ = new WeightDecaySearch(Trainer()) { WeightDecays = [-1] }),
            (nameof(NetworkArchitecture.Hidden), () => _ = new NetworkArchitecture { Hidden = [0] }),
            (nameof(WeightPenalty.LayerFactors), () => _ = new WeightPenalty { LayerFactors = [-1] }),
            (nameof(WeightPenalty.L1), () => _ = new WeightPenalty { L1 = -1 }),
            (nameof(LinearModelFitter.RelaxedGammas), () => _ = new LinearModelFitter(Losses.Squared, Penalties.Lasso) { RelaxedGammas = [2] }),
            (nameof(AdaptiveFitter.Gamma), () => _ = new AdaptiveFitter(Losses.Squared) { Gamma = -1 }),
            (nameof(FitOptions.Tolerance), () => _ = FitOptions.Default with { Tolerance = 0 }),
            (nameof(LambdaGrid.Values), () => _ = new LambdaGrid { Values = [-1] }),
            ("factor", () => LearningRateSchedule.Steps(3, factor: 2)),
            ("delta", () => NetworkLosses.Huber(-1)),
            ("gamma", () => AdaptiveFactors.From(new PathSolver(Losses.Squared, Penalties.Ridge).Fit(Problem), 0, gamma: -1)),
            ("validation", () => new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(Problem, new TrainingProblem(DesignMatrix.FromColumns(new float[] { 1, 2 }, 1, 2), [1]))),
            ("heldOut", () => new HeldOutValidator(Losses.Squared, Penalties.Lasso).Fit(Problem, new TrainingProblem(DesignMatrix.FromColumns(new float[] { 1, 2 }, 1, 2), [1]))),
            ("problem", () => new StabilitySelector(Losses.Squared, Penalties.Lasso).Fit(new TrainingProblem(DesignMatrix.FromColumns(new float[] { 1, 2, 4 }, 3, 1), [1, 2, 3]))),
        ];
        foreach ((string name, Action act) in cases)
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(act, name);
            Assert.AreEqual(name, refusal.ParamName, refusal.Message);
        }
    }

    private static NetworkTrainer Trainer() => new(NetworkLosses.Squared, Optimizers.Adam(0.01));
}
