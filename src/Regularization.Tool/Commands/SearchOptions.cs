using System.CommandLine;

namespace Regularization.Tool;

/// <summary>The options of a search over weight decays and L1 strengths.</summary>
internal sealed class SearchOptions
{
    private readonly Option<double[]> _decays = NewOption.Numbers(
        "--search-decay", "Train with each of these weight decays and choose by held-out loss.", v => v >= 0 && double.IsFinite(v), "a finite number, not negative");

    private readonly Option<double[]> _l1s = NewOption.Numbers(
        "--search-l1", "The same for --l1; with --search-decay every pair is tried.", v => v >= 0 && double.IsFinite(v), "a finite number, not negative");

    private readonly Option<int> _folds = NewOption.Count("--folds", "Folds of a search, at least 2; 0: the search holds out one part.", 0, least: 0);

    public void AddTo(Command command)
    {
        command.Add(_decays);
        command.Add(_l1s);
        command.Add(_folds);
    }

    /// <summary>The search asked for, or null.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public NetworkSearch? Bind(ParseResult parsed, bool hasValidationFile, Option decay, Option l1)
    {
        double[] decays = parsed.GetValue(_decays)!, l1s = parsed.GetValue(_l1s)!;
        int folds = parsed.GetValue(_folds);
        if (decays.Length == 0 && l1s.Length == 0)
        {
            return parsed.IsGiven(_folds)
                ? throw new UsageException("--folds is for a search; give --search-decay or --search-l1 with it, or leave it out.")
                : null;
        }

        if (folds == 1)
        {
            throw new UsageException("--folds is '1'; it must be at least 2, or 0 for one held-out part.");
        }

        if (hasValidationFile)
        {
            throw new UsageException("A search holds out rows of the training file itself; leave out --validation-file.");
        }

        Refuse(decays, _decays, decay);
        Refuse(l1s, _l1s, l1);
        return new NetworkSearch(decays, l1s, folds);

        void Refuse(double[] values, Option search, Option single)
        {
            if (values.Length > 0 && parsed.IsGiven(single))
            {
                throw new UsageException($"{search.Name} gives the strengths to try, so {single.Name} has no meaning. Leave out one or the other.");
            }
        }
    }
}
