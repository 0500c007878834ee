namespace Regularization.Tool;

/// <summary>How well rules do on rows that they were not trained on, against saying the same of all rows.</summary>
/// <param name="Rows">How many rows judged.</param>
/// <param name="Error">The root of the mean squared error, or −log of the probability of the true class.</param>
/// <param name="Constant">That of the mean, or share, of the training rows.</param>
/// <param name="Wrong">The share of wrong classes; NaN for numbers.</param>
internal sealed record RuleMeasure(int Rows, double Error, double Constant, double Wrong)
{
    /// <summary>The measure; null without rows of positive weight to judge by.</summary>
    public static RuleMeasure? Of(RuleSet rules, TrainingProblem problem, int[] train, int[] test, bool isBinary)
    {
        if (test.Length == 0)
        {
            return null;
        }

        TrainingProblem judge = problem.SelectRows(test);
        double[] weights = judge.Weights?.ToArray() ?? [.. Enumerable.Repeat(1.0, test.Length)];
        double error = 0, constant = 0, wrong = 0, mean = Mean(problem.SelectRows(train)), logOdds = Math.Log(mean / (1 - mean));
        RowMatrix rows = RowMatrix.FromDesign(judge.X);
        var row = new float[rows.Columns];
        for (int i = 0; i < test.Length; i++)
        {
            rows.CopyRow(i, row);
            double y = judge.Y[i], score = rules.Score(row);
            error += weights[i] * (isBinary ? LogLoss(score, y) : (score - y) * (score - y));
            constant += weights[i] * (isBinary ? LogLoss(logOdds, y) : (mean - y) * (mean - y));
            wrong += weights[i] * (score > 0 == y > 0.5 ? 0 : 1);
        }

        double sum = weights.Sum();
        return sum == 0
            ? null
            : isBinary
            ? new RuleMeasure(test.Length, error / sum, constant / sum, wrong / sum)
            : new RuleMeasure(test.Length, Math.Sqrt(error / sum), Math.Sqrt(constant / sum), double.NaN);
    }

    private static double Mean(TrainingProblem problem)
    {
        double sum = 0, weight = 0;
        for (int i = 0; i < problem.Y.Length; i++)
        {
            double w = problem.Weights?[i] ?? 1;
            (sum, weight) = (sum + (w * problem.Y[i]), weight + w);
        }

        return sum / weight;
    }

    private static double LogLoss(double logOdds, double y) => Math.Max(logOdds, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logOdds))) - (y * logOdds);
}
