// A program with the package Regularization.MLNet: trains a pipeline and saves it. Prints what the model in memory predicts.
using Microsoft.ML;
using Microsoft.ML.Data;
using Regularization;

var ml = new MLContext(seed: 1);
Random random = new(1);
House[] houses = [.. Enumerable.Range(0, 300).Select(_ => House.Random(random))];
IDataView data = ml.Data.LoadFromEnumerable(houses);
var pipeline = ml.Transforms.Concatenate("Features", "Size", "Age", "Number")
    .Append(ml.Regression.Trainers.Lasso(labelColumnName: "Price"));   // lambda: 10-fold cross-validation
ITransformer model = pipeline.Fit(data);
ml.Model.Save(model, data.Schema, "model.zip");                        // loads wherever Microsoft.ML is
Console.WriteLine($"kernels: {Kernels.Describe()}");
foreach (float score in model.Transform(ml.Data.LoadFromEnumerable(houses.Take(5))).GetColumn<float>("Score"))
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
