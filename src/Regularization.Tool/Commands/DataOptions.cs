using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options that say what is read to train on.</summary>
internal sealed class DataOptions
{
    private readonly Argument<string> _file = new("FILE") { Description = "CSV, TSV or libsvm, also .gz." };
    private readonly FormatOptions _format = new();

    private readonly Option<string?> _label = NewOption.Name("--label", "COL", "The column to predict. In libsvm it is the first field.");

    private readonly Option<Family> _family;

    private readonly Option<string?> _positive = NewOption.Name("--positive", "VALUE", "The class that is 1, whose probability is modelled. Else the second in order.");

    private readonly Option<string[]> _ignore = NewOption.List("--ignore", "COL,...", "Columns to leave out.");

    private readonly Option<string[]> _categorical = NewOption.List(
        "--categorical", "COL,...", "Columns of numbers that are names. (Columns whose first value is no number are categorical anyway.) Each level becomes a 0/1 feature; none is left out as reference.");

    private readonly Option<string[]> _text = NewOption.List(
        "--text", "COL,...", "Columns of text: each word in at least two rows becomes a feature, its tf-idf weight, rows having norm 1.");

    private readonly Option<string?> _weights = NewOption.Name("--weights", "COL", "The column with the weights of the rows, not negative.");

    private readonly Option<string?> _offset = NewOption.Name("--offset", "COL", "The column that is added to the linear predictor.");

    private readonly Option<string?> _exposure = NewOption.Name("--exposure", "COL", "The column with what the label grows in proportion to, such as time at risk: an offset of its logarithm. For poisson, gamma, tweedie.");

    private readonly LossOptions? _losses;

    private readonly Option<string?> _foldColumn = NewOption.Name("--fold-column", "COL", "The column that says which fold a row is in; rows with the same value are held out together.");

    private readonly Option<MissingPolicy> _missing = NewOption.Choice(
        "--missing", $"Missing values ({Cells.MissingForms}) are refused (the default), or their rows skipped, or the mean of the feature stands in; for a category, the shares of its levels.",
        ("refuse", MissingPolicy.Refuse), ("skip", MissingPolicy.Skip), ("mean", MissingPolicy.Mean));

    /// <param name="family">The families that the command has.</param>
    /// <param name="losses">For linear models: the parameters of the families.</param>
    public DataOptions(Option<Family> family, LossOptions? losses = null) => (_family, _losses) = (family, losses);

    public void AddTo(Command command, bool withFolds)
    {
        command.Add(_file);
        command.Add(_label);
        command.Add(_family);
        command.Add(_positive);
        command.Add(_ignore);
        command.Add(_categorical);
        command.Add(_text);
        command.Add(_missing);
        command.Add(_weights);
        if (_losses is not null)
        {
            command.Add(_offset);
            command.Add(_exposure);
            _losses.AddTo(command);
        }

        if (withFolds)
        {
            command.Add(_foldColumn);
        }

        _format.AddTo(command);
    }

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public DataSettings Bind(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        (FileFormat format, TableFormat table) = _format.Bind(parsed, file);
        var settings = new DataSettings
        {
            File = file,
            Format = format,
            Table = table,
            Family = parsed.GetValue(_family),
            Loss = _losses?.Bind(parsed, parsed.GetValue(_family))!,
            Label = parsed.GetValue(_label),
            Positive = parsed.GetValue(_positive),
            Missing = parsed.GetValue(_missing),
            Weights = parsed.GetValue(_weights),
            Offset = parsed.GetValue(_offset),
            Exposure = parsed.GetValue(_exposure),
            FoldColumn = parsed.GetResult(_foldColumn) is null ? null : parsed.GetValue(_foldColumn),
            Ignore = parsed.GetValue(_ignore)!,
            Categorical = parsed.GetValue(_categorical)!,
            Text = parsed.GetValue(_text)!,
        };
        if (settings.Positive is not null && !Families.HasTwoClasses(settings.Family))
        {
            throw new UsageException("--positive is for --family binomial and squared-hinge; it names one of two classes.");
        }

        if (settings is { Offset: not null, Exposure: not null })
        {
            throw new UsageException("--offset and --exposure are both given; an exposure is an offset of its logarithm. Give one, or add the logarithm to the offset in the file.");
        }

        if (settings.Exposure is not null && !Families.HasLogLink(settings.Family))
        {
            throw new UsageException($"--exposure is for --family poisson, gamma and tweedie, whose predictions grow in proportion to it; the family is {Families.NameOf(settings.Family)}. {(settings.Family == Family.Multinomial ? "Leave it out." : "Use --offset.")}");
        }

        if (settings is { Offset: not null, Family: Family.Multinomial })
        {
            throw new UsageException("--offset is for families of one linear predictor; added to that of every class it changes no probability. Leave it out.");
        }

        if (format == FileFormat.LibSvm)
        {
            foreach (Option option in (Option[])[_label, _ignore, _categorical, _text, _missing, _weights, _foldColumn, _offset, _exposure])
            {
                if (parsed.IsGiven(option))
                {
                    throw new UsageException($"{option.Name} is for files with named columns; a libsvm file has its label first, then the features by index. Leave {option.Name} out.");
                }
            }
        }

        return settings;
    }
}
