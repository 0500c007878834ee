using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Regularization.Tests;
using TaxiFare;

namespace Regularization.MLNet.Tests.Pages;

/// <summary>The Model Builder project of the samples retrains, and a program of Microsoft.ML alone predicts with what it saved.</summary>
[TestClass]
public class ModelBuilderTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "taxi_fare.csv");

    [TestMethod]
    public void RetrainModel_TaxiFares_PredictsHeldOutOnes()
    {
        var ml = new MLContext(seed: 1);
        var split = ml.Data.TrainTestSplit(TaxiFareModel.LoadIDataViewFromFile(ml, Data), testFraction: 0.2);
        ITransformer model = TaxiFareModel.RetrainModel(ml, split.TrainSet);
        Assert.IsGreaterThan(0.85, TaxiFareModel.Evaluate(ml, split.TestSet, model).RSquared);
        Assert.AreEqual("trip_distance", TaxiFareModel.CalculatePFI(ml, split.TestSet, model)[0].Feature);
    }

    [TestMethod]
    public void Train_SavedModel_AProgramOfMicrosoftMLAlonePredicts()
    {
        string model = Path.GetTempFileName();
        try
        {
            TaxiFareModel.Train(model, Data);
            var trip = new TaxiFareModel.ModelInput { VendorId = "VTS", RateCode = 1, PassengerCount = 1, TripTimeInSecs = 1140, TripDistance = 3.75f, PaymentType = "CRD" };
            float fare = TaxiFareModel.Predict(trip, model).Score;
            Assert.IsTrue(fare is > 12 and < 20, $"{fare}");

            string program = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ConsumptionAssembly").Value!;
            Assert.HasCount(0, Directory.GetFiles(Path.GetDirectoryName(program)!, "*egularization*", SearchOption.AllDirectories));
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, model]) { RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode);
            Assert.AreEqual(fare, float.Parse(output, CultureInfo.InvariantCulture), 0.006);
        }
        finally
        {
            File.Delete(model);
        }
    }

    [TestMethod]
    public void Page_TheLineThatReplacesTheTrainer_StandsInTheSample() => PageSnippets.RequireLines("model-builder.md", "TaxiFare.training.cs");
}
