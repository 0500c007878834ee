using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Regularization.Tool;

/// <summary>The CSV files that the tool writes: a header, numbers that read back exactly, names quoted where they must be.</summary>
internal static class CsvFile
{
    /// <summary>A row for each lambda; of the features those that are not 0 at some lambda, in the order of the data.</summary>
    public static void WritePath(TextWriter output, TrainingData data, RegularizationPath path)
    {
        int[] features = [.. path.SelectMany(solution => solution.Coefficients.Indices.ToArray()).Distinct().Order()];
        using CsvWriter csv = Open(output);
        WriteRow(csv, ["lambda", "nonzero", "deviance_explained", double.IsNaN(path[0].DualityGap) ? "kkt_residual" : "duality_gap", "intercept", .. features.Select(j => data.Features[j].Name)]);
        foreach (Solution solution in path)
        {
            double[] dense = solution.Coefficients.ToDense();
            WriteRow(csv,
            [
                Cells.Write(solution.Lambda),
                solution.NonzeroCount.ToString(CultureInfo.InvariantCulture),
                Cells.Write(solution.DevianceExplained),
                NumberOrEmpty(solution.Proof),
                Cells.Write(solution.Intercept),
                .. features.Select(j => Cells.Write(dense[j])),
            ]);
        }
    }

    /// <summary>A row for each lambda and class; of the features those that are not 0 at some lambda in some class, in the order of the data.</summary>
    public static void WritePath(TextWriter output, TrainingData data, MultinomialPath path)
    {
        int[] features = [.. path.SelectMany(solution => solution.Coefficients).SelectMany(ofClass => ofClass.Indices.ToArray()).Distinct().Order()];
        using CsvWriter csv = Open(output);
        WriteRow(csv, ["lambda", "class", "nonzero", "deviance_explained", "duality_gap", "intercept", .. features.Select(j => data.Features[j].Name)]);
        foreach (MultinomialSolution solution in path)
        {
            for (int k = 0; k < solution.ClassCount; k++)
            {
                SparseCoefficients ofClass = solution.Coefficients[k];
                WriteRow(csv,
                [
                    Cells.Write(solution.Lambda),
                    data.Label.Classes![k],
                    ofClass.NonzeroCount.ToString(CultureInfo.InvariantCulture),
                    Cells.Write(solution.DevianceExplained),
                    NumberOrEmpty(solution.DualityGap),
                    Cells.Write(solution.Intercepts[k]),
                    .. features.Select(j => Cells.Write(ofClass[j])),
                ]);
            }
        }
    }

    /// <summary>A row for each rule and linear term, the rules first, the most important ones on top.</summary>
    public static void WriteRules(TextWriter output, RuleSet rules)
    {
        using CsvWriter csv = Open(output);
        WriteRow(csv, ["kind", "rule", "coefficient", "support", "importance"]);
        foreach (Rule rule in rules.Rules)
        {
            WriteRow(csv, ["rule", rule.ToString(), Cells.Write(rule.Coefficient), Cells.Write(rule.Support), Cells.Write(rule.Importance)]);
        }

        foreach (LinearTerm term in rules.LinearTerms)
        {
            WriteRow(csv, ["linear", term.ToString(), Cells.Write(term.Coefficient), string.Empty, Cells.Write(term.Importance)]);
        }

        WriteRow(csv, ["intercept", string.Empty, Cells.Write(rules.Intercept), string.Empty, string.Empty]);
    }

    /// <summary>A row for each lambda: every measure's mean and standard error over the held-out folds or rows, or the criterion with what it is made of.</summary>
    public static void WriteCurve(TextWriter output, FitSummary summary)
    {
        RegularizationPath path = summary.CrossValidation?.Path ?? summary.HeldOut?.Path ?? summary.Path;
        WriteCurve(
            output,
            [.. path.Select(s => (s.Lambda, s.NonzeroCount, s.DevianceExplained))],
            ColumnsOf(summary.Criterion, summary.CrossValidation?.Curves ?? summary.HeldOut?.Curves));
    }

    /// <inheritdoc cref="WriteCurve(TextWriter, FitSummary)"/>
    public static void WriteCurve(TextWriter output, MultinomialFitSummary summary)
    {
        MultinomialPath path = summary.CrossValidation?.Path ?? summary.HeldOut?.Path ?? summary.Path;
        WriteCurve(output, [.. path.Select(s => (s.Lambda, s.NonzeroCount, s.DevianceExplained))], ColumnsOf(summary.Criterion, summary.CrossValidation?.Curves ?? summary.HeldOut?.Curves));
    }

    private static (string Name, IReadOnlyList<double> Values)[] ColumnsOf(InformationCriterionCurve? criterion, IReadOnlyDictionary<string, CrossValidationCurve>? curves) => criterion is null
        ? ColumnsOf(curves!)
        : [("degrees_of_freedom", criterion.DegreesOfFreedom), ("deviance", criterion.Deviance), (criterion.Criterion.Name.ToLowerInvariant(), criterion.Value)];

    private static (string Name, IReadOnlyList<double> Values)[] ColumnsOf(IReadOnlyDictionary<string, CrossValidationCurve> curves) =>
        [.. curves.Values.SelectMany(curve => new[] { (Underscored(curve.Measure), curve.Mean), (Underscored(curve.Measure) + "_se", curve.StandardError) })];

    private static void WriteCurve(TextWriter output, (double Lambda, int Nonzeros, double Explained)[] path, (string Name, IReadOnlyList<double> Values)[] columns)
    {
        using CsvWriter csv = Open(output);
        WriteRow(csv, ["lambda", "nonzero", "deviance_explained", .. columns.Select(column => column.Name)]);
        for (int k = 0; k < path.Length; k++)
        {
            WriteRow(csv,
            [
                Cells.Write(path[k].Lambda),
                path[k].Nonzeros.ToString(CultureInfo.InvariantCulture),
                Cells.Write(path[k].Explained),
                .. columns.Select(column => NumberOrEmpty(column.Values[k])),
            ]);
        }
    }

    /// <summary>A row for each epoch.</summary>
    public static void WriteEpochs(TextWriter output, IReadOnlyList<EpochReport> epochs, string metric)
    {
        using CsvWriter csv = Open(output);
        WriteRow(csv, ["epoch", "learning_rate", "train_loss", $"train_{metric}", "validation_loss", $"validation_{metric}", "penalty", "weight_norm", "zero_share", "live_neurons", "seconds"]);
        foreach (EpochReport epoch in epochs)
        {
            WriteRow(csv,
            [
                epoch.Epoch.ToString(CultureInfo.InvariantCulture),
                .. ((double[])[epoch.LearningRate, epoch.TrainLoss, epoch.TrainMetric, epoch.ValidationLoss, epoch.ValidationMetric, epoch.Penalty, epoch.WeightNorm, epoch.ZeroShare]).Select(NumberOrEmpty),
                epoch.LiveNeurons.ToString(CultureInfo.InvariantCulture),
                NumberOrEmpty(epoch.Seconds),
            ]);
        }
    }

    /// <summary>A row for each row of the data, in its order; NA where the row was skipped.</summary>
    public static void WritePredictions(TextWriter output, ModelFile model, Predictions predictions)
    {
        using CsvWriter csv = Open(output);
        string[] header = model.Family switch
        {
            Family.Binomial => ["linear_predictor", "probability", "class"],
            Family.SquaredHinge => ["linear_predictor", "class"],
            Family.Multinomial => [.. model.Label.Classes!.Select(name => "probability_" + name), "class"],
            _ => ["prediction"],
        };
        WriteRow(csv, header);
        for (int i = 0; i < predictions.Rows; i++)
        {
            WriteRow(csv, predictions.IsSkipped(i) ? header.Select(_ => "NA") : Prediction(model, predictions.Row(i)));
        }
    }

    private static string[] Prediction(ModelFile model, ReadOnlySpan<double> etas)
    {
        switch (model.Family)
        {
            case Family.Binomial:
                return [Cells.Write(etas[0]), Cells.Write(Links.Mean(model.Family, etas[0])), etas[0] > 0 ? model.Label.Positive! : model.Label.Negative!];
            case Family.SquaredHinge:
                return [Cells.Write(etas[0]), etas[0] > 0 ? model.Label.Positive! : model.Label.Negative!];
            case Family.Multinomial:
                string[] cells = new string[etas.Length + 1];
                double logSum = Links.LogSum(etas);
                for (int k = 0; k < etas.Length; k++)
                {
                    cells[k] = Cells.Write(Math.Exp(etas[k] - logSum));
                }

                cells[^1] = model.Label.Classes![Links.Largest(etas)];
                return cells;
            default:
                return [Cells.Write(Links.Mean(model.Family, etas[0]))];
        }
    }

    private static CsvWriter Open(TextWriter output) => new(output, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);

    private static void WriteRow(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (string cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }

    private static string NumberOrEmpty(double value) => double.IsFinite(value) ? Cells.Write(value) : string.Empty;

    private static string Underscored(string measure) => measure.Replace(' ', '_');
}
