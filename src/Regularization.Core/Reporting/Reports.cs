namespace Regularization;

/// <summary>
/// Reports of what was fitted. <c>ToHtml</c> makes one HTML page with everything in it, which asks nothing of the network: pictures to look at closely with the pointer, and
/// sortable tables. <c>ToSvg</c> makes the main picture alone, for documents.
/// </summary>
/// <remarks>
/// The pages say what each picture shows (docs/reports.md). Of many features those are drawn that are the largest in the chosen model, and the page says so.
/// <example>
/// <code>
/// FitSummary summary = new LinearModelFitter(Losses.Squared, Penalties.Lasso).Fit(problem);
/// summary.ToHtml("fit.html");
/// summary.ToSvg("path.svg");
/// </code>
/// </example>
/// </remarks>
public static class Reports
{
    /// <summary>The report of a fit as a page: the path, the choice of lambda, predictions of rows not trained on, the weights, the proof, the coefficients.</summary>
    /// <param name="summary">The fit.</param>
    public static string ToHtml(this FitSummary summary) => LinearPage.Of(Required(summary)).ToHtml();

    /// <summary>Writes the report of a fit to a file, which is replaced if it is there.</summary>
    /// <param name="summary">The fit.</param>
    /// <param name="path">The name of the file, such as <c>fit.html</c>.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing it is not permitted.</exception>
    public static void ToHtml(this FitSummary summary, string path) => LinearPage.Of(Required(summary)).Save(path);

    /// <inheritdoc cref="ToHtml(FitSummary)"/>
    public static string ToHtml(this MultinomialFitSummary summary) => MultinomialPage.Of(Required(summary)).ToHtml();

    /// <inheritdoc cref="ToHtml(FitSummary, string)"/>
    public static void ToHtml(this MultinomialFitSummary summary, string path) => MultinomialPage.Of(Required(summary)).Save(path);

    /// <summary>The report of a path as a page: coefficients, deviance, proofs.</summary>
    /// <param name="solutions">The path.</param>
    public static string ToHtml(this RegularizationPath solutions) => LinearPage.Of(Required(solutions)).ToHtml();

    /// <inheritdoc cref="ToHtml(RegularizationPath)"/>
    public static string ToHtml(this MultinomialPath solutions) => MultinomialPage.Of(Required(solutions)).ToHtml();

    /// <summary>Writes the report of a path to a file: coefficients, deviance, proofs.</summary>
    /// <param name="solutions">The path.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this RegularizationPath solutions, string path) => LinearPage.Of(Required(solutions)).Save(path);

    /// <inheritdoc cref="ToHtml(RegularizationPath, string)"/>
    public static void ToHtml(this MultinomialPath solutions, string path) => MultinomialPage.Of(Required(solutions)).Save(path);

    /// <summary>The report of a cross-validation as a page: the path, the curves, deviance, proofs, the coefficients at the smallest deviance.</summary>
    /// <param name="validation">The cross-validation.</param>
    public static string ToHtml(this CrossValidationResult validation) => LinearPage.Of(Required(validation)).ToHtml();

    /// <summary>The report of a cross-validation as a page: the path, the curves, deviance, proofs.</summary>
    /// <param name="validation">The cross-validation.</param>
    public static string ToHtml(this MultinomialCrossValidationResult validation) => MultinomialPage.Of(Required(validation)).ToHtml();

    /// <summary>Writes the report of a cross-validation to a file: the path, the curves, deviance, proofs, the coefficients at the smallest deviance.</summary>
    /// <param name="validation">The cross-validation.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this CrossValidationResult validation, string path) => LinearPage.Of(Required(validation)).Save(path);

    /// <inheritdoc cref="ToHtml(CrossValidationResult, string)"/>
    public static void ToHtml(this MultinomialCrossValidationResult validation, string path) => MultinomialPage.Of(Required(validation)).Save(path);

    /// <summary>The report of a relaxed fit as a page: what the folds say of each lambda and blend, the path, the coefficients at the smallest deviance.</summary>
    /// <param name="validation">The cross-validation.</param>
    public static string ToHtml(this RelaxedCrossValidationResult validation) => LinearPage.Of(Required(validation)).ToHtml();

    /// <summary>Writes the report of a relaxed fit to a file.</summary>
    /// <param name="validation">The cross-validation.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this RelaxedCrossValidationResult validation, string path) => LinearPage.Of(Required(validation)).Save(path);

    /// <summary>The report of a stability selection as a page: how often each feature was selected, and how many false selections each threshold lets through.</summary>
    /// <param name="selection">The selection.</param>
    public static string ToHtml(this StabilitySelection selection) => StabilityPage.Of(Required(selection)).ToHtml();

    /// <summary>Writes the report of a stability selection to a file.</summary>
    /// <param name="selection">The selection.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this StabilitySelection selection, string path) => StabilityPage.Of(Required(selection)).Save(path);

    /// <summary>The report of a model trained on a stream as a page: the losses over the rows, the coefficients.</summary>
    /// <param name="fit">The training run.</param>
    public static string ToHtml(this StreamingFit fit) => StreamingPage.Of(Required(fit)).ToHtml();

    /// <summary>Writes the report of a model trained on a stream to a file.</summary>
    /// <param name="fit">The training run.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this StreamingFit fit, string path) => StreamingPage.Of(Required(fit)).Save(path);

    /// <summary>The report of a trained network as a page: the curves of training and validation, zeros and neurons over the epochs, the weights of each layer.</summary>
    /// <param name="fit">The training run.</param>
    /// <param name="history">Its epochs in other units, such as those of a label that was scaled; null for its own.</param>
    public static string ToHtml(this NetworkFit fit, IReadOnlyList<EpochReport>? history = null) => NetworkPage.Of(Required(fit), history ?? fit.History).ToHtml();

    /// <summary>Writes the report of a trained network to a file.</summary>
    /// <param name="fit">The training run.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this NetworkFit fit, string path) => NetworkPage.Of(Required(fit), fit.History).Save(path);

    /// <summary>The report of a search as a page: what it tried, and the network that it chose.</summary>
    /// <param name="search">The search.</param>
    /// <param name="points">What it tried in other units; null for its own.</param>
    /// <param name="history">The epochs of the network in other units; null for its own.</param>
    public static string ToHtml(this WeightDecaySearchResult search, IReadOnlyList<WeightDecaySearchPoint>? points = null, IReadOnlyList<EpochReport>? history = null) =>
        NetworkPage.Of(Required(search), points ?? search.Points, history ?? search.Fit.History).ToHtml();

    /// <summary>Writes the report of a search to a file.</summary>
    /// <param name="search">The search.</param>
    /// <param name="path">The name of the file.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this WeightDecaySearchResult search, string path) => NetworkPage.Of(Required(search), search.Points, search.Fit.History).Save(path);

    /// <summary>The rules of a model as a page: the importance of the inputs, and the rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="fit">The lasso that chose them, whose report then follows; null for the rules alone.</param>
    public static string ToHtml(this RuleSet rules, FitSummary? fit = null) => (fit is null ? RulePage.Of(Required(rules)) : RulePage.Of(Required(rules), fit)).ToHtml();

    /// <summary>Writes the rules of a model to a file: the importance of the inputs, and the rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="path">The name of the file.</param>
    /// <param name="fit">The lasso that chose them, whose report then follows; null for the rules alone.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this RuleSet rules, string path, FitSummary? fit = null) => (fit is null ? RulePage.Of(Required(rules)) : RulePage.Of(Required(rules), fit)).Save(path);

    /// <summary>The rules of a model of several classes as a page: the importance of the inputs, and the rules of each class.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="fit">The lasso that chose them, whose report then follows; null for the rules alone.</param>
    public static string ToHtml(this MulticlassRuleSet rules, MultinomialFitSummary? fit = null) => (fit is null ? RulePage.Of(Required(rules)) : RulePage.Of(Required(rules), fit)).ToHtml();

    /// <summary>Writes the rules of a model of several classes to a file: the importance of the inputs, and the rules of each class.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="path">The name of the file.</param>
    /// <param name="fit">The lasso that chose them, whose report then follows; null for the rules alone.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToHtml(this MulticlassRuleSet rules, string path, MultinomialFitSummary? fit = null) => (fit is null ? RulePage.Of(Required(rules)) : RulePage.Of(Required(rules), fit)).Save(path);

    /// <summary>The coefficients along the path as a picture, the chosen lambdas marked.</summary>
    /// <param name="summary">The fit.</param>
    /// <param name="path">The name of the file, such as <c>path.svg</c>.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToSvg(this FitSummary summary, string path) => SvgChart.Save(path, LinearPage.PathPicture(Required(summary)));

    /// <summary>The coefficients along a path as a picture.</summary>
    /// <param name="solutions">The path.</param>
    /// <param name="path">The name of the file, such as <c>path.svg</c>.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToSvg(this RegularizationPath solutions, string path) => SvgChart.Save(path, LinearPage.PathPicture(Required(solutions)));

    /// <summary>The deviance of rows not trained on against lambda as a picture, with standard errors, the chosen lambdas marked.</summary>
    /// <param name="validation">The cross-validation.</param>
    /// <param name="path">The name of the file, such as <c>curve.svg</c>.</param>
    /// <inheritdoc cref="ToHtml(FitSummary, string)" path="/exception"/>
    public static void ToSvg(this CrossValidationResult validation, string path) => SvgChart.Save(path, LinearPage.CurvePicture(Required(validation)));

    /// <inheritdoc cref="ToSvg(CrossValidationResult, string)"/>
    public static void ToSvg(this MultinomialCrossValidationResult validation, string path) => SvgChart.Save(path, MultinomialPage.CurvePicture(Required(validation)));

    private static T Required<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
