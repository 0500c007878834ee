using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of the penalty.</summary>
internal sealed class PenaltyOptions
{
    private const double Between = 0.5;

    private readonly Option<PenaltyKind> _penalty = NewOption.Choice(
        "--penalty",
        "The penalty. [default: the elastic net of --l1-ratio] group-lasso and sparse-group-lasso take in or leave out whole --groups of features; slope is a lasso whose larger coefficients pay more; mcp and scad do not shrink large ones, and are not convex.",
        ("lasso", PenaltyKind.Lasso),
        ("ridge", PenaltyKind.Ridge),
        ("elastic-net", PenaltyKind.ElasticNet),
        ("group-lasso", PenaltyKind.GroupLasso),
        ("sparse-group-lasso", PenaltyKind.SparseGroupLasso),
        ("slope", PenaltyKind.Slope),
        ("mcp", PenaltyKind.Mcp),
        ("scad", PenaltyKind.Scad));

    private readonly Option<double?> _l1Ratio = NewOption.Number(
        "--l1-ratio",
        "The mixing: 1 is the lasso, 0 is ridge, between is the elastic net; of sparse-group-lasso, 0 is the group lasso. [default: 1; 0.5 with --penalty elastic-net or sparse-group-lasso]",
        r => r is >= 0 and <= 1,
        "a number from 0 to 1");

    private readonly Option<string?> _groups = NewOption.Name(
        "--groups",
        "FILE|prefix",
        "Of the group penalties: a CSV file with the columns feature and group, a feature being a column or one feature of it (column=level, column:word); or prefix: the features of a column are a group.");

    private readonly Option<string?> _separator = NewOption.Name(
        "--group-separator", "TEXT", "Of --groups prefix: features are a group whose names are the same up to the first of this character, such as . for gene.1 and gene.2.");

    private readonly Option<double?> _rate = NewOption.Number(
        "--fdr", "Of --penalty slope: the false discovery rate whose critical values (Benjamini and Hochberg) are its weights. [default: 0.1]", q => q is > 0 and < 1, "a number above 0 and below 1");

    private readonly Option<double?> _gamma = NewOption.Number(
        "--gamma", "Of --penalty mcp (above 1) and scad (above 2): coefficients beyond this multiple of the threshold are not shrunk. [default: 3; scad 3.7]", g => g > 1, "a number above 1");

    private readonly Option<string[]> _factors = NewOption.List(
        "--factors", "NAME=V,...", "Penalty factors; 0: never penalised, so always in. NAME is a column, or one feature of it: column=level, column:word. In a group all must be alike.");

    private readonly Option<string[]> _lower = NewOption.List("--lower", "NAME=V,...", "Lower bounds of coefficients, at most 0. A number alone is for all: --lower 0.");

    private readonly Option<string[]> _upper = NewOption.List("--upper", "NAME=V,...", "Upper bounds of coefficients, at least 0. A number alone is for all.");

    public void AddTo(Command command)
    {
        command.Add(_penalty);
        command.Add(_l1Ratio);
        command.Add(_groups);
        command.Add(_separator);
        command.Add(_rate);
        command.Add(_gamma);
        command.Add(_factors);
        command.Add(_lower);
        command.Add(_upper);
    }

    /// <exception cref="UsageException">An option is given that the penalty does not have, or one is missing.</exception>
    public PenaltySettings Bind(ParseResult parsed)
    {
        PenaltyKind kind = parsed.GetValue(_penalty);
        bool grouped = kind is PenaltyKind.GroupLasso or PenaltyKind.SparseGroupLasso, slope = kind == PenaltyKind.Slope;
        Require(parsed, _groups, grouped, "--penalty group-lasso or sparse-group-lasso");
        Require(parsed, _separator, parsed.GetValue(_groups) == PenaltySettings.Prefix, "--groups prefix");
        Require(parsed, _rate, slope, "--penalty slope");
        Require(parsed, _gamma, kind is PenaltyKind.Mcp or PenaltyKind.Scad, "--penalty mcp or scad");
        Require(parsed, _factors, !slope, "penalties of single features; the weights of slope belong to ranks");
        Require(parsed, _lower, !grouped && !slope, "penalties of single features");
        Require(parsed, _upper, !grouped && !slope, "penalties of single features");
        if (grouped && !parsed.IsGiven(_groups))
        {
            throw new UsageException("--groups is missing: group penalties need the groups of the features. Give --groups FILE, a CSV file with the columns feature and group, or --groups prefix.");
        }

        if (kind == PenaltyKind.Scad && parsed.GetValue(_gamma) is { } gamma && gamma <= 2)
        {
            throw new UsageException(FormattableString.Invariant($"--gamma is {gamma}; for --penalty scad it must be above 2, such as 3.7."));
        }

        if (parsed.GetValue(_separator) is { Length: not 1 } separator)
        {
            throw new UsageException($"--group-separator is '{separator}'; it must be one character, such as a dot.");
        }

        return new PenaltySettings(kind)
        {
            L1Ratio = RatioOf(kind, parsed.GetValue(_l1Ratio)),
            Groups = parsed.GetValue(_groups),
            Separator = parsed.GetValue(_separator)?[0],
            Gamma = parsed.GetValue(_gamma),
            DiscoveryRate = parsed.GetValue(_rate) ?? 0.1,
            Factors = parsed.GetValue(_factors)!,
            Lower = parsed.GetValue(_lower)!,
            Upper = parsed.GetValue(_upper)!,
        };
    }

    private static void Require(ParseResult parsed, Option option, bool fits, string what)
    {
        if (!fits && parsed.IsGiven(option))
        {
            throw new UsageException($"{option.Name} is for {what}. Leave it out, or choose another penalty.");
        }
    }

    /// <summary>The mixing, where the penalty has one.</summary>
    private static double? RatioOf(PenaltyKind kind, double? given)
    {
        double? of = kind switch { PenaltyKind.ByL1Ratio or PenaltyKind.Mcp or PenaltyKind.Scad => given ?? 1, PenaltyKind.ElasticNet or PenaltyKind.SparseGroupLasso => given ?? Between, PenaltyKind.Lasso => 1, PenaltyKind.Ridge => 0, _ => null };
        if (given is null || given == of)
        {
            return of;
        }

        string wayOut = kind == PenaltyKind.GroupLasso ? "Use --penalty sparse-group-lasso." : kind == PenaltyKind.Slope ? "Leave it out." : "Use --penalty elastic-net, or leave --penalty out.";
        throw new UsageException(FormattableString.Invariant($"--l1-ratio is {given}; {(of is null ? "this --penalty has none" : $"for this --penalty it is {of}")}. {wayOut}"));
    }
}
