namespace Regularization;

/// <summary>What stays the same along a multinomial path: the rows, the classes, the standardised design and the null model.</summary>
internal sealed class MultinomialContext
{
    public const int DefaultLargestMatrix = 1600;

    public MultinomialContext(TrainingProblem problem, ElasticNetPenalty penalty, bool isGrouped, FitOptions options, int classes = 0)
    {
        penalty.Check(problem.X.Columns);
        if (problem.Offsets is not null)
        {
            throw new ArgumentException("The problem has offsets, one a row; added to every class alike they change no probability. Give ClassOffsets, or leave Offsets null.", nameof(problem));
        }

        (Problem, Penalty, IsGrouped, Options) = (problem, penalty, isGrouped, options);
        Design = new StandardizedDesign(problem, options.Standardize, options.Intercept, ColumnBlocks.Resolve(options.Threads));
        Labels = ReadLabels(problem.Y, classes, out int found);
        Classes = Math.Max(found, classes);
        ClassShare = new double[Classes];
        for (int i = 0; i < Labels.Length; i++)
        {
            ClassShare[Labels[i]] += Design.W[i];
        }

        ClassLabel.CheckAll([.. ClassShare.Select(share => share > 0)], null);
        Offsets = [.. problem.ClassOffsets ?? []];
        if (Offsets.Length != 0 && Offsets.Length != Classes * Labels.Length)
        {
            throw new ArgumentException($"There are {Offsets.Length} class offsets for {Classes} classes and {Labels.Length} rows; there must be one for each class and row, class after class.", nameof(problem));
        }

        OffsetCheck.RequireOfClasses(Offsets, Design.W, nameof(problem));
        for (int i = 0; i < Offsets.Length; i++)
        {
            Offsets[i] = Design.W[i % Labels.Length] > 0 ? Offsets[i] : 0;
        }

        NullIntercepts = new double[Classes];
        NullLoss = Math.Log(Classes);
        if (options.Intercept)
        {
            double mean = ClassShare.Average(Math.Log);
            NullIntercepts = [.. ClassShare.Select(share => Math.Log(share) - mean)];
            NullLoss = -ClassShare.Sum(share => share * Math.Log(share));
        }

        if (Offsets.Length > 0)
        {
            // What is the same for all rows goes into the intercepts at once: far from there curvatures vanish.
            for (int c = 0; c < Classes && options.Intercept; c++)
            {
                NullIntercepts[c] -= VectorMath.Dot(Design.W, Offsets.AsSpan(c * Labels.Length, Labels.Length));
            }

            var rows = new SoftmaxState(this, []);
            rows.Refresh();
            (NullIntercepts, NullLoss) = (rows.Intercept, rows.Loss);
        }
    }

    public TrainingProblem Problem { get; }

    public ElasticNetPenalty Penalty { get; }

    public bool IsGrouped { get; }

    public FitOptions Options { get; }

    public StandardizedDesign Design { get; }

    /// <summary>The class of each row, 0 .. K − 1.</summary>
    public int[] Labels { get; }

    public int Classes { get; }

    /// <summary>Up to this size of the system of Newton steps the second derivative is held as a matrix.</summary>
    public int LargestMatrix { get; init; } = DefaultLargestMatrix;

    public int Rows => Labels.Length;

    public int Columns => Design.Columns;

    public int Threads => Design.Threads;

    /// <summary>The class offsets, K · n, or none.</summary>
    public double[] Offsets { get; }

    /// <summary>The share of each class in the weight of all rows.</summary>
    public double[] ClassShare { get; }

    /// <summary>The intercepts of the model without features, of mean 0.</summary>
    public double[] NullIntercepts { get; }

    /// <summary>The loss of the model without features: half the null deviance.</summary>
    public double NullLoss { get; }

    public bool IsEligible(int column) => Design.InverseScale[column] > 0 && Penalty.Bounds(column) is not (0, 0);

    /// <summary>The bounds of a coefficient of the standardised feature.</summary>
    public (double Lower, double Upper) Bounds(int column)
    {
        (double lower, double upper) = Penalty.Bounds(column);
        double inverse = Design.InverseScale[column];
        return inverse > 0 ? (lower / inverse, upper / inverse) : (0, 0);
    }

    /// <summary>Runs a body for each class; what it writes for one class is its own.</summary>
    public void ForEachClass(Action<int> body) => ParallelWork.Each(Threads, Classes, body);

    /// <summary>result[k · m + a] = Z_a'u_k for the columns a (m of them) and the classes k, with u_k the rows k · n .. of u.</summary>
    public void Gradient(int[] columns, double[] u, double[] result)
    {
        int n = Rows, count = columns.Length, classes = Classes;
        double[] sums = new double[classes];
        for (int k = 0; k < classes && Options.Intercept; k++)
        {
            sums[k] = VectorMath.Sum(u.AsSpan(k * n, n));
        }

        ColumnBlocks.For(Threads, columns, Design.X, (from, to) =>
        {
            Design.X.Dot(columns.AsSpan(from, to - from), u, n, classes, result.AsSpan(from), count, accumulate: false);
            for (int k = 0; k < classes; k++)
            {
                for (int a = from; a < to; a++)
                {
                    int j = columns[a];
                    result[(k * count) + a] = (result[(k * count) + a] - (Design.Center[j] * sums[k])) * Design.InverseScale[j];
                }
            }
        });
    }

    /// <summary>result_k = Z change_k + intercept_k for each class; change is K · m over the columns.</summary>
    public void Predict(int[] columns, double[] change, ReadOnlyMemory<double> intercept, double[] result)
    {
        int n = Rows, m = columns.Length;
        ForEachClass(k =>
        {
            var moved = new List<int>();         // few of many columns
            var scaled = new List<double>();
            double shift = intercept.Span[k];
            for (int a = 0; a < m; a++)
            {
                double value = change[(k * m) + a] * Design.InverseScale[columns[a]];
                if (value != 0)
                {
                    moved.Add(columns[a]);
                    scaled.Add(value);
                    shift -= value * Design.Center[columns[a]];
                }
            }

            Span<double> target = result.AsSpan(k * n, n);
            target.Fill(shift);
            Design.X.Add(moved.ToArray(), scaled.ToArray(), target);
        });
    }

    /// <summary>The class of each row; how many there are is <paramref name="found"/>, unless <paramref name="classes"/> says more.</summary>
    public static int[] ReadLabels(ReadOnlySpan<double> y, int classes, out int found)
    {
        int[] labels = new int[y.Length];
        found = 0;
        for (int i = 0; i < y.Length; i++)
        {
            bool isWhole = y[i] >= 0 && y[i] < 1 << 20 && y[i] == Math.Floor(y[i]);
            if (!isWhole || (classes > 0 && y[i] >= classes))
            {
                throw new ArgumentException(FormattableString.Invariant($"The response of row {i} is {y[i]}; it must be the number of a class: 0, 1, 2 and so on."), nameof(y));
            }

            labels[i] = (int)y[i];
            found = Math.Max(found, labels[i] + 1);
        }

        return labels;
    }
}
