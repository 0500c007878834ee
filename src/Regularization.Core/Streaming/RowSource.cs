namespace Regularization;

/// <summary>
/// Rows to train on that need not be in memory: they are read anew for every pass. Derive from it, and from <see cref="RowReader"/>, to stream your
/// own data.
/// </summary>
/// <remarks>
/// <example>
/// <code>
/// IEnumerable&lt;StreamRow&gt; Rows()
/// {
///     foreach (string line in File.ReadLines("rows.csv"))
///     {
///         float[] cells = [.. line.Split(',').Select(cell =&gt; float.Parse(cell))];
///         yield return new StreamRow(cells[1..], label: cells[0]);
///     }
/// }
///
/// RowSource source = RowSource.FromEnumerable(features: 3, Rows());   // enumerated anew for each pass
/// StreamingFit fit = new StreamingTrainer(Losses.Squared, Penalties.Lasso).Fit(source, lambda: 0.01);
/// </code>
/// </example>
/// </remarks>
public abstract class RowSource
{
    /// <summary>The number of features, p.</summary>
    public abstract int Features { get; }

    /// <summary>Whether the rows can be read more than once. If not, only one pass without standardisation and without evaluation can be made.</summary>
    public virtual bool CanReopen => true;

    /// <summary>Names of the features, length p, for messages and tables; null if there are none.</summary>
    public virtual IReadOnlyList<string>? FeatureNames => null;

    /// <summary>Starts reading from the first row.</summary>
    /// <param name="pass">
    /// Which reading this is: 1, 2, … for the passes that train, 0 for those that measure. Passes may serve the same rows in different orders, and for
    /// results that repeat the order should depend on nothing but this number.
    /// </param>
    /// <returns>A reader before the first row; the caller disposes of it.</returns>
    public abstract RowReader Open(int pass);

    /// <summary>What the warning says of rows that were left out (<see cref="StreamingOptions.SkipInvalidRows"/>). A source that knows what is wrong with its rows may say it better.</summary>
    /// <param name="rows">How many, at least 1.</param>
    public virtual string DescribeSkipped(long rows) => rows == 1
        ? "1 row has a number that is NaN or infinite and was skipped."
        : FormattableString.Invariant($"{rows:n0} rows have a number that is NaN or infinite and were skipped.");

    /// <summary>The name of a feature, or <c>x</c> and its index where there is none.</summary>
    internal string NameOf(int feature) => FeatureNames is { } names && feature < names.Count ? names[feature] : $"x{feature}";

    /// <summary>Rows from an enumerable, which is enumerated once for every pass and never held.</summary>
    /// <param name="features">p, at least 1.</param>
    /// <param name="rows">The rows. Each is used up before the next is asked for, so that all may share the same arrays.</param>
    /// <param name="canReopen">False for rows that can be enumerated once only, such as those of a network stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no feature.</exception>
    public static RowSource FromEnumerable(int features, IEnumerable<StreamRow> rows, bool canReopen = true)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new EnumerableRowSource(Check.AtLeast(1, features, "The number of features"), _ => rows, canReopen);
    }

    /// <summary>Rows from an enumerable that may be another for every pass: reshuffled files, for instance.</summary>
    /// <param name="features">p, at least 1.</param>
    /// <param name="rowsOfPass">The rows by the number of the pass (see <see cref="Open"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no feature.</exception>
    public static RowSource FromEnumerable(int features, Func<int, IEnumerable<StreamRow>> rowsOfPass)
    {
        ArgumentNullException.ThrowIfNull(rowsOfPass);
        return new EnumerableRowSource(Check.AtLeast(1, features, "The number of features"), rowsOfPass, canReopen: true);
    }

    /// <summary>Rows in memory, without a copy of the features.</summary>
    /// <param name="x">n x p, dense or sparse.</param>
    /// <param name="y">Responses, length n.</param>
    /// <param name="weights">Example weights, length n, or empty: all 1.</param>
    /// <param name="offsets">Offsets, length n, or empty: all 0.</param>
    /// <exception cref="ArgumentException">The sizes disagree.</exception>
    public static RowSource FromMatrix(RowMatrix x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights = default, ReadOnlySpan<double> offsets = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new MatrixRowSource(x, y.ToArray(), weights.ToArray(), offsets.ToArray());
    }

    /// <summary>The rows of a network's data, with their weights.</summary>
    /// <param name="data">Rows in memory.</param>
    public static RowSource FromData(NetworkData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new MatrixRowSource(data.X, Array.ConvertAll(data.Responses, v => (double)v), Array.ConvertAll(data.RowWeights, v => (double)v), []);
    }

    /// <summary>The rows of a training problem, with its weights and offsets; the features are copied by rows.</summary>
    /// <param name="problem">A problem in memory.</param>
    public static RowSource FromProblem(TrainingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new MatrixRowSource(RowMatrix.FromDesign(problem.X), problem.Y.ToArray(), [.. problem.Weights ?? []], [.. problem.Offsets ?? []]) { Names = problem.FeatureNames };
    }
}
