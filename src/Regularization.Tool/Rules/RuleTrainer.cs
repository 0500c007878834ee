using Microsoft.ML;
using Microsoft.ML.Data;

namespace Regularization.Tool;

/// <summary>Trains rules with ML.NET's trees. RuleTrainer.Missing.cs stands in where the tool is built without Microsoft.ML.</summary>
internal static class RuleTrainer
{
    /// <summary>Says what is missing, where something is: nothing here.</summary>
    public static void Require()
    {
    }

    /// <summary>Trains on some of the rows.</summary>
    /// <exception cref="ToolException">No tree could be grown.</exception>
    public static TrainedRules Train(TrainingProblem problem, int[] rows, RuleSettings settings, CancellationToken cancellation)
    {
        try
        {
            return Fit(problem, rows, settings, cancellation);
        }
        catch (InvalidOperationException e)
        {
            throw new ToolException(
                $"No rules could be grown on {Text.Count(rows.Length, "row")}: each leaf of a tree needs {new RuleFitRegressionTrainer.Options().MinimumExampleCountPerLeaf} of them, and some feature must differ between them. Give more rows or features, or hold fewer out (--test 0). ML.NET says: {e.Message}", e);
        }
    }

    private static TrainedRules Fit(TrainingProblem problem, int[] rows, RuleSettings settings, CancellationToken cancellation)
    {
        var ml = new MLContext(settings.Seed);
        IDataView data = View(ml, problem, rows);
        string? weight = problem.Weights is null ? null : nameof(Row.Weight);
        if (settings.IsBinary)
        {
            RuleFitBinaryTrainer.Options options = settings.Accurate ? RuleFitBinaryTrainer.Options.Accurate() : new();
            Fill(options, settings, nameof(Row.Class), weight);
            (var model, RuleFitSummary summary) = ml.BinaryClassification.Trainers.RuleFit(options).FitWithSummary(data, cancellation);
            return new TrainedRules(summary.Rules, summary.Fit, stream => ml.Model.Save(model, data.Schema, stream));
        }
        else
        {
            RuleFitRegressionTrainer.Options options = settings.Accurate ? RuleFitRegressionTrainer.Options.Accurate() : new();
            Fill(options, settings, nameof(Row.Number), weight);
            (var model, RuleFitSummary summary) = ml.Regression.Trainers.RuleFit(options).FitWithSummary(data, cancellation);
            return new TrainedRules(summary.Rules, summary.Fit, stream => ml.Model.Save(model, data.Schema, stream));
        }
    }

    private static void Fill(RuleFitOptions options, RuleSettings settings, string label, string? weight)
    {
        (options.LabelColumnName, options.ExampleWeightColumnName, options.MaximumRules) = (label, weight, settings.MostRules);
        (options.NumberOfRules, options.MeanLeaves, options.LearningRate, options.LinearTerms) = (settings.Rules, settings.MeanLeaves, settings.LearningRate, settings.LinearTerms);
        options.LambdaGrid = options.LambdaGrid with { Advice = string.Empty };      // no option of rules changes the lambdas
        (options.Lambda, options.Seed, options.NumberOfThreads) = (LambdaSelection.CrossValidated(settings.Folds, settings.Rule, settings.Seed), settings.Seed, settings.Threads);
    }

    private static IDataView View(MLContext ml, TrainingProblem problem, int[] rows)
    {
        RowMatrix table = RowMatrix.FromDesign(problem.X);
        Row[] all = [.. rows.Select(i => new Row
        {
            Number = (float)problem.Y[i],
            Class = problem.Y[i] > 0.5,
            Weight = (float)(problem.Weights?[i] ?? 1),
            Features = FeaturesOf(i),
        })];
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, table.Columns);
        schema[nameof(Row.Features)].AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(table.Columns, [.. Enumerable.Range(0, table.Columns).Select(j => problem.NameOf(j).AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, table.Columns));
        return ml.Data.LoadFromEnumerable(all, schema);

        float[] FeaturesOf(int row)
        {
            var features = new float[table.Columns];
            table.CopyRow(row, features);
            return features;
        }
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public bool Class { get; set; }

        public float Weight { get; set; }

        public float[] Features { get; set; } = [];
    }
}
