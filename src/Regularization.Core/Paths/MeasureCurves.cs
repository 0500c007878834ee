using System.Collections.ObjectModel;

namespace Regularization;

/// <summary>Curves by measure; one that is not there is refused with the names of those that are.</summary>
/// <param name="curves">The curves; one is left out of which no judge has a value.</param>
/// <param name="judges">How many folds, or one for rows held out.</param>
/// <param name="warning">Why one is left out; null if none is.</param>
internal sealed class MeasureCurves(CrossValidationCurve[] curves, int judges, string? warning)
    : ReadOnlyDictionary<string, CrossValidationCurve>(curves.Where(curve => curve.FoldsWithout < judges).ToDictionary(curve => curve.Measure)), IReadOnlyDictionary<string, CrossValidationCurve>
{
    CrossValidationCurve IReadOnlyDictionary<string, CrossValidationCurve>.this[string key] => TryGetValue(key, out CrossValidationCurve? curve)
        ? curve
        : throw new KeyNotFoundException($"There is no curve of '{key}'; there {(Count == 1 ? "is" : "are")} {string.Join(", ", Keys)}.{(curves.Any(curve => curve.Measure == key) ? " " + warning : string.Empty)}");
}
