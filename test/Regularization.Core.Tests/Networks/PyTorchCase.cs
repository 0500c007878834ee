using System.Globalization;
using System.Text.Json;

namespace Regularization.Tests;

/// <summary>One file of reference/pytorch, with its data, and the same job for our trainer.</summary>
internal sealed class PyTorchCase
{
    private readonly JsonElement _root;

    private PyTorchCase(JsonElement root)
    {
        _root = root;
        Dataset = root.GetProperty("dataset").GetString()!;
        Sizes = [.. ReferenceData.Numbers(root.GetProperty("layers")).Select(v => (int)v)];
        Losses = ReferenceData.Numbers(root.GetProperty("losses"));
        InitialWeights = Matrices(root.GetProperty("initial").GetProperty("weights"));
        InitialBiases = Rows(root.GetProperty("initial").GetProperty("biases"));
        FinalWeights = Matrices(root.GetProperty("final").GetProperty("weights"));
        FinalBiases = Rows(root.GetProperty("final").GetProperty("biases"));
        (X, Y) = Table(Dataset);
        float[] x = [.. X.SelectMany(row => row.Select(v => (float)v))];
        Data = new NetworkData(RowMatrix.FromRows(x, X.Length, X[0].Length), [.. Y.Select(v => (float)v)]);
    }

    public string Dataset { get; }

    public int[] Sizes { get; }

    public double[] Losses { get; }

    public double[][] X { get; }

    public double[] Y { get; }

    public NetworkData Data { get; }

    public double[][][] InitialWeights { get; }

    public double[][] InitialBiases { get; }

    public double[][][] FinalWeights { get; }

    public double[][] FinalBiases { get; }

    public int Batch => _root.GetProperty("batch").GetInt32();

    public int Epochs => _root.GetProperty("epochs").GetInt32();

    public string Optimiser => _root.GetProperty("optimiser").GetString()!;

    public bool BiasesDecayed => _root.GetProperty("biasesDecayed").GetBoolean();

    /// <summary>PyTorch's MSELoss has no 1/2; ours has. The same training follows from the settings scaled to it.</summary>
    public double LossScale => Dataset == "diabetes" ? 2 : 1;

    public double L1 => Setting("penaltyInLoss", "l1");

    public double L2 => Setting("penaltyInLoss", "l2");

    public static PyTorchCase Read(string name) =>
        new(JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "reference", "pytorch", name + ".json"))).RootElement);

    public double Setting(string name, double otherwise = 0) => Setting("settings", name, otherwise);

    public bool Flag(string name) => _root.GetProperty("settings").TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    public NetworkTrainer Trainer()
    {
        double decay = Setting("weight_decay"), rate = Setting("lr"), half = 1 / LossScale;
        Optimizer optimizer = Optimiser switch
        {
            "SGD" => Optimizers.Sgd(rate * LossScale, Setting("momentum"), Flag("nesterov"), decay * half),
            "Adam" => Optimizers.Adam(rate, decay * half) with { Epsilon = 1e-8 * half },
            "AdamW" => Optimizers.AdamW(rate, decay) with { Epsilon = 1e-8 * half, AmsGrad = Flag("amsgrad") },
            "RMSprop" => Optimizers.RmsProp(rate, decay * half) with { Epsilon = 1e-8 * half },
            _ => throw new ArgumentException(Optimiser),
        };
        NetworkLoss loss = Dataset switch { "wdbc" => NetworkLosses.Logistic, "wine" => NetworkLosses.CrossEntropy, _ => NetworkLosses.Squared };
        return new NetworkTrainer(loss, optimizer)
        {
            Architecture = new NetworkArchitecture { Hidden = Sizes[1..^1] },
            Penalty = new WeightPenalty { L1 = L1 * half, L2 = L2 * half, Mode = PenaltyMode.LossTerm, IncludeBiases = BiasesDecayed },
            Options = new TrainingOptions { Epochs = Epochs, BatchSize = Batch, Shuffle = false },
        };
    }

    /// <summary>Puts the case's initial weights, [out][in] there, into a network.</summary>
    public void SetInitial(Network network)
    {
        for (int l = 0; l < network.LayerArray.Length; l++)
        {
            NetworkLayer layer = network.LayerArray[l];
            for (int k = 0; k < layer.Outputs; k++)
            {
                layer.C[k] = (float)InitialBiases[l][k];
                for (int i = 0; i < layer.Inputs; i++)
                {
                    layer.W[(i * layer.Outputs) + k] = (float)InitialWeights[l][k][i];
                }
            }
        }
    }

    private double Setting(string group, string name, double otherwise = 0) =>
        _root.GetProperty(group).TryGetProperty(name, out JsonElement value) ? value.GetDouble() : otherwise;

    private static double[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(ReferenceData.Numbers)];

    private static double[][][] Matrices(JsonElement matrices) => [.. matrices.EnumerateArray().Select(Rows)];

    private static (double[][] X, double[] Y) Table(string dataset)
    {
        string[][] table = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "reference", "data", dataset + ".csv")).Where(l => l.Length > 0).Select(l => l.Split(','))];
        string label = dataset switch { "wdbc" => "diagnosis", "wine" => "class", _ => "y" };
        int at = Array.IndexOf(table[0], label);
        int[] features = [.. Enumerable.Range(0, table[0].Length).Where(j => j != at && table[0][j] != "id")];
        double[] y = [.. table.Skip(1).Select(r => dataset switch { "wdbc" => r[at] == "M" ? 1 : 0, "wine" => Number(r[at]) - 1, _ => Number(r[at]) })];
        double[][] columns = [.. features.Select(j => Standardized([.. table.Skip(1).Select(r => Number(r[j]))]))];
        double[][] x = [.. Enumerable.Range(0, y.Length).Select(i => columns.Select(c => c[i]).ToArray())];
        return (x, dataset == "diabetes" ? Standardized(y) : y);
    }

    private static double[] Standardized(double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return [.. values.Select(v => (v - mean) / deviation)];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
