// Retrains the model of a Model Builder project whose trainer was replaced, judges it, and saves it for samples/ModelBuilder/Consumption.
using Microsoft.ML;
using TaxiFare;

var ml = new MLContext(seed: 1);
IDataView data = TaxiFareModel.LoadIDataViewFromFile(ml, Path.Combine(AppContext.BaseDirectory, TaxiFareModel.RetrainFilePath));
var split = ml.Data.TrainTestSplit(data, testFraction: 0.2);
ITransformer model = TaxiFareModel.RetrainModel(ml, split.TrainSet);
var metrics = TaxiFareModel.Evaluate(ml, split.TestSet, model);
Console.WriteLine(FormattableString.Invariant($"On held-out trips: R² {metrics.RSquared:0.000}, mean absolute error {metrics.MeanAbsoluteError:0.00} dollars."));
foreach ((string feature, double importance) in TaxiFareModel.CalculatePFI(ml, split.TestSet, model).Take(5))
{
    Console.WriteLine(FormattableString.Invariant($"  {feature,-20} {importance:0.000}"));
}

string path = Path.Combine(AppContext.BaseDirectory, "TaxiFare.mlnet");
TaxiFareModel.SaveModel(ml, model, split.TrainSet, path);
Console.WriteLine($"Saved: {path}");
