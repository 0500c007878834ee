using System.Collections.ObjectModel;

namespace Regularization;

/// <summary>Curves by measure; one that is not there is refused with the names of those that are.</summary>
/// <param name="curves">The curves.</param>
/// <param name="warning">Why a measure is left out; null if none is.</param>
internal sealed class MeasureCurves(IEnumerable<CrossValidationCurve> curves, string? warning)
    : ReadOnlyDictionary<string, CrossValidationCurve>(curves.ToDictionary(curve => curve.Measure)), IReadOnlyDictionary<string, CrossValidationCurve>
{
    CrossValidationCurve IReadOnlyDictionary<string, CrossValidationCurve>.this[string key] => TryGetValue(key, out CrossValidationCurve? curve)
        ? curve
        : throw new KeyNotFoundException($"There is no curve of '{key}'; there {(Count == 1 ? "is" : "are")} {string.Join(", ", Keys)}.{(warning is null || ContainsKey("auc") || key != "auc" ? string.Empty : " " + warning)}");
}
