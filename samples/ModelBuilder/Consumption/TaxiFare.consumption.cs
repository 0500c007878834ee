// In the shape of what ML.NET Model Builder generates.
using Microsoft.ML;
using Microsoft.ML.Data;

namespace TaxiFare;

public partial class TaxiFareModel
{
    /// <summary>Model input class for TaxiFare.</summary>
    public class ModelInput
    {
        [LoadColumn(0)]
        [ColumnName("vendor_id")]
        public string VendorId { get; set; } = "";

        [LoadColumn(1)]
        [ColumnName("rate_code")]
        public float RateCode { get; set; }

        [LoadColumn(2)]
        [ColumnName("passenger_count")]
        public float PassengerCount { get; set; }

        [LoadColumn(3)]
        [ColumnName("trip_time_in_secs")]
        public float TripTimeInSecs { get; set; }

        [LoadColumn(4)]
        [ColumnName("trip_distance")]
        public float TripDistance { get; set; }

        [LoadColumn(5)]
        [ColumnName("payment_type")]
        public string PaymentType { get; set; } = "";

        [LoadColumn(6)]
        [ColumnName("fare_amount")]
        public float FareAmount { get; set; }
    }

    /// <summary>Model output class for TaxiFare.</summary>
    public class ModelOutput
    {
        [ColumnName("fare_amount")]
        public float FareAmount { get; set; }

        [ColumnName("Features")]
        public float[] Features { get; set; } = [];

        [ColumnName("Score")]
        public float Score { get; set; }
    }

    /// <summary>Predicts with the model of a file.</summary>
    public static ModelOutput Predict(ModelInput input, string modelPath)
    {
        var mlContext = new MLContext();
        ITransformer mlModel = mlContext.Model.Load(modelPath, out _);
        using PredictionEngine<ModelInput, ModelOutput> engine = mlContext.Model.CreatePredictionEngine<ModelInput, ModelOutput>(mlModel);
        return engine.Predict(input);
    }
}
