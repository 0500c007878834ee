namespace Regularization;

/// <summary>What the score of a tree ensemble means, and how far it is from a label.</summary>
/// <param name="kind">What it means.</param>
/// <param name="slope">Of classes with probabilities: log-odds = slope · score + offset.</param>
/// <param name="offset">The offset.</param>
internal sealed class TreeScale(TreeScale.Kind kind, double slope = 1, double offset = 0)
{
    internal enum Kind
    {
        /// <summary>The score is a number to be near the label.</summary>
        Number,

        /// <summary>The score is, but for a scale, the log-odds of true.</summary>
        LogOdds,

        /// <summary>The mean of the trees is to be near 1 for true and −1 for false: FastForest's, whose score is the sum of its trees.</summary>
        Sign,
    }

    /// <summary>Whether the label is a class.</summary>
    public bool IsBinary => kind != Kind.Number;

    /// <summary>Whether the trees of a FastForest are near 1 and −1 each.</summary>
    public bool IsSign => kind == Kind.Sign;

    /// <summary>The loss that trees are judged and weighed by.</summary>
    public Loss Loss => kind == Kind.LogOdds ? Losses.Logistic : Losses.Squared;

    /// <summary>The label as the loss takes it.</summary>
    /// <param name="label">A number, or 0 or 1.</param>
    public double Target(double label) => kind == Kind.Sign ? (2 * label) - 1 : label;

    /// <summary>The score of a linear predictor.</summary>
    /// <param name="predictor">A number, or log-odds.</param>
    public double ScoreOf(double predictor) => (predictor - offset) / slope;

    /// <summary>Half the squared error, or −log of the probability of the class.</summary>
    /// <param name="score">The sum of the outputs of the trees over <see cref="TreeModel.Divisor"/>.</param>
    /// <param name="label">A number, or 0 or 1.</param>
    public double LossOf(double score, double label)
    {
        double target = Target(label), predictor = (slope * score) + offset;
        return kind == Kind.LogOdds
            ? Math.Max(predictor, 0) + Math.Log(1 + Math.Exp(-Math.Abs(predictor))) - (target * predictor)
            : (predictor - target) * (predictor - target) / 2;
    }
}
