// Predicts a taxi fare with the model that samples/ModelBuilder/Training has saved. It references Microsoft.ML and nothing else.
using TaxiFare;

if (args.Length != 1)
{
    Console.Error.WriteLine("Consumption TaxiFare.mlnet: predicts one fare with the model of the file.");
    return 2;
}

var trip = new TaxiFareModel.ModelInput { VendorId = "VTS", RateCode = 1, PassengerCount = 1, TripTimeInSecs = 1140, TripDistance = 3.75f, PaymentType = "CRD" };
Console.WriteLine(FormattableString.Invariant($"{TaxiFareModel.Predict(trip, args[0]).Score:0.00}"));
return 0;
