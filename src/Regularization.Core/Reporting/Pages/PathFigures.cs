using System.Globalization;

namespace Regularization;

/// <summary>The pictures of a path: coefficients, deviance and nonzeros, proofs and times.</summary>
internal sealed class PathFigures(PathSteps steps, Func<int, string> nameOf, IReadOnlyList<FigureMark> marks, int? chosen)
{
    /// <summary>Lines drawn at most, for each class.</summary>
    public const int MostLines = 40;

    private const int TopTicks = 9;
    private const int MostClasses = 20;
    private const double Rounding = 1e-16;

    private readonly int[] _shown = [.. Enumerable.Range(0, steps.Count).Where(k => steps.Lambdas[k] > 0)];

    /// <summary>The name of a feature.</summary>
    public Func<int, string> NameOf => nameOf;

    /// <summary>Whether features were divided by their standard deviations; a constant one has no scale.</summary>
    private bool IsScaled => steps.Scale.Any(scale => scale is not (0 or 1));

    /// <summary>The lambdas that a log scale can show.</summary>
    private double[] Lambdas => [.. _shown.Select(k => steps.Lambdas[k])];

    /// <summary>Coefficients against lambda.</summary>
    /// <param name="classNames">Names of the classes; null for a linear model.</param>
    /// <param name="fittedTo">What the path was fitted to, where that is not all rows; else empty.</param>
    public Figure Coefficients(IReadOnlyList<string>? classNames, string fittedTo)
    {
        int classes = Math.Min(classNames?.Count ?? 1, MostClasses);
        string what = IsScaled ? "standardised coefficient" : "coefficient";
        var views = new List<FigureView>();
        for (int k = 0; k < classes; k++)
        {
            (int[] features, int entering) = steps.Largest(k, chosen, MostLines);
            string note = features.Length < entering
                ? string.Create(CultureInfo.InvariantCulture, $"Drawn are {features.Length} of the {entering:n0} features that enter: the largest {what}s {(chosen is null ? "anywhere on the path" : "of the chosen model, then those largest anywhere on the path")}.")
                : string.Empty;
            string label = classNames is not null ? classNames[k] : IsScaled ? "standardised" : "original scale";
            views.Add(new FigureView(label, new FigureAxis(what), Lines(k, features, standardized: true)) { Marks = marks, Note = note });
            if (classNames is null && IsScaled && features.Any(j => steps.Scale[j] != 1))
            {
                views.Add(new FigureView("original scale", new FigureAxis("coefficient"), Lines(k, features, standardized: false)) { Marks = marks, Note = note });
            }
        }

        string more = classNames is not null && classNames.Count > classes ? $" The first {classes} of {classNames.Count} classes are here." : string.Empty;
        return new Figure(
            "path",
            "Coefficients along the path",
            $"Each line is a feature: how its coefficient grows as the penalty weakens from left to right{fittedTo}. On top, the number of coefficients that are not 0, which for the lasso is its degrees of freedom.{more}",
            FigureAxis.Lambda,
            views)
        {
            Top = Top(),
            IsWide = true,
            ViewsName = classNames is null ? "scale" : "class",
        };
    }

    /// <summary>Deviance explained and nonzeros against lambda.</summary>
    public Figure Deviance() => new(
        "deviance",
        "Deviance and size",
        "How much of the deviance of the training rows the models explain, and how many coefficients they take for it.",
        FigureAxis.Lambda,
        [
            new FigureView(
                string.Empty,
                new FigureAxis("deviance explained (training rows)"),
                [
                    new FigureTrace("deviance explained", Lambdas, [.. _shown.Select(k => steps.Explained[k])]),
                    new FigureTrace("nonzero coefficients", Lambdas, [.. _shown.Select(k => (double)steps.Nonzeros[k])]) { OnRight = true, Color = 1, IsDashed = true },
                ])
            { Right = new FigureAxis("nonzero coefficients"), Marks = marks },
        ])
    { ComparesTraces = true };

    /// <summary>Proofs and seconds against lambda.</summary>
    /// <param name="tolerance">The proof asked for, if known.</param>
    public Figure Proofs(double? tolerance)
    {
        string what = steps.ProofName == "gap" ? "duality gap" : steps.ProofName;
        var traces = new List<FigureTrace>
        {
            new(what, Lambdas, [.. _shown.Select(k => steps.Proofs[k] >= Rounding ? steps.Proofs[k] : double.NaN)]) { Kind = TraceKind.Both },
            new("milliseconds", Lambdas, [.. _shown.Select(k => 1e3 * steps.Seconds[k])]) { OnRight = true, Color = 1, IsDashed = true },
        };
        if (tolerance is { } asked && _shown.Length > 0)
        {
            traces.Add(new FigureTrace("asked for", [Lambdas[0], Lambdas[^1]], [asked, asked]) { Color = -1 });
        }

        string meaning = steps.ProofName == "gap"
            ? "The duality gap bounds how far the objective is from the best possible, as a share of the null model's loss."
            : "The largest violation of an optimality condition, as a share of the gradient at which the first feature enters.";
        return new Figure(
            "proof",
            "Proof and time",
            meaning + " Solutions exact to rounding, below 1e-16, are not drawn. Dashed, the time of each fit.",
            FigureAxis.Lambda,
            [new FigureView(string.Empty, new FigureAxis("relative " + what, IsLog: true), traces) { Right = new FigureAxis("milliseconds") }])
        { ComparesTraces = true };
    }

    /// <summary>Ticks of how many coefficients are not 0.</summary>
    public TopAxis Top()
    {
        int count = Math.Min(TopTicks, _shown.Length);
        int[] at = [.. Enumerable.Range(0, count).Select(t => _shown[count == 1 ? 0 : (int)((long)t * (_shown.Length - 1) / (count - 1))])];
        return new TopAxis("nonzero coefficients", [.. at.Select(k => steps.Lambdas[k])], [.. at.Select(k => steps.Nonzeros[k].ToString("n0", CultureInfo.InvariantCulture))]);
    }

    private FigureTrace[] Lines(int ofClass, int[] features, bool standardized)
    {
        double[] x = Lambdas;
        return
        [
            .. features.Select((j, order) => new FigureTrace(NameOf(j), x, [.. _shown.Select(k => steps.Coefficients[ofClass][k][j] * (standardized ? steps.Scale[j] : 1))])
            {
                Color = order,
                Size = order < 10 ? 2 : 1.2,
            }),
        ];
    }
}
