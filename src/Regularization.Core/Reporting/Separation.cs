namespace Regularization;

/// <summary>What is to be said of an unpenalised fit to classes that its features tell apart without error: it has no end.</summary>
/// <remarks>Source: Albert and Anderson, On the existence of maximum likelihood estimates in logistic regression models, Biometrika 71 (1984), section 3.</remarks>
internal static class Separation
{
    public const string Warning = "At lambda 0 the features tell the classes apart without error, so that the estimate does not exist: larger coefficients fit ever better, and those given are where the fit stopped. Use a lambda above 0.";

    /// <summary>The warning if the solution is without a penalty and has every row of positive weight on its own side by its features alone, without offsets, else null: classes told apart but for ties are not found.</summary>
    public static string? Of(TrainingProblem problem, Loss loss, Penalty penalty, Solution solution)
    {
        if (loss is not LogisticLoss || !IsFree(penalty, solution.Lambda))
        {
            return null;
        }

        double[] eta = solution.LinearPredictor(problem.X), weights = problem.NormalizedWeights();
        for (int i = 0; i < eta.Length; i++)
        {
            if (weights[i] > 0 && !(problem.Y[i] > 0 ? eta[i] > 0 : eta[i] < 0))
            {
                return null;
            }
        }

        return Warning;
    }

    /// <summary>The same for classes 0, 1, …, each of which must have the largest predictor of its rows alone.</summary>
    public static string? Of(TrainingProblem problem, Penalty penalty, MultinomialSolution solution)
    {
        if (!IsFree(penalty, solution.Lambda))
        {
            return null;
        }

        int classes = solution.ClassCount, rows = problem.X.Rows;
        double[] eta = solution.LinearPredictors(problem.X), weights = problem.NormalizedWeights();
        for (int i = 0; i < rows; i++)
        {
            int own = (int)problem.Y[i];
            for (int k = 0; k < classes; k++)
            {
                if (weights[i] > 0 && k != own && !(eta[At(i, own)] > eta[At(i, k)]))
                {
                    return null;
                }
            }
        }

        return Warning;

        int At(int row, int of) => (of * rows) + row;
    }

    private static bool IsFree(Penalty penalty, double lambda) => lambda == 0 && penalty.LowerBounds is null && penalty.UpperBounds is null;
}
