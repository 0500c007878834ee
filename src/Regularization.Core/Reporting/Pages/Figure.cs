namespace Regularization;

/// <summary>One picture of a report: what is drawn, in words that the page's script gives to the charting library.</summary>
/// <param name="Id">Its name in the page, of letters and dashes.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Note">What it shows, in a sentence or two.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Views">What can be switched between, at least one.</param>
internal sealed record Figure(string Id, string Title, string Note, FigureAxis X, IReadOnlyList<FigureView> Views) : PageBlock(Title)
{
    /// <summary>Ticks of a second horizontal axis on top, or null.</summary>
    public TopAxis? Top { get; init; }

    /// <summary>Whether it takes the whole width.</summary>
    public bool IsWide { get; init; }

    /// <summary>Whether a unit is as long on both axes.</summary>
    public bool IsSquare { get; init; }

    /// <summary>Whether the pointer shows all traces at one place of the horizontal axis rather than the nearest.</summary>
    public bool ComparesTraces { get; init; }

    /// <summary>What the views are a choice of, such as "measure".</summary>
    public string ViewsName { get; init; } = "show";
}

/// <summary>An axis.</summary>
/// <param name="Title">Its name, with the unit.</param>
/// <param name="IsLog">Whether it is logarithmic.</param>
/// <param name="IsReversed">Whether it descends.</param>
internal sealed record FigureAxis(string Title, bool IsLog = false, bool IsReversed = false)
{
    /// <summary>The range of linear axes that is fixed, or null.</summary>
    public (double From, double To)? Range { get; init; }

    /// <summary>The strength of the penalty.</summary>
    public static FigureAxis Lambda { get; } = new("lambda (log scale; the penalty weakens to the right)", IsLog: true, IsReversed: true);
}

/// <summary>Ticks on top.</summary>
/// <param name="Title">What they count.</param>
/// <param name="At">Where they are.</param>
/// <param name="Text">What they say.</param>
internal sealed record TopAxis(string Title, IReadOnlyList<double> At, IReadOnlyList<string> Text);

/// <summary>A vertical line with a word.</summary>
/// <param name="At">Where.</param>
/// <param name="Label">The word.</param>
internal readonly record struct FigureMark(double At, string Label);

/// <summary>One choice of what a figure shows.</summary>
/// <param name="Label">Its name among the choices.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Traces">What is drawn.</param>
internal sealed record FigureView(string Label, FigureAxis Y, IReadOnlyList<FigureTrace> Traces)
{
    /// <summary>A second vertical axis, on the right, or null.</summary>
    public FigureAxis? Right { get; init; }

    /// <summary>The title of the horizontal axis where it is another for each view, or null.</summary>
    public string? XTitle { get; init; }

    /// <summary>The range of the horizontal axis where it is another for each view, or null.</summary>
    public (double From, double To)? XRange { get; init; }

    /// <summary>Vertical lines.</summary>
    public IReadOnlyList<FigureMark> Marks { get; init; } = [];

    /// <summary>What belongs to this view only, in a sentence; may be empty.</summary>
    public string Note { get; init; } = string.Empty;
}

/// <summary>How a trace is drawn.</summary>
internal enum TraceKind
{
    Lines,
    Points,
    Both,
    Bars,
}

/// <summary>One line, cloud of points or set of bars.</summary>
/// <param name="Name">Its name; may be anything.</param>
/// <param name="X">Horizontal positions; NaN is a gap.</param>
/// <param name="Y">Vertical positions, as many.</param>
internal sealed record FigureTrace(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How it is drawn.</summary>
    public TraceKind Kind { get; init; } = TraceKind.Lines;

    /// <summary>Half the length of error bars, or null.</summary>
    public IReadOnlyList<double>? Error { get; init; }

    /// <summary>What the pointer shows at each place, or null for the name and the two numbers.</summary>
    public IReadOnlyList<string>? Text { get; init; }

    /// <summary>Categories in place of the horizontal positions, or null.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Whether it belongs to the axis on the right.</summary>
    public bool OnRight { get; init; }

    /// <summary>The number of its colour; −1 for a thin grey line that guides the eye.</summary>
    public int Color { get; init; }

    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>The width of the line, or the size of points.</summary>
    public double Size { get; init; } = 2;

    /// <summary>Whether it is in the legend.</summary>
    public bool InLegend { get; init; } = true;
}
