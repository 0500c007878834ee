namespace Regularization;

/// <summary>Reports in order, of which no more than a bounded number is held: neighbours are merged when there are too many.</summary>
internal sealed class ReportHistory
{
    private const int Most = 1024;

    private readonly List<StreamingReport> _reports = [];
    private int _merge = 1;
    private int _merged;

    public IReadOnlyList<StreamingReport> Reports => _reports;

    public StreamingReport? Last => _reports.Count > 0 ? _reports[^1] : null;

    public void Add(StreamingReport report)
    {
        if (_merged > 0 && _merged < _merge)
        {
            _reports[^1] = Merge(_reports[^1], report);
            _merged++;
            return;
        }

        if (_reports.Count == Most)
        {
            for (int k = 0; k < Most / 2; k++)
            {
                _reports[k] = Merge(_reports[2 * k], _reports[(2 * k) + 1]);
            }

            _reports.RemoveRange(Most / 2, Most / 2);
            _merge *= 2;
        }

        _reports.Add(report);
        _merged = 1;
    }

    private static StreamingReport Merge(StreamingReport first, StreamingReport second)
    {
        long rows = first.BlockRows + second.BlockRows;
        return second with { BlockRows = rows, Loss = ((first.Loss * first.BlockRows) + (second.Loss * second.BlockRows)) / Math.Max(rows, 1) };
    }
}
