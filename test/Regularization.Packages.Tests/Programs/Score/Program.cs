// A program with Microsoft.ML and nothing of ours: loads the model and predicts for the same rows.
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out _);
Random random = new(1);
House[] houses = [.. Enumerable.Range(0, 5).Select(_ => House.Random(random))];
foreach (float score in model.Transform(ml.Data.LoadFromEnumerable(houses)).GetColumn<float>("Score"))
{
    Console.WriteLine($"score: {score:R}");
}

internal sealed class House
{
    public float Size { get; set; }
    public float Age { get; set; }
    public float Number { get; set; }
    public float Price { get; set; }

    public static House Random(Random random)
    {
        House house = new() { Size = 50 + random.Next(150), Age = random.Next(80), Number = random.Next(100) };
        house.Price = (2.5f * house.Size) - (0.8f * house.Age) + random.NextSingle();
        return house;
    }
}
