namespace Regularization;

/// <summary>What a path was fitted to and how, as far as a report tells it.</summary>
internal sealed record FitOrigin(string Loss, string Penalty, int Rows, int Features, IReadOnlyList<string>? FeatureNames, double Tolerance)
{
    /// <summary>The origin of the fits to a problem.</summary>
    public static FitOrigin Of(TrainingProblem problem, string loss, string penalty, FitOptions options) =>
        new(loss, penalty, problem.X.Rows, problem.X.Columns, problem.FeatureNames, options.Tolerance);
}
