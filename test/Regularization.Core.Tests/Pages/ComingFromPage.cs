namespace Regularization.Tests;

/// <summary>What docs/coming-from.md shows is what is compiled and run here.</summary>
[TestClass]
public class ComingFromPage
{
    [TestMethod]
    public void Snippets_OfGlmnet_DoWhatThePageSays()
    {
        TrainingProblem problem = ReferenceData.Problem(ReferenceData.Case("diabetes_a0.5"), sparse: false);

        RegularizationPath path = new PathSolver(Losses.Squared, Penalties.ElasticNet(l1Ratio: 0.5)) { Grid = new LambdaGrid { Count = 50 } }.Fit(problem);
        CrossValidationResult cv = new CrossValidator(Losses.Squared, Penalties.ElasticNet(l1Ratio: 0.5)) { Folds = 10 }.Fit(problem);
        Solution simplest = cv.Select(SelectionRule.OneStandardError);
        double[] predicted = cv.Select(SelectionRule.LambdaMin).Predict(Losses.Squared, problem.X);

        Assert.IsLessThanOrEqualTo(50, path.Count);
        Assert.AreEqual(cv.LambdaOneStandardError, simplest.Lambda);
        Assert.HasCount(problem.X.Rows, predicted);
    }

    [TestMethod]
    public void Snippets_OfScikitLearn_DoWhatThePageSays()
    {
        TrainingProblem problem = ReferenceData.Problem(ReferenceData.Case("diabetes_a1"), sparse: false), classes = ReferenceData.Problem(ReferenceData.Case("wdbc_a1"), sparse: false);

        Solution lasso = new CrossValidator(Losses.Squared, Penalties.Lasso) { Folds = 10, Options = new FitOptions { Standardize = false } }.Fit(problem).Select(SelectionRule.LambdaMin);
        Solution logistic = new PathSolver(Losses.Logistic, Penalties.ElasticNet(l1Ratio: 0.9)) { Options = new FitOptions { Standardize = false } }.FitAt(classes, lambda: 0.02);
        double[] probabilities = logistic.Predict(Losses.Logistic, classes.X);

        Assert.IsTrue(lasso.NonzeroCount > 0 && logistic.NonzeroCount > 0);
        Assert.IsTrue(probabilities.All(p => p is >= 0 and <= 1));
    }

    [TestMethod]
    public void Snippets_OfPyTorch_DoWhatThePageSays()
    {
        (float[][] x, float[] y) = NetworkProblems.Random(60, 10, seed: 2);
        var data = new NetworkData(NetworkProblems.Matrix(x, sparse: false), y);

        var trainer = new NetworkTrainer(NetworkLosses.Squared, Optimizers.AdamW(learningRate: 0.01, weightDecay: 0.01))
        {
            Architecture = new NetworkArchitecture { Hidden = [32], Activation = Activations.Relu },
            Penalty = new WeightPenalty { L1 = 0.01 },                    // a proximal step: weights become exactly 0
            Options = new TrainingOptions { Epochs = 100, BatchSize = 32 },
        };
        NetworkFit fit = trainer.Fit(data, progress: new Progress<EpochReport>(epoch => Console.WriteLine(epoch)));

        Assert.HasCount(100, fit.History);
        Assert.Contains(0f, fit.Network.Layers[0].Weights.ToArray());
    }
}
