using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Regularization.Benchmarks;

/// <summary>A trainer, set so that it minimises (1/n) Σ loss + λ Σ |w|, or what comes closest to that.</summary>
internal sealed class Rival
{
    /// <summary>SDCA needs an L2 penalty: one so small that it hardly changes the solution. It is not part of the objective that is printed.</summary>
    private const float SmallL2 = 1e-6f;

    private readonly Func<LinearModelParameters> _train;

    private Rival(string name, string settings, Func<LinearModelParameters> train) => (Name, Settings, _train) = (name, settings, train);

    public string Name { get; }

    public string Settings { get; }

    public static Rival[] For(CachedData data, double lambda, double tolerance) =>
        data.IsBinary ? Classifiers(data, lambda, tolerance) : Regressions(data, lambda, tolerance);

    /// <summary>Trains from the cached data, the reading of the features included.</summary>
    public (LinearModel Model, double Seconds) Time()
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        LinearModelParameters parameters = _train();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (new LinearModel(parameters), seconds);
    }

    private static Rival[] Classifiers(CachedData data, double lambda, double tolerance)
    {
        BinaryClassificationCatalog.BinaryClassificationTrainers trainers = data.Context.BinaryClassification.Trainers;
        return
        [
            new("ElasticNetLogisticRegression", $"Tolerance {tolerance}", () => trainers.ElasticNetLogisticRegression(new ElasticNetLogisticRegressionTrainer.Options
            {
                Lambda = LambdaSelection.Fixed(lambda),
                L1Ratio = 1,
                Standardize = false,
                Tolerance = tolerance,
            }).Fit(data.View).Model.SubModel),
            new("LbfgsLogisticRegression", "OptimizationTolerance 1e-7", () => trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                L1Regularization = (float)(lambda * data.Rows),     // its loss is a sum over rows
                L2Regularization = 0,
                OptimizationTolerance = 1e-7f,
            }).Fit(data.View).Model.SubModel),
            .. new (float Accuracy, int? Epochs)[] { (0.1f, null), (1e-3f, null), (1e-5f, 1000) }.Select(to => new Rival("SdcaLogisticRegression", $"ConvergenceTolerance {to.Accuracy}{(to.Epochs is { } most ? $", MaximumNumberOfIterations {most}" : "")}", () => trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
            {
                L2Regularization = SmallL2,
                L1Regularization = (float)(lambda / SmallL2),       // of which it takes the L2 penalty's multiple
                ConvergenceTolerance = to.Accuracy,
                MaximumNumberOfIterations = to.Epochs,              // of its own it ends after about 20 on such data
                BiasLearningRate = 1,                               // else the intercept is penalised
            }).Fit(data.View).Model.SubModel)),
        ];
    }

    private static Rival[] Regressions(CachedData data, double lambda, double tolerance)
    {
        RegressionCatalog.RegressionTrainers trainers = data.Context.Regression.Trainers;
        return
        [
            new("Lasso", $"Tolerance {tolerance}", () => trainers.Lasso(new ElasticNetTrainer.Options
            {
                LabelColumnName = "Number",
                Lambda = LambdaSelection.Fixed(lambda),
                Standardize = false,
                Tolerance = tolerance,
            }).Fit(data.View).Model),
            new("Sdca", "ConvergenceTolerance 0.01", () => trainers.Sdca(new SdcaRegressionTrainer.Options
            {
                LabelColumnName = "Number",
                L2Regularization = SmallL2,
                L1Regularization = (float)(lambda / SmallL2),
                ConvergenceTolerance = 0.01f,                       // the default: less does not bring its objective down
                BiasLearningRate = 1,
            }).Fit(data.View).Model),
        ];
    }
}
