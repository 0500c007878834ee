using System.Globalization;

namespace Regularization.Benchmarks;

/// <summary>
/// <c>network-quality [--optdigits FOLDER] [--mnist FOLDER] [--seeds 3]</c>: for every way of regularising a network chooses its strength by cross-validation
/// on the training rows, then trains on all of them and prints the accuracy on the test rows, which are not opened before all strengths are chosen.
/// </summary>
internal static class NetworkQualityCommand
{
    private const string Usage = "Usage: network-quality [--optdigits FOLDER] [--mnist FOLDER] [--seeds 3], with at least one folder.";

    public static int Run(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        string? optdigits = null, mnist = null;
        int seeds = 3;
        for (int i = 1; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : string.Empty;
            bool known = value.Length > 0 && arguments[i] switch
            {
                "--optdigits" => (optdigits = value) is not null,
                "--mnist" => (mnist = value) is not null,
                "--seeds" => int.TryParse(value, out seeds) && seeds > 0,
                _ => false,
            };
            if (!known)
            {
                Console.Error.WriteLine($"Unknown or incomplete option {arguments[i]} {value}. {Usage}");
                return 2;
            }
        }

        if (optdigits is null && mnist is null)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        if (optdigits is not null)
        {
            Compare(QualityData.Optdigits(optdigits), QualityRival.Optdigits(), seeds);
        }

        if (mnist is not null)
        {
            Compare(QualityData.Mnist(mnist), QualityRival.Mnist(), seeds);
        }

        return 0;
    }

    private static void Compare(QualityData data, QualityRival[] rivals, int seeds)
    {
        int hidden = rivals[0].Trainer.Architecture.Hidden[0];
        Console.WriteLine($"{data.Name}: {data.Train.X.Rows:n0} training rows, a {data.Train.X.Columns}-{hidden}-10 network; strengths by 5-fold cross-validation on them");
        var chosen = new WeightDecaySearchPoint[rivals.Length];
        for (int k = 0; k < rivals.Length; k++)
        {
            chosen[k] = rivals[k].Choose(data.Train);
            Console.WriteLine($"  {rivals[k].Name,-34}{Strength(chosen[k]),-16} validation accuracy {chosen[k].ValidationMetric:0.00%} ± {chosen[k].MetricStandardError:0.00%}, neurons {chosen[k].LiveNeurons:0}");
        }

        NetworkData test = data.Test();
        Console.WriteLine($"trained on all {data.Train.X.Rows:n0}, judged on {test.X.Rows:n0} test rows: means of {seeds} seeds");
        Console.WriteLine($"  {"regularisation",-34}{"strength",-16}{"test accuracy",14}{"least, most",18}{"neurons",9}{"at 0",8}");
        for (int k = 0; k < rivals.Length; k++)
        {
            (double Accuracy, int Neurons, double Zeros)[] runs = [.. Enumerable.Range(1, seeds).Select(seed => Judge(rivals[k], chosen[k], seed))];
            Console.WriteLine(
                $"  {rivals[k].Name,-34}{Strength(chosen[k]),-16}{runs.Average(r => r.Accuracy),14:0.00%}{$"{runs.Min(r => r.Accuracy):0.00%}, {runs.Max(r => r.Accuracy):0.00%}",18}"
                + $"{runs.Average(r => r.Neurons),9:0}{runs.Average(r => r.Zeros),8:0%}");
        }

        Console.WriteLine();

        (double Accuracy, int Neurons, double Zeros) Judge(QualityRival rival, WeightDecaySearchPoint at, int seed)
        {
            (Network network, EpochReport last) = rival.Train(data.Train, at, seed);
            return (Accuracy(network, test), network.Layers[0].Outputs, last.ZeroShare);
        }
    }

    /// <summary>The share of rows whose largest score is that of their class.</summary>
    private static double Accuracy(Network network, NetworkData data)
    {
        float[] scores = network.Scores(data.X);
        int right = 0;
        for (int i = 0; i < data.X.Rows; i++)
        {
            ReadOnlySpan<float> row = scores.AsSpan(i * network.Outputs, network.Outputs);
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row) == (int)data.Y[i] ? 1 : 0;
        }

        return (double)right / data.X.Rows;
    }

    private static string Strength(WeightDecaySearchPoint point) =>
        point.Group > 0 ? $"group {point.Group:0.#e-0}" : point.L1 > 0 ? $"L1 {point.L1:0.#e-0}" : point.WeightDecay > 0 ? $"decay {point.WeightDecay:0.#e-0}" : "-";
}
