// Scores a data file with a saved model. It references Microsoft.ML, and Microsoft.ML.FastTree for models of trees, and nothing else: models trained with
// Regularization.MLNet need no more.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

if (args.Length != 2)
{
    Console.Error.WriteLine("Scorer MODEL.zip DATA.idv: prints the Score of each row of an ML.NET binary file (mlContext.Data.SaveAsBinary), a line a row.");
    return 2;
}

var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out _);
IDataView scored = model.Transform(ml.Data.LoadFromBinary(args[1]));
IEnumerable<float[]> scores = scored.Schema["Score"].Type is VectorDataViewType
    ? scored.GetColumn<float[]>("Score")                                    // one a class
    : scored.GetColumn<float>("Score").Select(score => new[] { score });
foreach (float[] row in scores)
{
    Console.WriteLine(string.Join(' ', row.Select(score => score.ToString("R", CultureInfo.InvariantCulture))));
}

return 0;
