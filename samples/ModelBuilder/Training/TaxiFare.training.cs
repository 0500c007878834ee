// In the shape of what ML.NET Model Builder generates. One line of BuildPipeline is another.
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace TaxiFare;

public partial class TaxiFareModel
{
    public const string RetrainFilePath = "taxi_fare.csv";
    public const char RetrainSeparatorChar = ',';
    public const bool RetrainHasHeader = true;
    public const bool RetrainAllowQuoting = false;

    /// <summary>Trains a new model with the provided dataset.</summary>
    public static void Train(string outputModelPath, string inputDataFilePath = RetrainFilePath, char separatorChar = RetrainSeparatorChar, bool hasHeader = RetrainHasHeader, bool allowQuoting = RetrainAllowQuoting)
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = LoadIDataViewFromFile(mlContext, inputDataFilePath, separatorChar, hasHeader, allowQuoting);
        ITransformer model = RetrainModel(mlContext, data);
        SaveModel(mlContext, model, data, outputModelPath);
    }

    /// <summary>Loads an IDataView from a file path.</summary>
    public static IDataView LoadIDataViewFromFile(MLContext mlContext, string inputDataFilePath, char separatorChar = RetrainSeparatorChar, bool hasHeader = RetrainHasHeader, bool allowQuoting = RetrainAllowQuoting) =>
        mlContext.Data.LoadFromTextFile<ModelInput>(inputDataFilePath, separatorChar, hasHeader, allowQuoting: allowQuoting);

    /// <summary>Saves a model at the specified path.</summary>
    public static void SaveModel(MLContext mlContext, ITransformer model, IDataView data, string modelSavePath) =>
        mlContext.Model.Save(model, data.Schema, modelSavePath);

    /// <summary>Retrains the model using the pipeline generated as part of the training process.</summary>
    public static ITransformer RetrainModel(MLContext mlContext, IDataView trainData) => BuildPipeline(mlContext).Fit(trainData);

    /// <summary>Builds the pipeline that is used from model builder.</summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext mlContext) =>
        mlContext.Transforms.Categorical.OneHotEncoding([new InputOutputColumnPair("vendor_id"), new InputOutputColumnPair("rate_code"), new InputOutputColumnPair("payment_type")], OneHotEncodingEstimator.OutputKind.Indicator)
            .Append(mlContext.Transforms.ReplaceMissingValues([new InputOutputColumnPair("passenger_count"), new InputOutputColumnPair("trip_time_in_secs"), new InputOutputColumnPair("trip_distance")]))
            .Append(mlContext.Transforms.Concatenate("Features", "vendor_id", "rate_code", "payment_type", "passenger_count", "trip_time_in_secs", "trip_distance"))
            .Append(mlContext.Regression.Trainers.ElasticNet(labelColumnName: "fare_amount", featureColumnName: "Features"));
}
