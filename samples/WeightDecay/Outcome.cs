using Regularization;

namespace WeightDecay;

/// <summary>A row of the table.</summary>
internal sealed record Outcome(double TrainAccuracy, double TestAccuracy, double TrainLoss, double TestLoss, double WeightNorm, double ZeroShare, double Neurons)
{
    public static Outcome Of(Network network, EpochReport last, NetworkData train, NetworkData test)
    {
        (double trainAccuracy, double trainLoss) = Judge(network, train);
        (double testAccuracy, double testLoss) = Judge(network, test);
        return new Outcome(trainAccuracy, testAccuracy, trainLoss, testLoss, last.WeightNorm, last.ZeroShare, network.Layers[0].Outputs);
    }

    public static Outcome Mean(IEnumerable<Outcome> outcomes)
    {
        Outcome[] all = [.. outcomes];
        return new Outcome(
            all.Average(o => o.TrainAccuracy),
            all.Average(o => o.TestAccuracy),
            all.Average(o => o.TrainLoss),
            all.Average(o => o.TestLoss),
            all.Average(o => o.WeightNorm),
            all.Average(o => o.ZeroShare),
            all.Average(o => o.Neurons));
    }

    /// <summary>The share of rows whose largest score is that of their digit, and the mean of log Σ_k exp(f_k) − f_y.</summary>
    private static (double Accuracy, double Loss) Judge(Network network, NetworkData data)
    {
        float[] scores = network.Scores(data.X);
        int right = 0;
        double loss = 0;
        for (int i = 0; i < data.X.Rows; i++)
        {
            ReadOnlySpan<float> row = scores.AsSpan(i * Digits.Classes, Digits.Classes);
            float own = row[(int)data.Y[i]], most = own;
            foreach (float score in row)
            {
                most = Math.Max(most, score);
            }

            double sum = 0;
            foreach (float score in row)
            {
                sum += Math.Exp(score - most);
            }

            right += own == most ? 1 : 0;
            loss += most + Math.Log(sum) - own;
        }

        return ((double)right / data.X.Rows, loss / data.X.Rows);
    }
}
