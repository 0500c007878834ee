using Microsoft.ML;

namespace Regularization.MLNet.Tests;

/// <summary>Groups made of slot names, as a pipeline of stock transforms gives them.</summary>
[TestClass]
public class GroupPenaltyTests
{
    private static readonly string[] Cities = ["Oslo", "Rome", "St. Gallen", "Lima"];

    [TestMethod]
    public void PenaltyFromSlotNames_OneHotColumns_AreInOrOutTogether()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(Trips(200));
        IReadOnlyList<string> seen = [];
        int[] groups = [];
        var features = ml.Transforms.Categorical.OneHotEncoding("City").Append(ml.Transforms.Categorical.OneHotEncoding("Day"))
            .Append(ml.Transforms.Concatenate("Features", "City", "Length", "Day", "Noise"));
        IDataView encoded = features.Fit(data).Transform(data);
        bool[][] isIn = [.. ((double[])[0.6, 0.3, 0.15, 0.05, 0.01]).Select(InAt)];

        // A group is the slots of one column; FromSlotNames numbers them as they come.
        Assert.AreEqual(9, seen.Count);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 1, 2, 2, 2, 3 }, groups);
        CollectionAssert.Contains(seen.ToArray(), "City.St. Gallen");
        foreach (bool[] columns in isIn)
        {
            for (int j = 0; j < columns.Length; j++)
            {
                Assert.AreEqual(columns[Array.IndexOf(groups, groups[j])], columns[j], seen[j]);
            }
        }

        Assert.IsTrue(isIn.Any(columns => columns[0]) && isIn.Any(columns => !columns[0]), "the cities must enter on the way");
        Assert.IsTrue(isIn.Any(columns => columns[0] && !columns[5]), "the days must not enter with them");

        bool[] InAt(double lambda)
        {
            var trainer = ml.Regression.Trainers.ElasticNet(new ElasticNetTrainer.Options
            {
                Lambda = LambdaSelection.Fixed(lambda),
                PenaltyFromSlotNames = names => Penalties.GroupLasso(groups = FeatureGroups.FromSlotNames(seen = names)),
            });
            return [.. trainer.Fit(encoded).Model.Weights.Select(weight => weight != 0)];
        }
    }

    private static List<Trip> Trips(int rows)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, rows).Select(i =>
        {
            int city = random.Next(Cities.Length);
            float length = (float)random.NextDouble();
            return new Trip
            {
                City = Cities[city],
                Day = random.Next(3) switch { 0 => "Mon", 1 => "Tue", _ => "Sun" },
                Length = length,
                Noise = (float)random.NextDouble(),
                Label = (2 * length) + (0.7f * city) + (float)(0.2 * random.NextDouble()),
            };
        })];
    }

    private sealed class Trip
    {
        public string City { get; set; } = string.Empty;

        public string Day { get; set; } = string.Empty;

        public float Length { get; set; }

        public float Noise { get; set; }

        public float Label { get; set; }
    }
}
