using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Regularization.Benchmarks;

/// <summary>Work per second, of the benchmarks that say how much they do.</summary>
public sealed class WorkColumn : IColumn
{
    public string Id => nameof(WorkColumn);

    public string ColumnName => "Throughput";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Work per second by the mean time";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        WorkAttribute? work = benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<WorkAttribute>();
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
        return work is not null && nanoseconds > 0 ? $"{work.Amount / nanoseconds:F1} {work.Unit}" : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
